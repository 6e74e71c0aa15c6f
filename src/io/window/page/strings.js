/** @import { Strings } from "./strings/en.js" */
import { de } from "./strings/de.js";
import { en } from "./strings/en.js";
import { es } from "./strings/es.js";
import { zh } from "./strings/zh.js";

/** @type {Record<string, Strings>} */
export const LANGUAGES = { en, de, zh, es };

/**
 * The first of the person's languages that is available, or English.
 * @param {readonly string[]} wanted BCP 47 tags, best first
 * @returns {{ language: string, strings: Strings }}
 */
export function chooseStrings(wanted) {
  const language = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((code) => Object.hasOwn(LANGUAGES, code));
  return { language: language ?? "en", strings: LANGUAGES[language ?? "en"] };
}

/**
 * @param {string} pattern with `{n}` where the number goes
 * @param {number} n
 */
export function withNumber(pattern, n) {
  return pattern.replace("{n}", String(n));
}

/**
 * @param {string} pattern with `{text}` where the text goes
 * @param {string} text
 */
export function withText(pattern, text) {
  return pattern.replace("{text}", () => text);
}
