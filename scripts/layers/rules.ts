/**
 * Which layer may import which, and what pure code must not use.
 *
 *     cli -> call -> wire -> invitation, media -> port,  io -> media, port;  cli alone builds io.
 */
export type Layer = "main" | "cli" | "call" | "wire" | "invitation" | "media" | "port" | "io";

export interface LayerRule {
  /** The layers it may import, besides itself. */
  readonly layers: readonly Layer[];
  /** The packages and built-in modules it may import; `undefined` for any. */
  readonly packages?: readonly RegExp[];
  /** The names it may import from `node:crypto`: those whose result depends only on their arguments. */
  readonly cryptoNames?: ReadonlySet<string>;
  readonly forbidden: readonly ForbiddenCode[];
}

/** Code that uses the outside world directly. */
export interface ForbiddenCode {
  readonly pattern: RegExp;
  /** What to do instead: the end of the message. */
  readonly instead: string;
}

const NO_RUNTIME: ForbiddenCode = {
  pattern: /\bDeno\b|\bprocess\s*\.|\bglobalThis\b/g,
  instead: "take a port instead (src/port), which src/io implements",
};
const NO_CLOCK: ForbiddenCode = {
  pattern: /\bDate\s*\.\s*now\b|\bnew\s+Date\s*\(\s*\)|\bperformance\s*\.\s*\w+/g,
  instead: "take the time as an argument, or a Clock (src/port/clock.ts)",
};
const NO_TIMER: ForbiddenCode = {
  pattern: /\b(?:setTimeout|setInterval|setImmediate|AbortSignal\s*\.\s*timeout)\b/g,
  instead: "say when as a deadline, or use a Clock (src/port/clock.ts)",
};
/** A function with such a name that was passed as an argument is fine. Those of packages are found at their import. */
const NO_RANDOM: ForbiddenCode = {
  pattern:
    /\bMath\s*\.\s*random\b|\bgetRandomValues\b|\bcrypto\s*\.\s*random\w+|\brandom(?:UUID|SecretKey|PrivateKey)\b|\bgenerateKey(?:Sync|Pair|PairSync)?\b/g,
  instead: "take random bytes as an argument",
};
const NO_OUTPUT: ForbiddenCode = {
  pattern: /\bconsole\s*\.\s*\w+|\bfetch\s*\(|\bnew\s+(?:WebSocket|Worker|EventSource)\b/g,
  instead: "return it as an output",
};
const PURE = [NO_RUNTIME, NO_CLOCK, NO_TIMER, NO_RANDOM, NO_OUTPUT];

const DETERMINISTIC_CRYPTO = new Set([
  "createCipheriv",
  "createDecipheriv",
  "createHash",
  "createHmac",
  "createSecretKey",
  "hkdfSync",
  "timingSafeEqual",
]);

export const LAYER_RULES: Readonly<Record<Layer, LayerRule>> = {
  main: { layers: ["cli"], packages: [], forbidden: [] },
  cli: { layers: ["call", "wire", "invitation", "media", "port", "io"], forbidden: [] },
  call: { layers: ["wire", "invitation", "media", "port"], packages: [], forbidden: PURE },
  wire: {
    layers: ["invitation", "media", "port"],
    packages: [/^@std\/encoding$/, /^@noble\//, /^node:(?:buffer|crypto)$/],
    cryptoNames: DETERMINISTIC_CRYPTO,
    forbidden: PURE,
  },
  invitation: { layers: ["port"], packages: [/^uqr$/], forbidden: PURE },
  media: { layers: ["port"], packages: [/^@std\/encoding$/, /^node:buffer$/], forbidden: PURE },
  port: { layers: [], packages: [], forbidden: PURE },
  io: { layers: ["media", "port"], forbidden: [] },
};

/** The most lines that a person can read in one sitting. More gives a warning, and far more is an error. */
export const MAX_LINES = { warned: 350, refused: 400 } as const;

/** Words that say nothing about a file. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set([
  "manager",
  "helper",
  "helpers",
  "util",
  "utils",
  "common",
  "misc",
  "data",
]);
