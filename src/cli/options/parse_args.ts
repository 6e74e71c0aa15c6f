import { DEFAULT_PORT } from "../../wire/channel_port.ts";
import { parseArgs as parseTokens } from "@std/cli";
import type { Codec } from "../../port/encoded_frame.ts";
import { isLinkLocalIpv6 } from "../../io/network/host_name.ts";
import { type HostPort, parseHostPort } from "../../invitation/call_link.ts";
import { parseCode } from "../../invitation/code_words.ts";
import { type CalledTarget, calledTarget } from "./called_target.ts";
import { checkCombination } from "./check_combination.ts";
import { checkedValues } from "./checked_values.ts";
import { checkedValue, type GivenValue } from "./given_value.ts";
import { COMMAND_TABLE, type CommandName, type CommandSpec } from "./command_table.ts";
import { OPTION_TABLE, type OptionSpec } from "./option_table.ts";
import { UsageError } from "../user_error.ts";
import { similarName } from "./similar_name.ts";

/** The options for a call, checked. */
export interface Options {
  /** `undefined`: the person has still to choose. */
  readonly role?: "server" | "client";
  /** Client: whom to call; "" to choose from this network. Server: where to listen; "" for every address. */
  readonly host: string;
  readonly port: number;
  /** Client: more addresses of the same server, from its link. */
  readonly others?: readonly HostPort[];
  readonly wire: "sealed" | "plain";
  /** In the form that `parseCode` returns. */
  readonly code?: string;
  /** The number before the code, if it was given: the server that announces it is called if `host` is "". */
  readonly codeNumber?: number;
  readonly qr: boolean;
  readonly remember: boolean;
  /** `undefined` if not given: a call then uses camera 0, the demo the test picture. */
  readonly camera?: string;
  /** `undefined` if not given: it then depends on the codec. */
  readonly width?: number;
  readonly fps: number;
  readonly quality: number;
  readonly codec: "auto" | Codec;
  /** Whether this end has sound at all. */
  readonly sound: boolean;
  /** `undefined` if not given: the system's own choice. */
  readonly microphone?: string;
  readonly speaker?: string;
  readonly muted: boolean;
  readonly cancelEcho: boolean;
  readonly suppressNoise: boolean;
  readonly controlGain: boolean;
  readonly tones: boolean;
  readonly name?: string;
  readonly window: boolean;
  /** Shows the picture in the terminal. */
  readonly ascii: boolean;
  readonly record?: string;
  readonly events?: string;
  /** Replaces the contents of the files of `record` and `events`. */
  readonly overwrite: boolean;
  readonly ffmpeg?: string;
  readonly seconds?: number;
  /** Client: the longest time to call without an answer, in seconds. */
  readonly giveUpSeconds?: number;
  readonly once: boolean;
  /** Server: whether the person is asked about each call. */
  readonly ask: boolean;
  /** Whether the desktop tells of calls and messages while the window is not in front. */
  readonly notify: boolean;
  readonly announce: boolean;
  /** Server: the STUN server to ask. By default none is asked. */
  readonly stun?: HostPort;
  /** Server: whether the router is asked to forward the port. */
  readonly map: boolean;
  /** For commands that print something: JSON instead of lines for people. */
  readonly json: boolean;
}

type OtherCommand = Exclude<CommandName, "help" | "version">;

/** One run of vchat. */
export type Invocation =
  | { readonly command: "help"; readonly about?: CommandSpec }
  | { readonly command: "version" }
  | {
    readonly command: "call" | OtherCommand;
    readonly options: Options;
    /** The word that follows the command. */
    readonly operand?: string;
    readonly words?: readonly string[];
  };

/** RFC 8489, section 18.5. */
const STUN_PORT = 3478;
const SPECS: readonly OptionSpec[] = OPTION_TABLE;
const COMMANDS: readonly CommandSpec[] = COMMAND_TABLE;

/**
 * Reads `argv`, without the program's name. Options that it does not set are looked up in `readDefaults()`, where the first
 * value wins. Throws {@linkcode UsageError} for the first mistake.
 */
export function parseArgs(argv: readonly string[], readDefaults: () => readonly GivenValue[] = () => []): Invocation {
  const { given, words } = readTokens(argv);
  const isSet = (name: string) => given.some((value) => value.name === name && checkedValue(specOf(name)!, value));
  if (isSet("help")) return { command: "help", about: COMMANDS.find(({ name }) => name === words[0]) };
  if (isSet("version")) return { command: "version" };

  const command = commandOf(words);
  let target: CalledTarget | undefined;
  if (command === undefined && words.length > 0) given.push(...(target = calledTarget(words, given)).values);
  const defaults = command?.ignoresOptions || isSet("no-config") ? [] : defaultsFor(command, readDefaults);
  const all = [...given, ...defaults];
  const values = checkedValues(all);
  checkCombination(given, all, values, command);
  if (command?.name === "help") return { command: "help", about: words[1] === undefined ? undefined : about(words[1]) };
  if (command?.name === "version") return { command: "version" };
  const options = toOptions(values);
  if (command) {
    return { command: command.name as OtherCommand, options, operand: words[1], words: words.slice(1) };
  }
  if (options.role === undefined && (options.host !== "" || options.code !== undefined)) {
    throw new UsageError("which end is this?", "vchat --role server, or vchat --role client --host HOST");
  }
  checkHost(options.host);
  // Wherever it was set: nobody may get in unasked.
  if (options.ask && options.role !== "client" && options.wire === "plain") {
    throw new UsageError(
      "--ask needs the sealed wire: on the plain one a caller does not say who it is",
      "leave one of the two out",
    );
  }
  return { command: "call", options: target?.others ? { ...options, others: target.others } : options };
}

/** The command that a person asks about. */
function about(name: string): CommandSpec {
  const command = COMMANDS.find((command) => command.name === name);
  if (command) return command;
  const names = COMMANDS.map(({ name }) => name);
  const meant = similarName(name, names);
  throw new UsageError(
    `there is no command ${name}`,
    meant ? `did you mean vchat help ${meant}?` : `the commands are ${names.join(", ")}`,
  );
}

/** Splits `argv` into options, each at most once, and words. */
function readTokens(argv: readonly string[]): { given: GivenValue[]; words: string[] } {
  const names = SPECS.map(({ name }) => name);
  const parsed = parseTokens(withPlainValues(argv), { string: [...names, "_"], collect: names });
  const given = names.flatMap((name) =>
    (parsed[name] as string[]).map((text) => ({ name, text, source: `--${name}` }))
  );
  const twice = given.find(({ name }, at) => given[at - 1]?.name === name);
  if (twice) throw new UsageError(`${twice.source} is given twice`);
  return { given, words: parsed._ as string[] };
}

/**
 * Gives every option an explicit value. `--events -` becomes `--events=-`: as a separate word, `-` would be taken for an
 * option. `--once` becomes `--once true`: after `=` the value would be lost on a name that starts with `no-`, which the
 * parser reads as a negation. Only the table knows which options take a value.
 */
function withPlainValues(argv: readonly string[]): string[] {
  const args: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] === "-h" ? "--help" : argv[at];
    if (arg === "--") return [...args, ...argv.slice(at)];
    const [, dashes, name, value] = /^(-*)([^=]*)(?:=(.*))?$/s.exec(arg)!;
    const spec = dashes === "--" ? specOf(name) : undefined;
    if (arg !== "-" && dashes !== "" && !spec) throw new UsageError(`unknown option ${arg}`, didYouMean(name));
    if (!spec) args.push(arg);
    else if (spec.kind === "flag") args.push(`--${name}`, flagText(spec, value || "true"));
    else if (value) args.push(arg);
    else args.push(`${arg}=${valueOrRefusal(spec, value ?? argv[++at])}`);
  }
  return args;
}

/**
 * What a flag was set to. Throws if no flag can have that value: one that starts with a dash would be taken for an option.
 */
function flagText(spec: OptionSpec, text: string): string {
  checkedValue(spec, { name: spec.name, text, source: `--${spec.name}` });
  return text;
}

/** The word after an option, unless there is none or it is clearly the next option. */
function valueOrRefusal(spec: OptionSpec, next: string | undefined): string {
  if (next && !specOf(/^--([^=]+)/.exec(next)?.[1])) return next;
  throw new UsageError(`--${spec.name} needs a value`, `${spec.value}: ${spec.help}`);
}

function commandOf([name, ...operands]: readonly string[]): CommandSpec | undefined {
  const command = COMMANDS.find((command) => command.name === name);
  if (!command) return undefined;
  const { choices = [], value = command.words?.usage ?? "" } = command.operand ?? {};
  const usage = `vchat ${name}${value && ` ${value}`}`;
  const surplus = operands.slice(command.words?.max ?? (command.operand ? 1 : 0));
  if (surplus.length > 0) throw new UsageError(`${surplus.join(" ")}: ${name} takes nothing more`, usage);
  if (command.operand && !choices.includes(operands[0])) {
    const wrong = operands.length === 0 ? `${name} needs one more word` : `${name} does not know ${operands[0]}`;
    throw new UsageError(wrong, `vchat ${name} ${choices.join("|")}`);
  }
  return command;
}

function defaultsFor(command: CommandSpec | undefined, readDefaults: () => readonly GivenValue[]) {
  try {
    const defaults = readDefaults();
    if (command?.checksDefaults) checkedValues(defaults);
    return defaults;
  } catch (error) {
    if (command?.checksDefaults) return [];
    throw error;
  }
}

/** Refuses what looks like an address but cannot be one. Names are left to the system. */
function checkHost(host: string): void {
  const [, name, port] = /^(?:\[(.*)\]|([^:]*)):(\d+)$/.exec(host)?.filter((part) => part !== undefined) ?? [];
  if (port !== undefined) {
    throw new UsageError(`--host is an address without its port, not ${host}`, `--host ${name} --port ${port}`);
  }
  if (/^\[.*\]$/.test(host)) throw new UsageError(`--host takes no brackets: ${host}`, `--host ${host.slice(1, -1)}`);
  if (isLinkLocalIpv6(host) && !host.includes("%")) {
    throw new UsageError(
      `${host} is only an address together with this machine's interface to that network`,
      `for example --host ${host}%eth0`,
    );
  }
}

function codeOf(typed: string | undefined): { readonly code?: string; readonly number?: number } {
  if (typed === undefined) return {};
  const parsed = parseCode(typed);
  if ("code" in parsed) return parsed;
  throw new UsageError(
    `--code: ${parsed.problem}`,
    "the other end shows its code: such as 7-apple-river-stone",
  );
}

function stunServer(text: string | undefined): HostPort | undefined {
  if (text === undefined) return undefined;
  const server = parseHostPort(text, STUN_PORT);
  if (server) return server;
  throw new UsageError(
    `--stun is the address of a STUN server, not ${text}`,
    "for example --stun stun.example.org:3478",
  );
}

function toOptions(values: ReadonlyMap<string, string | number | boolean>): Options {
  const string = (name: string) => values.get(name) as string | undefined;
  const integer = (name: string) => values.get(name) as number | undefined;
  const { code, number } = codeOf(string("code"));
  return {
    role: string("role") as Options["role"],
    host: string("host") ?? "",
    port: integer("port") ?? DEFAULT_PORT,
    wire: string("wire") === "plain" ? "plain" : "sealed",
    ...{ code, codeNumber: number },
    qr: values.get("qr") === true,
    remember: values.get("no-remember") !== true,
    camera: string("camera"),
    width: integer("width"),
    fps: integer("fps") ?? 30,
    quality: integer("quality") ?? 80,
    codec: (string("codec") ?? "auto") as Options["codec"],
    sound: values.get("no-sound") !== true && string("wire") !== "plain",
    microphone: string("microphone"),
    speaker: string("speaker"),
    muted: values.get("muted") === true,
    cancelEcho: values.get("no-echo-cancel") !== true,
    suppressNoise: values.get("no-noise-suppression") !== true,
    controlGain: values.get("no-gain-control") !== true,
    tones: values.get("no-tones") !== true,
    name: string("name"),
    window: values.get("no-window") !== true && values.get("ascii") !== true,
    ascii: values.get("ascii") === true,
    record: string("record"),
    events: string("events"),
    overwrite: values.get("overwrite") === true,
    ffmpeg: string("ffmpeg"),
    seconds: integer("seconds"),
    giveUpSeconds: integer("give-up"),
    once: values.get("once") === true,
    ask: values.get("ask") === true,
    notify: values.get("no-notify") !== true,
    map: values.get("no-map") !== true,
    stun: stunServer(string("stun")),
    announce: values.get("no-announce") !== true,
    json: values.get("json") === true,
  };
}

function specOf(name: string | undefined): OptionSpec | undefined {
  return SPECS.find((spec) => spec.name === name);
}

function didYouMean(name: string): string | undefined {
  const meant = similarName(name, SPECS.map(({ name }) => name));
  return meant && `did you mean --${meant}?`;
}
