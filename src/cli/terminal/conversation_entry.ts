import type { ConversationLine } from "../../port/display.ts";
import { ownText } from "../../io/process/own_text.ts";
import { EVENT_TEXT_LIMIT } from "../console/event_writer.ts";
import { codePoint, visibleName, visibleText } from "../console/visible_text.ts";
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

/**
 * What became of a line of this end. One column each, so that a line takes the same rows whatever becomes of it, and told apart
 * by their shape, not by their colour.
 */
const DELIVERY_MARKS: Readonly<Record<NonNullable<ConversationLine["delivery"]>, Span>> = {
  waiting: { text: "…", tone: "faint" },
  sent: { text: "→", tone: "faint" },
  delivered: { text: "✓", tone: "good" },
  lost: { text: "✗", tone: "bad" },
};

/** A line of the conversation: this end's begins with what became of it. */
export function spokenEntry({ id, from, name, text, epochMs, delivery, pending }: ConversationLine): Entry {
  const shown = from === "local" ? visibleName(name) : withoutMarks(visibleName(name));
  const cut = takeWidth(shown, NAME_COLUMNS).text;
  return {
    head: [
      clock(epochMs),
      ...(delivery ? [DELIVERY_MARKS[delivery], { text: " " }] : []),
      { text: `${cut}${cut === shown ? "" : "…"}:`, tone: from },
      { text: " " },
    ],
    text: shownText(text),
    indent: INDENT,
    ...(from === "local" ? { id, pending } : {}),
  };
}

/** A peer's name with no mark in it: its line must not pass for one of this end. */
function withoutMarks(name: string): string {
  return Object.values(DELIVERY_MARKS).reduce((rest, { text }) => rest.replaceAll(text, codePoint(text)), name);
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
