import { WORD_LIST } from "./word_list.ts";

/** The words in a code. That is 27 bits, and an attacker gets three guesses before the code changes. */
const CODE_WORDS = 3;
const SEPARATORS = /[\s,.\-\u2010-\u2015]+/;

/** A new code from four random bytes: three words joined by "-". */
export function generateCode(random: Uint8Array): string {
  let number = (random[0] << 24 | random[1] << 16 | random[2] << 8 | random[3]) >>> 0;
  const words: string[] = [];
  for (let i = 0; i < CODE_WORDS; i++) {
    words.push(WORD_LIST[number % WORD_LIST.length]);
    number = Math.floor(number / WORD_LIST.length);
  }
  return words.join("-");
}

/** A code in the form that `generateCode` returns, or what is wrong with the typed text, in words for people. */
export type ParsedCode = { readonly code: string } | { readonly problem: string };

/**
 * Parses a code as people type it: in any case, with spaces, hyphens, commas or dots between the words. A word may be
 * shortened to any start that no other word of the list has.
 */
export function parseCode(typed: string): ParsedCode {
  const words = wordsOf(typed);
  if (words.length !== CODE_WORDS) return { problem: `a code has ${CODE_WORDS} words, not ${words.length}` };
  const whole: string[] = [];
  for (const [i, word] of words.entries()) {
    const candidates = completions(word);
    if (candidates.length === 1) whole.push(candidates[0]);
    else if (candidates.length === 0) return { problem: `word ${i + 1} is not one that codes are made of` };
    else return { problem: `word ${i + 1} may be ${candidates.slice(0, 4).join(", ")}: type more of it` };
  }
  return { code: whole.join("-") };
}

/** What Tab does with a partly typed code. */
export interface CodeCompletion {
  /** The text to append: the certain part of the last word, and a hyphen if another word follows. */
  readonly rest: string;
  /** The words that the last word may become. */
  readonly words: readonly string[];
}

/** Completes the last word of the typed text. */
export function completeCode(typed: string): CodeCompletion {
  const before = wordsOf(typed), last = SEPARATORS.test(typed.slice(-1)) ? undefined : before.pop();
  const words = completions(last ?? "");
  if (last === undefined || words.length === 0) return { rest: "", words };
  let common = words[0];
  for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1);
  const next = words.length === 1 && before.length < CODE_WORDS - 1 ? "-" : "";
  return { rest: common.slice(last.length) + next, words };
}

function wordsOf(typed: string): string[] {
  return typed.toLowerCase().split(SEPARATORS).filter((word) => word !== "");
}

/** The words that start with `prefix`. If it is a whole word, only that word. */
export function completions(prefix: string): string[] {
  if (prefix === "") return [];
  return WORD_LIST.includes(prefix) ? [prefix] : WORD_LIST.filter((word) => word.startsWith(prefix));
}
