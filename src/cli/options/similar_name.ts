import { nearestWords } from "../../invitation/word_distance.ts";

/** The one of `names` that `word` was probably meant to be; `undefined` if none is close. */
export function similarName(word: string, names: readonly string[]): string | undefined {
  if (word.length < 2) return undefined;
  return names.find((name) => name.startsWith(word) || word.startsWith(name)) ?? nearestWords(word, names)[0];
}
