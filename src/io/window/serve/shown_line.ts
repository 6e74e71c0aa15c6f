import type { ConversationLine } from "../../../port/display.ts";
import { ownText } from "../../process/own_text.ts";

/** UTF-16 units of one text that the page shows: more would keep it from drawing pictures. */
export const SHOWN_TEXT = 1024 * 1024;

/** The line as the page shows it: of a text that is too long, the beginning. */
export function shownLine(line: ConversationLine): ConversationLine {
  const { text } = line;
  if (text.length <= SHOWN_TEXT) return line;
  // Half a surrogate pair is no character.
  const splits = text.charCodeAt(SHOWN_TEXT - 1) >> 10 === 0x36 && text.charCodeAt(SHOWN_TEXT) >> 10 === 0x37;
  const kept = text.slice(0, splits ? SHOWN_TEXT - 1 : SHOWN_TEXT);
  return { ...line, text: ownText(kept), leftOut: (line.leftOut ?? 0) + text.length - kept.length };
}
