import type { CallEvent } from "../../call/call_event.ts";
import { ownText } from "../../io/process/own_text.ts";
import { PIECE_UNITS, textPieces, wholePiece, yieldToEventLoop } from "./text_pieces.ts";

/** The most UTF-16 units of text in an event: the longest text of the sealed wire. A longer text is cut to its start. */
export const EVENT_TEXT_LIMIT = 4 * 1024 * 1024;
/** The length that a text which is too long is cut to. */
const BEGINNING_UNITS = 1000;
/** The most UTF-16 units of events that wait for a long one. Beyond this, long texts are cut as well. */
const WAITING_LIMIT_UNITS = 16 * 1024 * 1024;
/** A long event is cut if a slow disk still has more than this to write. */
const SINK_LIMIT_BYTES = 32 * 1024 * 1024;
/** The cost of an event besides its text. */
const EVENT_UNITS = 256;

/** An event whose text was too long and has been cut. `text_left_out`: how many UTF-16 units are missing. */
type WrittenEvent = CallEvent & { readonly text_left_out?: number };

export interface EventSink {
  append(bytes: Uint8Array): void;
  readonly backlogBytes: number;
}

/**
 * How many pieces are written without a pause once the call is over: no pictures are waiting then, but signals still may.
 */
const HURRIED_PIECES = 16;

const utf8 = new TextEncoder();

/** Characters that JSON does not escape, but that a terminal executes or some programs take for a line end. */
const UNESCAPED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Writes events in order, one JSON object per line. It writes at once, except for long texts, which it converts in pieces.
 */
export class EventWriter {
  /** Grows while events are being written. */
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

  /** Settles when everything has been passed on. From now on this pauses less often. */
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
      if (!this.#hurried || ++this.steps % HURRIED_PIECES === 0) await yieldToEventLoop();
    }
    this.#append(bytes);
  }

  /** Writes the whole line at once, so that other output to the same sink cannot come in between. */
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

/** A value as JSON on one line, with nothing in it that a terminal would execute. */
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
