import { InputHistory } from "./input_history.ts";
import type { Key } from "./key_decoder.ts";
import { graphemeAfter, graphemeBefore } from "./text_width.ts";

/** What the owner of the line must do after a key. */
export type EditorOutcome =
  /** The line may have changed. */
  | { readonly kind: "edited" }
  | { readonly kind: "sent"; readonly text: string }
  /** Ctrl-C. */
  | { readonly kind: "leave" }
  /** Ctrl-Z. */
  | { readonly kind: "stop" }
  /** Ctrl-D on an empty line. */
  | { readonly kind: "end_of_input" }
  /** Ctrl-L. */
  | { readonly kind: "redraw" }
  /** No more text fits. */
  | { readonly kind: "full" };

/** The most characters in a line. */
export const LINE_LIMIT = 100_000;

const EDITED = { kind: "edited" } as const;
const words = new Intl.Segmenter(undefined, { granularity: "word" });
/** How many characters are searched for the next word. */
const WORD_UNITS = 1000;

/** Edits the line that is being typed. Takes keys, gives text and cursor. The keys are those of readline's emacs mode. */
export class LineEditor {
  #text = "";
  /** In code units. */
  #cursor = 0;
  #killed = "";
  readonly #history = new InputHistory();

  get text(): string {
    return this.#text;
  }

  get cursor(): number {
    return this.#cursor;
  }

  press(key: Key): EditorOutcome {
    const text = this.#text, cursor = this.#cursor;
    switch (key.name) {
      case "text":
      case "paste":
        if (!("text" in key)) return EDITED;
        return this.#insert(key.text) && !("cut" in key && key.cut) ? EDITED : { kind: "full" };
      case "alt-enter":
      case "ctrl-j":
        return this.#insert("\n") ? EDITED : { kind: "full" };
      case "enter":
        this.#history.add(text);
        this.#set("", 0);
        return { kind: "sent", text };
      case "ctrl-c":
        return { kind: "leave" };
      case "ctrl-z":
        return { kind: "stop" };
      case "ctrl-d":
        if (text === "") return { kind: "end_of_input" };
        return this.#cut(cursor, cursor + graphemeAfter(text, cursor).length);
      case "ctrl-l":
        return { kind: "redraw" };
      case "left":
      case "ctrl-b":
        return this.#set(text, cursor - graphemeBefore(text, cursor).length);
      case "right":
      case "ctrl-f":
        return this.#set(text, cursor + graphemeAfter(text, cursor).length);
      case "ctrl-left":
      case "alt-left":
      case "alt-b":
        return this.#set(text, wordStart(text, cursor));
      case "ctrl-right":
      case "alt-right":
      case "alt-f":
        return this.#set(text, wordEnd(text, cursor));
      case "home":
      case "ctrl-home":
      case "ctrl-a":
        return this.#set(text, 0);
      case "end":
      case "ctrl-end":
      case "ctrl-e":
        return this.#set(text, text.length);
      case "backspace":
        return this.#cut(cursor - graphemeBefore(text, cursor).length, cursor);
      case "delete":
        return this.#cut(cursor, cursor + graphemeAfter(text, cursor).length);
      case "alt-backspace":
        return this.#kill(wordStart(text, cursor), cursor);
      case "ctrl-w":
        return this.#kill(text.slice(0, cursor).search(/\S*\s*$/), cursor);
      case "alt-d":
      case "ctrl-delete":
        return this.#kill(cursor, wordEnd(text, cursor));
      case "ctrl-u":
        return this.#kill(0, cursor);
      case "ctrl-k":
        return this.#kill(cursor, text.length);
      case "ctrl-y":
        return this.#insert(this.#killed) ? EDITED : { kind: "full" };
      case "ctrl-t":
        return this.#transpose();
      case "up":
      case "ctrl-p":
        return this.#recall(-1);
      case "down":
      case "ctrl-n":
        return this.#recall(1);
    }
    return EDITED;
  }

  #set(text: string, cursor: number): EditorOutcome {
    this.#text = text;
    this.#cursor = cursor;
    return EDITED;
  }

  /** Inserts as much as fits. Returns whether that was all of it. */
  #insert(more: string): boolean {
    const room = LINE_LIMIT - this.#text.length;
    const taken = more.slice(0, Math.max(0, room)).toWellFormed();
    this.#set(this.#text.slice(0, this.#cursor) + taken + this.#text.slice(this.#cursor), this.#cursor + taken.length);
    return more.length <= room;
  }

  #cut(from: number, to: number): EditorOutcome {
    return this.#set(this.#text.slice(0, from) + this.#text.slice(to), from);
  }

  #kill(from: number, to: number): EditorOutcome {
    if (from < to) this.#killed = this.#text.slice(from, to);
    return this.#cut(from, to);
  }

  #transpose(): EditorOutcome {
    const text = this.#text;
    const at = this.#cursor === text.length ? this.#cursor - graphemeBefore(text, this.#cursor).length : this.#cursor;
    const before = graphemeBefore(text, at), after = graphemeAfter(text, at);
    if (before === "" || after === "") return EDITED;
    const swapped = text.slice(0, at - before.length) + after + before + text.slice(at + after.length);
    return this.#set(swapped, at + after.length);
  }

  #recall(by: number): EditorOutcome {
    const line = this.#history.move(by, this.#text);
    return line === undefined ? EDITED : this.#set(line, line.length);
  }
}

function wordStart(text: string, cursor: number): number {
  const from = Math.max(0, cursor - WORD_UNITS);
  let start = from;
  for (const { index, isWordLike } of words.segment(text.slice(from, cursor))) if (isWordLike) start = from + index;
  return start;
}

function wordEnd(text: string, cursor: number): number {
  for (const { index, segment, isWordLike } of words.segment(text.slice(cursor, cursor + WORD_UNITS))) {
    if (isWordLike) return cursor + index + segment.length;
  }
  return Math.min(text.length, cursor + WORD_UNITS);
}
