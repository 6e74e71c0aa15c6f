import type { ConversationLine } from "../../port/display.ts";
import { ownText } from "../../io/process/own_text.ts";
import { EVENT_TEXT_LIMIT } from "../console/event_writer.ts";
import { codePoint, visibleName, visibleText } from "../console/visible_text.ts";
import type { Entry } from "./screen.ts";
import type { Span, Tone } from "./styled_text.ts";
import { takeWidth } from "./text_width.ts";

/** Who wrote a local line, as in the window. */
const OWN_NAME = "You";
/** A long peer name must not push the text off the screen. */
const NAME_COLUMNS = 24;
/** Longer texts are cut, or they would push everything else off the screen. */
const TEXT_CHARACTERS = 4000;
const TEXT_LINES = 40;

/** Starts the second and later rows of a text. It lines up with the name, so that no row can imitate another message. */
const INDENT: Span = { text: "      │ ", tone: "faint" };

/**
 * The delivery of a local line. Each mark is one column wide, so a line takes the same rows whatever its delivery. The
 * marks differ in shape, not only in colour.
 */
const DELIVERY_MARKS: Readonly<Record<NonNullable<ConversationLine["delivery"]>, Span>> = {
  waiting: { text: "…", tone: "faint" },
  sent: { text: "→", tone: "faint" },
  delivered: { text: "✓", tone: "good" },
  lost: { text: "✗", tone: "bad" },
};

/** A line of the conversation. A local one starts with its delivery mark. */
export function lineEntry({ id, from, name, text, epochMs, delivery, pending }: ConversationLine): Entry {
  const shown = from === "local" ? OWN_NAME : withoutMarks(visibleName(name));
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

/** A peer's name without any delivery mark, so that its line cannot imitate a local one. */
function withoutMarks(name: string): string {
  return Object.values(DELIVERY_MARKS).reduce((rest, { text }) => rest.replaceAll(text, codePoint(text)), name);
}

/** A message from vchat itself. No line of the conversation can start like it. */
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

/** The part of a text that is shown, with its line breaks, and a note on how much is missing. */
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
