/** Colours of a terminal: sixteen million, the 256 of xterm, or none. */
export type ColourDepth = "truecolor" | "256" | "none";

/**
 * How many colours to use, by the environment: none where `NO_COLOR` is set (no-color.org), all where `COLORTERM` says that
 * the terminal has them, or it is Windows Terminal.
 */
export function colourDepth(env: (name: string) => string | undefined): ColourDepth {
  if (env("NO_COLOR")) return "none";
  if (/^(?:truecolor|24bit)$/i.test(env("COLORTERM") ?? "") || env("WT_SESSION")) return "truecolor";
  return "256";
}
