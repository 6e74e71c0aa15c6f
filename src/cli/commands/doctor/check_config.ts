import type { GivenValue } from "../../options/given_value.ts";
import { UserError } from "../../user_error.ts";
import { fail, type Finding, ok } from "./check.ts";

export interface ConfigProbe {
  /** The path of the config file; `undefined` for a user without a home. */
  readonly path: string | undefined;
  exists(path: string): boolean;
  /** Reads and checks the file and the environment. Throws a {@linkcode UserError} for the first mistake. */
  read(): readonly GivenValue[];
}

/** Are the settings outside the command line valid? An invalid one stops vchat from starting. */
export function checkConfig({ path, exists, read }: ConfigProbe): Finding[] {
  let given: readonly GivenValue[];
  try {
    given = read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [fail("config", error.message, ...error.hint === undefined ? [] : [error.hint])];
  }
  const file = path === undefined ? "no place for a file" : `${path}${exists(path) ? "" : " (none, and none needed)"}`;
  const names = [...new Set(given.map(({ name }) => name))];
  return [ok("config", file, ...names.length === 0 ? [] : [`set there or by variables: ${names.join(", ")}`])];
}
