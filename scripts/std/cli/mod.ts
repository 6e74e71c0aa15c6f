/** Stand-in for `jsr:@std/cli` where JSR cannot be reached: the part of it that vchat uses, over `node:util`. */
import { parseArgs as nodeParseArgs } from "node:util";

/** The options of `parseArgs` that vchat uses; as in `@std/cli`. */
export interface ParseOptions {
  boolean?: readonly string[];
  string?: readonly string[];
  alias?: Record<string, string>;
  stopEarly?: boolean;
  "--"?: boolean;
  /** Called for every option that is not named; returning false leaves it out of the result. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Parses `argv`; positional arguments are in `_`. */
// deno-lint-ignore no-explicit-any
export function parseArgs(args: readonly string[], options: ParseOptions = {}): Record<string, any> & { _: string[] } {
  const strings = new Set(options.string);
  const booleans = new Set(options.boolean);
  const alias = options.alias ?? {};
  const { tokens } = nodeParseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries([
      ...[...strings].map((name) => [name, { type: "string", short: alias[name] }] as const),
      ...[...booleans].map((name) => [name, { type: "boolean", short: alias[name] }] as const),
    ].map(([name, option]) => [name, option.short ? option : { type: option.type }])),
  });
  // deno-lint-ignore no-explicit-any
  const result: Record<string, any> & { _: string[] } = { _: [] };
  for (const name of booleans) result[name] = false;
  for (const token of tokens) {
    if (token.kind === "positional") {
      if (options.unknown?.(token.value) !== false) result._.push(token.value);
    } else if (token.kind === "option") {
      if (!strings.has(token.name) && !booleans.has(token.name)) {
        const negated = token.name.startsWith("no-") && booleans.has(token.name.slice(3));
        if (negated) result[token.name.slice(3)] = false;
        else if (options.unknown?.(token.rawName, token.name, token.value) !== false) {
          result[token.name] = token.value ?? true;
        }
      } else if (strings.has(token.name)) result[token.name] = token.value ?? "";
      else result[token.name] = token.value === undefined ? true : token.value !== "false";
    }
  }
  return result;
}
