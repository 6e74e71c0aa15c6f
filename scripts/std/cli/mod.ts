/** Stand-in for `jsr:@std/cli` where JSR cannot be reached: the part of it that vchat uses, over `node:util`. */
import { parseArgs as nodeParseArgs } from "node:util";

/** The options of `parseArgs` that vchat uses; as in `@std/cli`. */
export interface ParseOptions {
  boolean?: readonly string[];
  string?: readonly string[];
  /** Options of `string` whose every value is kept: an array, empty where there is none. */
  collect?: readonly string[];
  /** Another name for an option: one letter. */
  alias?: Record<string, string>;
  /** Called for every option that is not named, and without a key for every positional argument. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Parses `args`; positional arguments are in `_`. */
export function parseArgs(
  args: string[],
  options: ParseOptions = {},
  // deno-lint-ignore no-explicit-any
): Record<string, any> & { _: (string | number)[] } {
  const { string: strings = [], boolean: booleans = [], collect = [], alias = {} } = options;
  const named = (type: "string" | "boolean") => (name: string) =>
    [name, alias[name] === undefined ? { type } : { type, short: alias[name] }] as const;
  const { tokens } = nodeParseArgs({
    args,
    strict: false,
    tokens: true,
    options: Object.fromEntries([...strings.map(named("string")), ...booleans.map(named("boolean"))]),
  });
  // deno-lint-ignore no-explicit-any
  const result: Record<string, any> & { _: (string | number)[] } = { _: [] };
  for (const name of booleans) result[name] = false;
  for (const name of collect) result[name] = [];
  for (const token of tokens) {
    if (token.kind === "positional") {
      if (options.unknown?.(token.value) !== false) result._.push(token.value);
    } else if (token.kind === "option") {
      const { name, value, rawName } = token;
      if (booleans.includes(name)) result[name] = value !== "false";
      else if (!strings.includes(name)) options.unknown?.(rawName, name, value);
      else if (collect.includes(name)) result[name].push(value ?? "");
      else result[name] = value ?? "";
    }
  }
  return result;
}
