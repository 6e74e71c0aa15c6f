/** A terminal's colours: sixteen million, the 256 of xterm, or none. */
export type ColourDepth = "truecolor" | "256" | "none";

/**
 * The colours to use, from the environment. None if `NO_COLOR` is set (no-color.org). All if `COLORTERM` says so, or in
 * Windows Terminal.
 */
export function colourDepth(env: (name: string) => string | undefined): ColourDepth {
  if (env("NO_COLOR")) return "none";
  if (/^(?:truecolor|24bit)$/i.test(env("COLORTERM") ?? "") || env("WT_SESSION")) return "truecolor";
  return "256";
}
