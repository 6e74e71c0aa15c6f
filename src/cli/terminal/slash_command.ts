/** What a person at the terminal can order with a line that begins with a slash. */
export type SlashCommand =
  | { readonly kind: "mute" }
  | { readonly kind: "devices" }
  /** `id`: an index or a name from `/devices`, or `none`. */
  | { readonly kind: "microphone" | "speaker"; readonly id: string }
  /** 1 is as loud as the peer sends. */
  | { readonly kind: "volume"; readonly volume: number }
  | { readonly kind: "help" }
  /** A line for the peer. */
  | { readonly kind: "line"; readonly text: string }
  /** For the person: what is wrong. */
  | { readonly kind: "problem"; readonly problem: string };

export const SLASH_HELP =
  "/mute (also Alt-M), /volume 0 to 200, /devices, /microphone N, /speaker N; a line that begins with // is sent with one slash";

/** Reads a typed line. Only a line whose first character is a slash orders anything. */
export function parseSlashCommand(line: string): SlashCommand {
  if (!line.startsWith("/")) return { kind: "line", text: line };
  if (line.startsWith("//")) return { kind: "line", text: line.slice(1) };
  const [, name, rest] = /^\/(\S*)\s*(.*?)\s*$/s.exec(line)!;
  switch (name) {
    case "mute":
    case "devices":
    case "help":
      return { kind: name };
    case "microphone":
    case "speaker":
      if (rest !== "") return { kind: name, id: rest };
      return { kind: "problem", problem: `/${name} needs an index or a name from /devices, or none` };
    case "volume": {
      const percent = /^\d{1,3}$/.test(rest) ? Number(rest) : NaN;
      if (percent <= 200) return { kind: "volume", volume: percent / 100 };
      return {
        kind: "problem",
        problem: "/volume needs a number from 0 to 200: 100 is as loud as the other end sends",
      };
    }
    default:
      return { kind: "problem", problem: `there is no /${name}; ${SLASH_HELP}` };
  }
}
