import { WORD_LIST } from "./word_list.ts";

/** Words in a code: 27 bits, of which an attacker gets three guesses before the code changes. */
const CODE_WORDS = 3;
const SEPARATORS = /[\s,.\-\u2010-\u2015]+/;

/** A fresh code from four random bytes, as three words joined by "-". */
export function generateCode(random: Uint8Array): string {
  let number = (random[0] << 24 | random[1] << 16 | random[2] << 8 | random[3]) >>> 0;
  const words: string[] = [];
  for (let i = 0; i < CODE_WORDS; i++) {
    words.push(WORD_LIST[number % WORD_LIST.length]);
    number = Math.floor(number / WORD_LIST.length);
  }
  return words.join("-");
}

/** A code as it was generated, or what is wrong with what was typed, in words for people. */
export type ParsedCode = { readonly code: string } | { readonly problem: string };

/**
 * Reads a code as people type it: any case, words separated by spaces, hyphens, commas or dots, each word whole or
 * abbreviated to a beginning that no other word of the list has.
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

/** What Tab makes of a code that is being typed. */
export interface CodeCompletion {
  /** To be appended: the part of the last word that is certain, and a hyphen if another word follows. */
  readonly rest: string;
  /** What the last word may be. */
  readonly words: readonly string[];
}

/** Completes the last word of what was typed so far. */
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

/** The words with this beginning; if it is a whole word, that word alone. */
export function completions(prefix: string): string[] {
  if (prefix === "") return [];
  return WORD_LIST.includes(prefix) ? [prefix] : WORD_LIST.filter((word) => word.startsWith(prefix));
}
