import type { ConversationLine } from "../../../port/display.ts";
import type { SavedFile } from "../serve/page_message.ts";
import { localDay, nameOfTime, saveFile, type SavePlace, twoDigits } from "./save_file.ts";

/** Longest name of a peer in the name of a file, in UTF-16 units. */
const NAME_UNITS = 40;
/**
 * What a terminal or an editor obeys instead of showing it: controls other than line feed and tab, line and paragraph separators,
 * and the bidirectional controls, with which one text could be made to look like another (Unicode TR 36).
 */
// deno-lint-ignore no-control-regex
const OBEYED = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Saves the lines as a text to the person's documents folder. The file's name has the time and, as far as that is safe, the
 * peer's name.
 */
export function saveConversation(
  lines: readonly ConversationLine[],
  peerName: string | undefined,
  at: Date,
  place: SavePlace,
): Promise<SavedFile> {
  const peer = fileNamePart(peerName ?? "");
  const name = peer === "" ? nameOfTime(at) : `${nameOfTime(at)}-${peer}`;
  const text = conversationText(lines, place.os === "windows" ? "\r\n" : "\n");
  return saveFile(new TextEncoder().encode(text), { keepsake: "documents", name, extension: "txt" }, place);
}

/**
 * One line each, as `23:59 Ada: text`, below the day. Further lines of a text are indented, so that a peer cannot write what looks
 * like a line of somebody else.
 */
export function conversationText(lines: readonly ConversationLine[], newline = "\n"): string {
  const rows: string[] = [];
  let day = "";
  for (const { name, text, leftOut, epochMs, delivery } of lines) {
    const at = new Date(epochMs);
    const newDay = localDay(at);
    if (newDay !== day) rows.push(...day === "" ? [] : [""], newDay, "");
    day = newDay;
    const time = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}`;
    const unsent = delivery === "lost" ? " (not sent)" : delivery === "waiting" ? " (not yet sent)" : "";
    const rest = leftOut === undefined ? "" : ` (${leftOut} more characters were left out)`;
    const shown = harmless(text).trimEnd().replaceAll("\n", `${newline}      `);
    rows.push(`${time} ${harmless(name).replace(/\s+/g, " ")}${unsent}: ${shown}${rest}`);
  }
  return rows.map((row) => row + newline).join("");
}

/** Letters and digits of any script, with hyphens between them; "" if there are none. */
function fileNamePart(name: string): string {
  const words = name.normalize("NFC").match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];
  return words.join("-").slice(0, NAME_UNITS).toWellFormed().replace(/[-\ufffd]+$/u, "");
}

function harmless(text: string): string {
  return text.toWellFormed().replaceAll("\r\n", "\n").replace(OBEYED, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : "\ufffd";
  });
}
