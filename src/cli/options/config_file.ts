import { throwMistakes, UsageError } from "../user_error.ts";
import { checkedValue, type GivenValue } from "./given_value.ts";
import { OPTION_TABLE, type OptionSpec } from "./option_table.ts";
import { similarName } from "./similar_name.ts";

const SPECS: readonly OptionSpec[] = OPTION_TABLE;

/**
 * The options that a config file sets, one `name = value` per line, with the names of the command line. Blank lines are ignored,
 * and comments: from a `#` at the start of a line, or after a blank, to its end. A value in quotes keeps its spaces and every `#`.
 * Throws {@linkcode UsageError} with `path` and line, for all wrong lines together.
 */
export function parseConfigFile(text: string, path: string): GivenValue[] {
  const given: GivenValue[] = [];
  const mistakes: UsageError[] = [];
  for (const [index, raw] of text.replace(/^\ufeff/, "").split(/\r\n?|\n/).entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    try {
      given.push(parseLine(line, `${path}, line ${index + 1}`, given));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      mistakes.push(error);
    }
  }
  throwMistakes(mistakes);
  return given;
}

function parseLine(line: string, where: string, earlier: readonly GivenValue[]): GivenValue {
  const [, name, written] = /^([^\s=]+)\s*=\s*(.*)$/.exec(line) ?? [];
  if (name === undefined) throw new UsageError(`${where} is not name = value: ${line}`, "for example: width = 640");
  const spec = SPECS.find((spec) => spec.name === name);
  if (!spec) throw new UsageError(`${where}: unknown option ${name}`, didYouMean(name));
  if (spec.commandLineOnly) throw new UsageError(`${where}: ${name} is only for the command line`);
  if (earlier.some((other) => other.name === name)) throw new UsageError(`${where}: ${name} is set twice`);
  const given = { name, text: valueOf(written, where), source: `${where}: ${name}` };
  checkedValue(spec, given);
  return given;
}

/** The value, without its quotes and without a comment. */
function valueOf(written: string, where: string): string {
  const quote = /^["']/.exec(written)?.[0];
  if (quote === undefined) return written.replace(/(?:^|\s+)#.*$/, "");
  const end = written.indexOf(quote, 1);
  if (end === -1) throw new UsageError(`${where}: the value begins with ${quote} and has no other: ${written}`, QUOTES);
  const rest = written.slice(end + 1).trim();
  if (rest !== "" && !rest.startsWith("#")) {
    throw new UsageError(`${where}: after the value in quotes comes ${rest}`, QUOTES);
  }
  return written.slice(1, end);
}

const QUOTES = `put the whole value in quotes: "Ann's", or '6" screen'`;

function didYouMean(name: string): string | undefined {
  const bare = name.replace(/^-+/, "");
  const meant = similarName(bare, SPECS.map(({ name }) => name)) ?? SPECS.find(({ name }) => name === bare)?.name;
  return meant && `did you mean ${meant}?`;
}
