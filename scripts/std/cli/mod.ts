/**
 * Replaces `jsr:@std/cli` if JSR cannot be reached. It has only the part that vchat uses. Like the original it reads long
 * options, and single letters with their value as the next argument, but it does not read several letters in one argument.
 */

/** The options of `parseArgs` that vchat uses, as in `@std/cli`. */
export interface ParseOptions {
  boolean?: readonly string[];
  string?: readonly string[];
  /** Options that keep every value, in an array. It is empty without values if they are also in `string` or `boolean`. */
  collect?: readonly string[];
  /** Options that `--no-NAME` turns off. */
  negatable?: readonly string[];
  default?: Readonly<Record<string, unknown>>;
  /** Other names for an option. Each gets the value. */
  alias?: Readonly<Record<string, string | readonly string[]>>;
  /** Called for every unknown option, and without a key for every positional argument. `false` leaves it out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

// deno-lint-ignore no-explicit-any
type Parsed = Record<string, any> & { _: (string | number)[] };

/**
 * Parses `args`. Positional arguments are in `_`, and so is everything after `--`. What looks like a number becomes one,
 * unless its option, or `_`, is in `string`. An option takes the next argument as its value, unless that is an option.
 * `boolean` options take only `true` and `false`. As in the original, `--no-NAME=VALUE` is a value of NAME.
 */
export function parseArgs(args: string[], options: ParseOptions = {}): Parsed {
  const end = args.indexOf("--");
  const parser = new Parser(options);
  parser.read(end < 0 ? args : args.slice(0, end));
  parser.addDefaults();
  if (end >= 0) parser.parsed._.push(...args.slice(end + 1));
  return parser.parsed;
}

class Parser {
  readonly parsed: Parsed = { _: [] };
  readonly #options: ParseOptions;
  readonly #names = new Map<string, readonly string[]>();

  constructor(options: ParseOptions) {
    this.#options = options;
    for (const [name, others] of Object.entries(options.alias ?? {})) {
      const all = [name, ...[others].flat()];
      for (const each of all) this.#names.set(each, all);
    }
  }

  read(args: readonly string[]): void {
    for (let at = 0; at < args.length; at++) {
      const arg = args[at], next = args[at + 1];
      const [, dashes, no = "", name, value] = /^(-|--(no-)?)([^-].*?)(?:=(.+))?$/s.exec(arg) ?? [];
      if (dashes === undefined) this.#addWord(arg);
      else if (value !== undefined) this.#set(name, this.#is("boolean", name) ? value !== "false" : value, arg);
      else if (no && this.#is("negatable", name)) this.#set(name, false, arg, false);
      else at += this.#setFromNext(no + name, next, arg);
    }
  }

  addDefaults(): void {
    const { default: defaults = {}, boolean = [], string = [] } = this.#options;
    for (const [name, value] of Object.entries(defaults)) this.#addDefault(name, value);
    for (const name of boolean) this.#addDefault(name, this.#is("collect", name) ? [] : false);
    for (const name of string) if (this.#is("collect", name)) this.#addDefault(name, []);
  }

  /** Sets an option without `=`. Returns how many of the following arguments are its value. */
  #setFromNext(name: string, next: string | undefined, arg: string): number {
    const isBoolean = this.#is("boolean", name);
    const takes = next && (isBoolean ? next === "true" || next === "false" : !next.startsWith("-"));
    if (takes) this.#set(name, isBoolean ? next === "true" : next, arg);
    else this.#set(name, this.#is("string", name) ? "" : true, arg);
    return takes ? 1 : 0;
  }

  #addWord(arg: string): void {
    if (this.#options.unknown?.(arg) === false) return;
    this.parsed._.push(this.#is("string", "_") ? arg : numberOr(arg));
  }

  #set(name: string, value: string | boolean, arg: string, collects = true): void {
    const isKnown = this.#is("string", name) || this.#is("boolean", name) || this.#names.has(name);
    if (!isKnown && this.#options.unknown?.(arg, name, value) === false) return;
    const kept = typeof value === "string" && !this.#is("string", name) ? numberOr(value) : value;
    for (const each of this.#namesOf(name)) {
      if (!collects || !this.#is("collect", name)) this.parsed[each] = kept;
      else if (Array.isArray(this.parsed[each])) this.parsed[each].push(kept);
      else this.parsed[each] = [kept];
    }
  }

  #addDefault(name: string, value: unknown): void {
    if (Object.hasOwn(this.parsed, name)) return;
    for (const each of this.#namesOf(name)) this.parsed[each] = value;
  }

  #namesOf(name: string): readonly string[] {
    return this.#names.get(name) ?? [name];
  }

  #is(kind: "boolean" | "string" | "collect" | "negatable", name: string): boolean {
    return this.#namesOf(name).some((each) => this.#options[kind]?.includes(each));
  }
}

function numberOr(text: string): string | number {
  return /\S/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
