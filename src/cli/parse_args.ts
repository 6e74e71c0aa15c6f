import { checkedValue, type GivenValue } from "./given_value.ts";
import { COMMAND_TABLE, type CommandName, type CommandSpec, OPTION_TABLE, type OptionSpec } from "./option_table.ts";
import { UsageError } from "./person_error.ts";
import { similarName } from "./similar_name.ts";

/** What the command line asks for, checked. */
export interface Options {
  readonly role?: "server" | "client";
  /** Client: whom to call. Server: where to listen; "" for every address. */
  readonly host: string;
  readonly port: number;
  /** `undefined` when not given: a call then uses camera 0, the demo the test picture. */
  readonly camera?: string;
  readonly width: number;
  readonly fps: number;
  readonly quality: number;
  readonly name?: string;
  readonly window: boolean;
  readonly record?: string;
  readonly events?: string;
  readonly ffmpeg?: string;
  readonly seconds?: number;
  readonly once: boolean;
}

/** One run of vchat. */
export type Invocation =
  | { readonly command: "help" | "version" }
  | {
    readonly command: "call" | CommandName;
    readonly options: Options;
    /** What follows the command. */
    readonly operand?: string;
  };

const SPECS: readonly OptionSpec[] = OPTION_TABLE;
const COMMANDS: readonly CommandSpec[] = COMMAND_TABLE;

/**
 * Reads `argv`, without the program's name. What it leaves open is looked up in `readDefaults()`: values in the order in
 * which they win. Throws {@linkcode UsageError} on the first thing that is wrong.
 */
export function parseArgs(argv: readonly string[], readDefaults: () => readonly GivenValue[] = () => []): Invocation {
  const { given, words } = readTokens(argv);
  const isSet = (name: string) => given.some((value) => value.name === name && checkedValue(specOf(name)!, value));
  if (isSet("help")) return { command: "help" };
  if (isSet("version")) return { command: "version" };

  const command = commandOf(words);
  const defaults = command?.ignoresOptions || isSet("no-config") ? [] : readDefaults();
  const options = toOptions(checkedValues([...given, ...defaults]));
  if (command) return { command: command.name as CommandName, options, operand: words[1] };
  if (!options.role) {
    throw new UsageError("which end is this?", "vchat --role server, or vchat --role client --host HOST");
  }
  if (options.role === "client" && !options.host) {
    throw new UsageError("a client needs somebody to call", "vchat --role client --host HOST");
  }
  return { command: "call", options };
}

/** Splits `argv` into options, each at most once, and words. */
function readTokens(argv: readonly string[]): { given: GivenValue[]; words: string[] } {
  const given: GivenValue[] = [];
  const words: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] === "-h" ? "--help" : argv[at];
    if (arg === "--") {
      words.push(...argv.slice(at + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      words.push(arg);
      continue;
    }
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const spec = specOf(name);
    if (!spec) throw new UsageError(`unknown option ${arg}`, didYouMean(name ?? arg.replace(/^-+/, "")));
    const source = `--${name}`;
    if (given.some((other) => other.name === name)) throw new UsageError(`${source} is given twice`);
    const text = value ?? (spec.kind === "flag" ? "true" : valueAfter(argv, at++));
    given.push({ name, text, source });
  }
  return { given, words };
}

/** The argument after an option; "" where there is none, or where it is plainly the next option. */
function valueAfter(argv: readonly string[], at: number): string {
  const next = argv[at + 1] ?? "";
  return specOf(/^--([^=]+)/.exec(next)?.[1]) ? "" : next;
}

function commandOf([name, ...operands]: readonly string[]): CommandSpec | undefined {
  if (name === undefined) return undefined;
  const command = COMMANDS.find((command) => command.name === name);
  if (!command) {
    throw new UsageError(`unknown command ${name}`, `the commands are ${COMMANDS.map(({ name }) => name).join(", ")}`);
  }
  const { choices = [], value = "" } = command.operand ?? {};
  const usage = `vchat ${name}${value && ` ${value}`}`;
  const surplus = operands.slice(command.operand ? 1 : 0);
  if (surplus.length > 0) throw new UsageError(`${surplus.join(" ")}: ${name} takes nothing more`, usage);
  if (command.operand && !choices.includes(operands[0])) {
    const wrong = operands.length === 0 ? `${name} needs one more word` : `${name} does not know ${operands[0]}`;
    throw new UsageError(wrong, `vchat ${name} ${choices.join("|")}`);
  }
  return command;
}

/** Checks every value, also one that another wins over: what is wrong in a config file is told before it matters. */
function checkedValues(given: readonly GivenValue[]): Map<string, string | number | boolean> {
  const values = new Map<string, string | number | boolean>();
  for (const one of given) {
    const value = checkedValue(specOf(one.name)!, one);
    if (!values.has(one.name)) values.set(one.name, value);
  }
  return values;
}

function toOptions(values: ReadonlyMap<string, string | number | boolean>): Options {
  const string = (name: string) => values.get(name) as string | undefined;
  const integer = (name: string) => values.get(name) as number | undefined;
  return {
    role: string("role") as Options["role"],
    host: string("host") ?? "",
    port: integer("port") ?? 9699,
    camera: string("camera"),
    width: integer("width") ?? 400,
    fps: integer("fps") ?? 30,
    quality: integer("quality") ?? 80,
    name: string("name"),
    window: values.get("no-window") !== true,
    record: string("record"),
    events: string("events"),
    ffmpeg: string("ffmpeg"),
    seconds: integer("seconds"),
    once: values.get("once") === true,
  };
}

function specOf(name: string | undefined): OptionSpec | undefined {
  return SPECS.find((spec) => spec.name === name);
}

function didYouMean(name: string): string | undefined {
  const meant = similarName(name, SPECS.map(({ name }) => name));
  return meant && `did you mean --${meant}?`;
}
