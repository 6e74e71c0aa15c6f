import type { GivenValue } from "../../options/given_value.ts";
import { UserError } from "../../user_error.ts";
import { fail, type Finding, ok } from "./check.ts";

export interface ConfigProbe {
  /** Where the config file belongs; `undefined` for a user without a home. */
  readonly path: string | undefined;
  exists(path: string): boolean;
  /** Reads and checks file and environment. Throws a {@linkcode UserError} for the first mistake. */
  read(): readonly GivenValue[];
}

/** Are the settings outside the command line right? A wrong one stops vchat from starting. */
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
