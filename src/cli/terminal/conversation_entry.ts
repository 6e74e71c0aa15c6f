import { ownText } from "../../io/process/own_text.ts";
import { EVENT_TEXT_LIMIT } from "../console/event_writer.ts";
import { visibleName, visibleText } from "../console/visible_text.ts";
import type { Entry } from "./screen.ts";
import type { Span, Tone } from "./styled_text.ts";
import { takeWidth } from "./text_width.ts";

/** A peer's name may not push the text off the screen. */
const NAME_COLUMNS = 24;
/** More of one text than this is not shown: it would push everything else off the screen. */
const TEXT_CHARACTERS = 4000;
const TEXT_LINES = 40;

/** Begins the rows that go on with a text: in line with its name, so that no row of it can pass for another message. */
const INDENT: Span = { text: "      │ ", tone: "faint" };

/** A line of the conversation. */
export function spokenEntry(epochMs: number, name: string, from: "local" | "remote", text: string): Entry {
  const shown = visibleName(name);
  const cut = takeWidth(shown, NAME_COLUMNS).text;
  return {
    head: [clock(epochMs), { text: `${cut}${cut === shown ? "" : "…"}:`, tone: from }, { text: " " }],
    text: shownText(text),
    indent: INDENT,
  };
}

/** A word from vchat itself. It begins as no line of the conversation can. */
export function noticeEntry(epochMs: number, text: string, tone: Tone = "faint"): Entry {
  return {
    head: [clock(epochMs), { text: "· ", tone }],
    text: visibleText(text),
    indent: { text: "        " },
  };
}

function clock(epochMs: number): Span {
  return { text: `${new Date(epochMs).toTimeString().slice(0, 5)} `, tone: "faint" };
}

/** What is shown of a text, line breaks kept, and how much is not. */
function shownText(text: string): string {
  const lines = (text.length > TEXT_CHARACTERS ? ownText(text.slice(0, TEXT_CHARACTERS)) : text).replace(/\r\n?/g, "\n")
    .split("\n");
  const begun = lines.slice(0, TEXT_LINES).join("\n");
  const shown = lines.slice(0, TEXT_LINES)
    .map((line) => visibleText(line.replaceAll("\t", "    ")))
    .join("\n");
  const missing = text.length - begun.length;
  if (text.length <= TEXT_CHARACTERS && lines.length <= TEXT_LINES) return shown;
  const kept = text.length <= EVENT_TEXT_LIMIT ? "; --events FILE keeps them all" : "";
  return `${shown}\n[${missing.toLocaleString("en")} more characters are not shown${kept}]`;
}
