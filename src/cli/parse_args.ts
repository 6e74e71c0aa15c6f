import { parseArgs as parseTokens } from "@std/cli";
import { COMMAND_TABLE, type CommandName, OPTION_TABLE, type OptionSpec } from "./option_table.ts";
import { UsageError } from "./person_error.ts";

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
  | { readonly command: "call" | CommandName; readonly options: Options };

const SPECS: readonly OptionSpec[] = OPTION_TABLE;

/** Reads `argv`, without the program's name. Throws {@linkcode UsageError} on the first thing that is wrong. */
export function parseArgs(argv: readonly string[]): Invocation {
  const given = parseTokens(argv as string[], {
    string: SPECS.filter(({ kind }) => kind !== "flag").map(({ name }) => name),
    boolean: SPECS.filter(({ kind }) => kind === "flag").map(({ name }) => name),
    alias: { help: "h" },
    unknown: (arg) => {
      if (arg.startsWith("-") && arg !== "-") throw new UsageError(`unknown option ${arg}`, hintFor(arg));
    },
  });
  if (given.help) return { command: "help" };
  if (given.version) return { command: "version" };
  const values = new Map<string, string | number | boolean>();
  for (const spec of SPECS) {
    const value = checkedValue(spec, given[spec.name]);
    if (value !== undefined) values.set(spec.name, value);
  }
  const positional = given._.map(String);
  const options = toOptions(values);
  if (positional.length > 1) throw new UsageError(`one command at a time: ${positional.join(" ")}`);
  if (positional.length === 1) {
    const command = COMMAND_TABLE.find(({ name }) => name === positional[0]);
    if (!command) {
      throw new UsageError(
        `unknown command ${positional[0]}`,
        `the commands are ${COMMAND_TABLE.map(({ name }) => name).join(", ")}`,
      );
    }
    return { command: command.name, options };
  }
  if (!options.role) {
    throw new UsageError("which end is this?", "vchat --role server, or vchat --role client --host HOST");
  }
  if (options.role === "client" && !options.host) {
    throw new UsageError("a client needs somebody to call", "vchat --role client --host HOST");
  }
  return { command: "call", options };
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

function checkedValue(spec: OptionSpec, value: unknown): string | number | boolean | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) throw new UsageError(`--${spec.name} is given twice`);
  if (spec.kind === "flag") return value === true;
  const text = String(value);
  if (text === "") throw new UsageError(`--${spec.name} needs a value`, `--${spec.name} ${spec.value}`);
  if (spec.kind === "integer") {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (!(number >= spec.min! && number <= spec.max!)) {
      throw new UsageError(`--${spec.name} must be a whole number from ${spec.min} to ${spec.max}, not ${text}`);
    }
    return number;
  }
  if (spec.choices && !spec.choices.includes(text)) {
    throw new UsageError(`--${spec.name} must be ${spec.choices.join(" or ")}, not ${text}`);
  }
  return text;
}

/** The option that was probably meant. */
function hintFor(arg: string): string | undefined {
  const name = arg.replace(/^-+/, "").replace(/=.*/s, "");
  const close = SPECS.find((spec) => spec.name.startsWith(name) || name.startsWith(spec.name));
  return name.length > 1 && close ? `did you mean --${close.name}?` : undefined;
}
