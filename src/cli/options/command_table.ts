/** A command other than the call itself. */
export interface CommandSpec {
  readonly name: string;
  readonly help: string;
  /** Further words that it reads itself: their name in the help, the maximum number, and the choices for the first. */
  readonly words?: { readonly usage: string; readonly max: number; readonly first: readonly string[] | "commands" };
  /** A word that must follow the command. */
  readonly operand?: { readonly value: string; readonly choices: readonly string[] };
  /** It shows how vchat is set up, so it must work with any config file: it reads only its own words. */
  readonly ignoresOptions?: true;
  /** It reports mistakes in the config file and the variables itself, so they do not prevent its start. */
  readonly checksDefaults?: true;
  /** The options that concern it. It takes no others, except those that all commands take. */
  readonly options?: readonly string[];
  /** It also takes the other options of a call, and ignores them: it checks what a call needs. */
  readonly takesCallOptions?: true;
  /** Command lines with their meanings. */
  readonly examples: readonly (readonly [command: string, meaning: string])[];
}

/** Every command takes these. A program with a built-in role passes `--role` before the command. */
export const COMMON_OPTIONS: readonly string[] = ["role", "no-config", "help", "version"];

export const COMMAND_TABLE = [
  {
    name: "demo",
    options: [
      ...["port", "wire", "camera", "width", "fps", "quality", "codec", "no-sound", "microphone", "speaker"],
      ...["no-window", "ffmpeg", "seconds"],
    ],
    help: "a call between two ends on this machine",
    examples: [
      ["vchat demo", "two windows, until Ctrl-C"],
      ["vchat demo --camera 0 --seconds 30", "with a camera, for half a minute"],
    ],
  },
  {
    name: "devices",
    words: { usage: "[KIND]", max: 1, first: ["cameras", "microphones", "speakers"] },
    options: ["ffmpeg", "json"],
    help: "list the cameras, microphones and loudspeakers of this machine, or only one kind",
    examples: [
      ["vchat devices cameras", "index and name of each camera, for --camera"],
      ["vchat devices --json", "all devices, for another program"],
    ],
  },
  {
    name: "doctor",
    checksDefaults: true,
    takesCallOptions: true,
    options: [
      ...["role", "host", "port", "wire", "no-remember", "camera", "codec", "no-sound", "microphone", "speaker"],
      ...["no-echo-cancel", "no-noise-suppression", "no-gain-control", "ffmpeg", "json"],
    ],
    help: "check what a call needs, and say what is wrong and how to fix it",
    examples: [
      ["vchat doctor", "check everything; plays four tones"],
      ["vchat doctor --role client --no-sound", "only what calling without sound needs"],
      ["vchat doctor --json", "the same for another program"],
    ],
  },
  {
    name: "peers",
    words: { usage: "[forget NAME]", max: 2, first: ["forget"] },
    options: ["json"],
    help: "list the peers of your sealed calls, or forget one",
    examples: [
      ["vchat peers", "whom you can call without a code, the last call first"],
      ["vchat peers forget Ann", "the next call with Ann needs a code again; an id from the list works too"],
      ["vchat peers --json", "the list for another program"],
    ],
  },
  {
    name: "config",
    operand: { value: "path", choices: ["path"] },
    ignoresOptions: true,
    help: "print where the config file belongs",
    examples: [["vchat config path", "its lines set defaults, such as: no-window = true"]],
  },
  {
    name: "completions",
    operand: { value: "SHELL", choices: ["bash", "zsh", "fish", "powershell"] },
    ignoresOptions: true,
    help: "print a script that completes these options: bash, zsh, fish or powershell",
    examples: [['eval "$(vchat completions bash)"', "in ~/.bashrc"]],
  },
  {
    name: "man",
    ignoresOptions: true,
    help: "print the manual page: vchat man | man -l -",
    examples: [["vchat man | man -l -", "read the manual page"]],
  },
  {
    name: "help",
    words: { usage: "[COMMAND]", max: 1, first: "commands" },
    ignoresOptions: true,
    help: "print this, or what a command does and takes",
    examples: [["vchat help peers", "the same as vchat peers --help"]],
  },
  {
    name: "version",
    ignoresOptions: true,
    help: "print the version",
    examples: [["vchat version", "the same as vchat --version"]],
  },
] as const satisfies readonly CommandSpec[];

export type CommandName = typeof COMMAND_TABLE[number]["name"];
