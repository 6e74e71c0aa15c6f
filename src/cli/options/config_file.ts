import type { GivenValue } from "./given_value.ts";
import { OPTION_TABLE, type OptionSpec } from "./option_table.ts";
import { UsageError } from "../user_error.ts";
import { similarName } from "./similar_name.ts";

const SPECS: readonly OptionSpec[] = OPTION_TABLE;

/**
 * The options that a config file sets, one `name = value` per line, with the names of the command line. Blank lines and
 * lines that start with `#` are ignored. A value in quotes keeps its spaces. Throws {@linkcode UsageError} with `path` and
 * line.
 */
export function parseConfigFile(text: string, path: string): GivenValue[] {
  const given: GivenValue[] = [];
  for (const [index, raw] of text.replace(/^\ufeff/, "").split(/\r\n?|\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const where = `${path}, line ${index + 1}`;
    const [, name, written] = /^([^\s=]+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (name === undefined) throw new UsageError(`${where} is not name = value: ${line}`, "for example: width = 640");
    const spec = SPECS.find((spec) => spec.name === name);
    if (!spec) throw new UsageError(`${where}: unknown option ${name}`, didYouMean(name));
    if (spec.commandLineOnly) throw new UsageError(`${where}: ${name} is only for the command line`);
    if (given.some((other) => other.name === name)) throw new UsageError(`${where}: ${name} is set twice`);
    given.push({ name, text: unquoted(written), source: `${where}: ${name}` });
  }
  return given;
}

function unquoted(written: string): string {
  return /^(["']).*\1$/.test(written) && written.length > 1 ? written.slice(1, -1) : written;
}

function didYouMean(name: string): string | undefined {
  const bare = name.replace(/^-+/, "");
  const meant = similarName(bare, SPECS.map(({ name }) => name)) ?? SPECS.find(({ name }) => name === bare)?.name;
  return meant && `did you mean ${meant}?`;
}
