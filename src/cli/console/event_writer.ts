import type { CallEvent } from "../../call/call_event.ts";
import { ownText } from "../../io/process/own_text.ts";
import { breath, PIECE_UNITS, textPieces, wholePiece } from "./text_pieces.ts";

/** UTF-16 units of a text that an event carries: the longest that the sealed wire has. Of a longer one it has the beginning. */
export const EVENT_TEXT_LIMIT = 4 * 1024 * 1024;
/** The beginning that is left of a text that is too long. */
const BEGINNING_UNITS = 1000;
/** Of the events that wait while a long one is written, in UTF-16 units; with more, a long text is cut as one that is too long. */
const WAITING_LIMIT_UNITS = 16 * 1024 * 1024;
/** What a slow disk still holds, with which a long event is cut. */
const SINK_LIMIT_BYTES = 32 * 1024 * 1024;
/** What an event costs beside its text. */
const EVENT_UNITS = 256;

/** What a peer makes longer than an event may be is cut; `text_left_out` says by how many UTF-16 units. */
export type WrittenEvent = CallEvent & { readonly text_left_out?: number };

export interface EventSink {
  append(bytes: Uint8Array): void;
  readonly backlogBytes: number;
}

/** When the call is over there are no pictures to wait for, but still signals. */
const HURRIED_PIECES = 16;

const utf8 = new TextEncoder();

/** What a terminal obeys, or some programs take for the end of a line, and JSON does not ask to be escaped. */
const UNESCAPED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Writes events, a JSON object a line, in their order: at once, but for those with a long text, which are made in pieces. */
export class EventWriter {
  /** Grows as long as something is done. */
  steps = 0;
  readonly #sink: EventSink;
  #waiting: WrittenEvent[] = [];
  #waitingUnits = 0;
  #writing: Promise<void> | undefined;
  #hurried = false;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  write(event: CallEvent): void {
    const room = this.#waitingUnits < WAITING_LIMIT_UNITS ? EVENT_TEXT_LIMIT : PIECE_UNITS;
    const written = textOf(event).length > room ? cut(event) : event;
    if (this.#writing === undefined && textOf(written).length <= PIECE_UNITS) return this.#append([jsonLine(written)]);
    this.#waiting.push(written);
    this.#waitingUnits += EVENT_UNITS + textOf(written).length;
    this.#writing ??= this.#writeWaiting();
  }

  /** Settles when everything is handed over, which is hurried now. */
  async flush(): Promise<void> {
    this.#hurried = this.#writing !== undefined;
    await this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const events = this.#waiting;
      this.#waiting = [];
      for (const event of events) {
        await this.#writeOne(event);
        this.#waitingUnits -= EVENT_UNITS + textOf(event).length;
      }
    }
    this.#writing = undefined;
    this.#hurried = false;
  }

  async #writeOne(event: WrittenEvent): Promise<void> {
    const text = textOf(event);
    if (text.length <= PIECE_UNITS) return this.#append([jsonLine(event)]);
    const bytes: Uint8Array[] = [];
    let length = 0;
    for (const piece of jsonPieces(event, text)) {
      const encoded = utf8.encode(piece);
      bytes.push(encoded);
      if ((length += encoded.length) + this.#sink.backlogBytes > SINK_LIMIT_BYTES) {
        return this.#append([jsonLine(cut(event))]);
      }
      if (!this.#hurried || ++this.steps % HURRIED_PIECES === 0) await breath();
    }
    this.#append(bytes);
  }

  /** The whole line at once: what else is written to the same sink must not come in between. */
  #append(pieces: readonly (string | Uint8Array)[]): void {
    this.steps++;
    if (pieces.length === 1 && typeof pieces[0] === "string") return this.#sink.append(utf8.encode(`${pieces[0]}\n`));
    const parts = [...pieces, "\n"].map((piece) => typeof piece === "string" ? utf8.encode(piece) : piece);
    const line = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      line.set(part, at);
      at += part.length;
    }
    this.#sink.append(line);
  }
}

function textOf(event: WrittenEvent): string {
  return "text" in event ? event.text : "";
}

function cut(event: WrittenEvent): WrittenEvent {
  const whole = textOf(event), text = ownText(wholePiece(whole, 0, BEGINNING_UNITS));
  return { ...event, text, text_left_out: whole.length - text.length } as WrittenEvent;
}

function* jsonPieces(event: WrittenEvent, text: string): Generator<string, void> {
  yield `${jsonLine({ ...event, text: undefined }).slice(0, -1)},"text":"`;
  for (const piece of textPieces(text)) yield jsonLine(piece).slice(1, -1);
  yield '"}';
}

const known = new Map<string, string>();

/** A value as JSON, on one line, with nothing in it that a terminal would obey. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(UNESCAPED, escaped);
}

function escaped(character: string): string {
  let escape = known.get(character);
  if (escape === undefined) {
    escape = `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
    known.set(character, escape);
  }
  return escape;
}
