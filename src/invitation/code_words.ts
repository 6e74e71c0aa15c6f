import { nearestWords } from "./word_distance.ts";
import { WORD_LIST } from "./word_list.ts";

/** The words in a code. That is 27 bits, and an attacker gets three guesses before the code changes. */
const CODE_WORDS = 3;
/** The highest number before the words: what people remember easily, and far more than the servers of one network. */
export const MAX_CODE_NUMBER = 999;
const SEPARATORS = /[\s,.\-\u2010-\u2015]+/;
/** The number, as people type it: `7-plaza`, `7 plaza`, `#7 plaza` or `7plaza`. */
const NUMBER = /^[\s#]*(\d+)(?![.,]?\d)/;
/** What may be repeated to the person in a message: letters and digits, not too many. */
const PRINTABLE_WORD = /^[\p{L}\p{N}'\u2019]{1,24}$/u;

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

/**
 * `code`: the secret words, in the form that `generateCode` returns. `number`: the public part before them, if it was typed,
 * from 1 to {@linkcode MAX_CODE_NUMBER}. Or what is wrong with the typed text, in words for people.
 */
export type ParsedCode = { readonly code: string; readonly number?: number } | { readonly problem: string };

/** A code as it is shown and told: `7-plaza-needle-studio`. Without a number only the words. */
export function shownCode(code: string, number: number | undefined): string {
  return number === undefined ? code : `${number}-${code}`;
}

/**
 * Parses a code as people type it: with or without its number, in any case, with spaces, hyphens, commas or dots between the
 * words. A word may be shortened to any start that no other word of the list has.
 */
export function parseCode(typed: string): ParsedCode {
  const { number, words } = partsOf(typed);
  if (number !== undefined && !isCodeNumber(number)) {
    return { problem: `the number of a code is from 1 to ${MAX_CODE_NUMBER}` };
  }
  if (number !== undefined && words.length === 0) return { problem: `the three words after the ${number} are missing` };
  if (words.length !== CODE_WORDS) {
    return {
      problem: `a code has ${CODE_WORDS} words${number === undefined ? "" : " after its number"}, not ${words.length}`,
    };
  }
  const whole: string[] = [];
  for (const [i, word] of words.entries()) {
    const candidates = completions(word);
    if (candidates.length !== 1) return { problem: wordProblem(word, i, candidates) };
    whole.push(candidates[0]);
  }
  return { code: whole.join("-"), ...number === undefined ? {} : { number } };
}

/** What Tab does with a partly typed code. */
export interface CodeCompletion {
  /** The text to append: the certain part of the last word, and a hyphen if another word follows. */
  readonly rest: string;
  /** The words that the last word may become. */
  readonly words: readonly string[];
}

/** Completes the last word of the typed text. A number before the words stays as it is. */
export function completeCode(typed: string): CodeCompletion {
  const before = partsOf(typed).words, last = SEPARATORS.test(typed.slice(-1)) ? undefined : before.pop();
  const words = completions(last ?? "");
  if (last === undefined || words.length === 0) return { rest: "", words };
  let common = words[0];
  for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1);
  const next = words.length === 1 && before.length < CODE_WORDS - 1 ? "-" : "";
  return { rest: common.slice(last.length) + next, words };
}

/** The words that start with `prefix`. If it is a whole word, only that word. */
export function completions(prefix: string): string[] {
  if (prefix === "") return [];
  return WORD_LIST.includes(prefix) ? [prefix] : WORD_LIST.filter((word) => word.startsWith(prefix));
}

/** The number and the words of what was typed, which may be anything. */
export function partsOf(typed: string): { readonly number?: number; readonly words: string[] } {
  const match = NUMBER.exec(typed);
  const words = typed.slice(match?.[0].length ?? 0).toLowerCase().split(SEPARATORS).filter((word) => word !== "");
  return match === null ? { words } : { number: Number(match[1]), words };
}

export function isCodeNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= MAX_CODE_NUMBER;
}

function wordProblem(word: string, index: number, candidates: readonly string[]): string {
  const named = PRINTABLE_WORD.test(word) ? `'${word}'` : `word ${index + 1}`;
  if (candidates.length > 1) return `${named} may be ${candidates.slice(0, 4).join(", ")}: type more of it`;
  const [meant] = nearestWords(word, WORD_LIST);
  if (meant === undefined) return `${named} is not one of the words that codes are made of`;
  return `${named} is not one of the words: did you mean ${meant}?`;
}
