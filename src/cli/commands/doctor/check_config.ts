import type { GivenValue } from "../../options/given_value.ts";
import { UsageErrors, UserError } from "../../user_error.ts";
import { fail, type Finding, ok, warn } from "./check.ts";

export interface ConfigProbe {
  /** The path of the config file; `undefined` for a user without a home. */
  readonly path: string | undefined;
  exists(path: string): boolean;
  /** Reads and checks the file and the environment. Throws a {@linkcode UserError} for the mistakes. */
  read(): readonly GivenValue[];
  /** What is wrong with variables that set nothing. */
  unknown(): readonly string[];
}

/** Are the settings outside the command line valid? An invalid one stops vchat from starting. */
export function checkConfig({ path, exists, read, unknown }: ConfigProbe): Finding[] {
  let given: readonly GivenValue[];
  try {
    given = read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const mistakes = error instanceof UsageErrors ? error.mistakes : [error];
    return mistakes.map(({ message, hint }) => fail("config", message, ...hint === undefined ? [] : [hint]));
  }
  const file = path === undefined ? "no place for a file" : `${path}${exists(path) ? "" : " (none, and none needed)"}`;
  const names = [...new Set(given.map(({ name }) => name))];
  return [
    ok("config", file, ...names.length === 0 ? [] : [`set there or by variables: ${names.join(", ")}`]),
    ...unknown().map((problem) => warn("config", problem)),
  ];
}
