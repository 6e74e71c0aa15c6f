/** Options and commands of vchat, as a message names them. */
const COMMAND_LINE =
  /--(?:ascii|camera|code|codec|echo|events|ffmpeg|fps|host|microphone|muted|no-[a-z-]+|overwrite|port|quality|record|role|speaker|stun|wire|width)\b|\bvchat (?:devices|doctor|peers|config)\b/;

/**
 * A text for people, without what can only be typed at a command line. Messages and hints put that into parts of their own, between
 * semicolons: a terminal shows the whole text, a window the other parts. Undefined if there are none.
 */
export function withoutCommandLine(text: string | undefined): string | undefined {
  const parts = text?.split("; ").filter((part) => !COMMAND_LINE.test(part)) ?? [];
  return parts.length === 0 ? undefined : parts.join("; ").replace(/^or /, "");
}
