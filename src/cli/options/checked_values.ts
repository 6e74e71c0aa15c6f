import { throwMistakes, UsageError } from "../user_error.ts";
import { checkedValue, type GivenValue } from "./given_value.ts";
import { OPTION_TABLE, type OptionSpec } from "./option_table.ts";

const SPECS: readonly OptionSpec[] = OPTION_TABLE;

/**
 * The values by option; of two for the same option, the first. Every value is checked, even an overridden one, so that a mistake
 * in a config file is reported before it matters. Throws {@linkcode UsageError} for all mistakes together.
 */
export function checkedValues(given: readonly GivenValue[]): Map<string, string | number | boolean> {
  const values = new Map<string, string | number | boolean>();
  const mistakes: UsageError[] = [];
  for (const one of given) {
    try {
      const value = checkedValue(SPECS.find(({ name }) => name === one.name)!, one);
      if (!values.has(one.name)) values.set(one.name, value);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      mistakes.push(error);
    }
  }
  throwMistakes(mistakes);
  return values;
}
