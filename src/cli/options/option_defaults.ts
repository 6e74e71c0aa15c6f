import { readRegularFile } from "../../io/files/read_regular_file.ts";
import { userFolders } from "../../io/files/user_folders.ts";
import { parseConfigFile } from "./config_file.ts";
import type { GivenValue } from "./given_value.ts";
import { OPTION_TABLE, type OptionSpec } from "./option_table.ts";
import { similarName } from "./similar_name.ts";
import { UserError } from "../user_error.ts";
import { textOfFile } from "./text_of_file.ts";

/** Far more than a file with all options needs. */
const MAX_FILE_BYTES = 1024 * 1024;

type Env = (name: string) => string | undefined;

const SPECS: readonly OptionSpec[] = OPTION_TABLE;

/** The variable that sets an option: `VCHAT_NO_WINDOW` for `no-window`. */
export function variableName(option: string): string {
  return `VCHAT_${option.toUpperCase().replaceAll("-", "_")}`;
}

/** The path of this user's config file, whether or not it exists. `undefined` for a user without a home folder. */
export function configPath(os: typeof Deno.build.os, env: Env): string | undefined {
  const folder = userFolders(os, env)?.config;
  return folder && `${folder}${os === "windows" ? "\\" : "/"}vchat.conf`;
}

/** The options that are set outside the command line. Those from the environment come first and win. */
export function readOptionDefaults(os: typeof Deno.build.os, env: Env): GivenValue[] {
  const path = configPath(os, env);
  return [...fromEnvironment(env), ...(path === undefined ? [] : fromFile(path))];
}

/** An empty variable counts as not set. */
function fromEnvironment(env: Env): GivenValue[] {
  return SPECS.flatMap(({ name, commandLineOnly }) => {
    const source = variableName(name);
    const text = commandLineOnly ? undefined : env(source);
    return text ? [{ name, text, source }] : [];
  });
}

/** What is wrong with variables that begin like those of options, but are none. */
export function unknownVariables(names: readonly string[]): string[] {
  const known = SPECS.filter(({ commandLineOnly }) => !commandLineOnly).map(({ name }) => variableName(name));
  return names.filter((name) => name.startsWith("VCHAT_") && !known.includes(name)).toSorted().map((name) => {
    const spec = SPECS.find((spec) => variableName(spec.name) === name);
    if (spec) return `${name} is ignored: --${spec.name} is only for the command line`;
    const meant = similarName(name.slice("VCHAT_".length), known.map((other) => other.slice("VCHAT_".length)));
    return `${name} is ignored: there is no such option${meant ? `; did you mean VCHAT_${meant}?` : ""}`;
  });
}

function fromFile(path: string): GivenValue[] {
  let text: string;
  try {
    text = textOfFile(readRegularFile(path, MAX_FILE_BYTES));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return [];
    throw new UserError(
      `cannot read the config file ${path}: ${(error as Error).message}`,
      "fix it, or ignore it with --no-config",
    );
  }
  return parseConfigFile(text, path);
}
