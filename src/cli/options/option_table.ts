import { DEFAULT_PORT } from "../../wire/channel_port.ts";
/** One option of the command line. Nothing else knows its name, its limits and its help text. */
export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  readonly kind: "string" | "integer" | "flag";
  /** The name of its value in the help. */
  readonly value?: string;
  readonly help: string;
  /** For integers. Both limits are included. */
  readonly min?: number;
  readonly max?: number;
  /** For strings: the allowed values. */
  readonly choices?: readonly string[];
  /** For strings: what a shell completes. */
  readonly completion?: "file" | "camera" | "microphone" | "speaker";
  /** Only for the command line: the environment and the config file cannot set it. */
  readonly commandLineOnly?: true;
  /** Only this end of a call has a use for it. */
  readonly role?: "server" | "client";
  /** What `-` means as the name of a file. A file cannot have this name if it means nothing. */
  readonly dash?: string;
  /** It has no effect without one of these. */
  readonly needs?: readonly string[];
  /** Only these commands take it, and a call does not. */
  readonly commands?: readonly string[];
}

export const OPTION_TABLE = [
  {
    name: "role",
    kind: "string",
    value: "server|client",
    choices: ["server", "client"],
    help: "which end of the call this is",
  },
  {
    name: "host",
    kind: "string",
    value: "HOST",
    help: "client: whom to call (default: choose one on this network); server: where to listen (default: everywhere)",
  },
  {
    name: "port",
    kind: "integer",
    value: "P",
    min: 4,
    max: 65535,
    help: `base port; the channels are P, P-1, P-2, P-3 (default: ${DEFAULT_PORT})`,
  },
  {
    name: "wire",
    kind: "string",
    value: "sealed|plain",
    choices: ["sealed", "plain"],
    help: "plain talks to the original programs, and is not encrypted (default: sealed)",
  },
  {
    name: "code",
    kind: "string",
    role: "client",
    value: "WORDS",
    commandLineOnly: true,
    help: "client: the code that the server shows, for a first call; without a host, the server is found by it",
  },
  { name: "qr", kind: "flag", role: "server", help: "server: also show a vchat:// link with the code, as a QR code" },
  { name: "no-remember", kind: "flag", help: "do not keep the peer for the next call, which then needs a code again" },
  {
    name: "camera",
    kind: "string",
    value: "WHAT",
    completion: "camera",
    help: "name or index from vchat devices; test; screen; none; or a file, FIFO or URL that ffmpeg reads (default: 0)",
  },
  {
    name: "width",
    kind: "integer",
    value: "PIXELS",
    min: 16,
    max: 4096,
    help: "width of the picture sent, at the most (default: 1280; as JPEG 400)",
  },
  {
    name: "fps",
    kind: "integer",
    value: "N",
    min: 1,
    max: 240,
    help: "most frames a second to ask the camera for (default: 30)",
  },
  {
    name: "quality",
    kind: "integer",
    value: "N",
    min: 1,
    max: 100,
    help: "quality of the picture sent, if it is sent as JPEG (default: 80)",
  },
  {
    name: "codec",
    kind: "string",
    value: "auto|vp8|vp9|av1|h264|jpeg",
    choices: ["auto", "vp8", "vp9", "av1", "h264", "jpeg"],
    help: "how the picture is encoded, if the other end can decode it (default: auto)",
  },
  {
    name: "microphone",
    kind: "string",
    value: "WHAT",
    completion: "microphone",
    help: "name or index from vchat devices; window; test; none; or a file or FIFO for ffmpeg (default: the system's)",
  },
  {
    name: "speaker",
    kind: "string",
    value: "WHAT",
    completion: "speaker",
    help: "name or index from vchat devices; window; none; or FILE.wav for what is heard (default: the system's)",
  },
  { name: "no-sound", kind: "flag", help: "neither microphone nor loudspeaker" },
  { name: "muted", kind: "flag", help: "start with the microphone muted" },
  { name: "no-echo-cancel", kind: "flag", help: "do not remove the loudspeaker's sound from the microphone's" },
  { name: "no-noise-suppression", kind: "flag", help: "do not remove noise from the microphone's sound" },
  { name: "no-gain-control", kind: "flag", help: "do not adapt the microphone's level" },
  { name: "no-tones", kind: "flag", help: "no ring, and no tones when a call begins and ends" },
  {
    name: "name",
    kind: "string",
    value: "NAME",
    help: "what you are called in the conversation (default: this machine's name)",
  },
  { name: "no-window", kind: "flag", help: "no window: text in the terminal, no picture" },
  { name: "ascii", kind: "flag", help: "no window: text and picture in the terminal, in coloured cells" },
  {
    name: "record",
    kind: "string",
    value: "FILE.mkv",
    completion: "file",
    help: "write the received picture and sound to a file: .mkv or .webm, or .mjpeg for JPEGs alone",
  },
  {
    name: "events",
    kind: "string",
    value: "FILE",
    completion: "file",
    dash: "standard error",
    help: "append events to a file, as JSON lines; - is standard error",
  },
  {
    name: "overwrite",
    kind: "flag",
    needs: ["record", "events"],
    help: "replace the contents of the files of --record and --events",
  },
  {
    name: "ffmpeg",
    kind: "string",
    value: "PATH",
    completion: "file",
    help: "the ffmpeg to use (default: the one on the PATH)",
  },
  { name: "seconds", kind: "integer", value: "N", min: 1, max: 31_536_000, help: "end after N seconds" },
  {
    name: "give-up",
    kind: "integer",
    role: "client",
    value: "N",
    min: 1,
    max: 31_536_000,
    help: "client: end if nobody has answered after N seconds (default: call until you leave)",
  },
  {
    name: "once",
    kind: "flag",
    help: "end after the first call, instead of waiting for the next one or calling again",
  },
  {
    name: "ask",
    kind: "flag",
    role: "server",
    help: "server: ask you about each call before it is answered; sealed wire only",
  },
  { name: "no-notify", kind: "flag", help: "no notification of the desktop while vchat's window is not in front" },
  { name: "no-announce", kind: "flag", role: "server", help: "server: do not announce it on this network" },
  {
    name: "stun",
    kind: "string",
    role: "server",
    value: "HOST[:PORT]",
    help: "server: learn from this STUN server at which address others see this machine (default: ask none)",
  },
  { name: "no-map", kind: "flag", role: "server", help: "server: do not ask the router to forward the port" },
  { name: "no-config", kind: "flag", commandLineOnly: true, help: "ignore the config file and VCHAT_... variables" },
  {
    name: "json",
    kind: "flag",
    commandLineOnly: true,
    commands: ["devices", "doctor", "peers"],
    help: "devices, doctor, peers: print JSON, for other programs",
  },
  { name: "version", kind: "flag", commandLineOnly: true, help: "print the version" },
  { name: "help", kind: "flag", commandLineOnly: true, help: "print this" },
] as const satisfies readonly OptionSpec[];

/** Two options of which one makes the other useless. */
export interface OptionConflict {
  readonly options: readonly string[];
  /** Their values that are meant. Absent: every value. */
  readonly value?: RegExp;
  readonly against: string;
  /** The value of `against` that is meant. Absent: a flag that is on. */
  readonly againstValue?: string;
  /** Why, in a sentence. */
  readonly because: string;
}

const PLAIN = { against: "wire", againstValue: "plain" } as const;
/** All but `none`, which asks for what is the case anyhow. */
const A_DEVICE = /^(?!none$)/;
const WINDOW_DEVICE = /^window(?::|$)/;

export const OPTION_CONFLICTS: readonly OptionConflict[] = [
  { options: ["stun"], ...PLAIN, because: "the plain wire needs four ports, and STUN finds one" },
  { options: ["no-map"], ...PLAIN, because: "the plain wire needs four ports, and asks no router for them" },
  { options: ["code"], ...PLAIN, because: "the plain wire has no codes" },
  { options: ["qr"], ...PLAIN, because: "the plain wire has no codes, so there is no link to show" },
  { options: ["codec"], value: /^(?!auto$|jpeg$)/, ...PLAIN, because: "the plain wire carries only JPEG" },
  { options: ["microphone", "speaker"], value: A_DEVICE, ...PLAIN, because: "the plain wire has no sound" },
  { options: ["muted"], ...PLAIN, because: "the plain wire has no sound" },
  { options: ["microphone", "speaker"], value: A_DEVICE, against: "no-sound", because: "then there is no sound" },
  { options: ["muted"], against: "no-sound", because: "then there is no microphone to mute" },
  ...["no-window", "ascii"].map((against) => ({
    options: ["microphone", "speaker"],
    value: WINDOW_DEVICE,
    against,
    because: "the window's sound needs the window",
  })),
];
