import type { DropReason } from "../drop_reason.ts";
import type { Outputs } from "../output_queue.ts";
import { allocateRecord, LENGTH_PREFIX_BYTES, LengthPrefixReader } from "./length_prefix.ts";
import { decodePickledString, encodePickledString, pickledStringBytes, textPlace } from "./pickled_string.ts";
import { TextAhead } from "./pickled_text.ts";

/** Largest pickle that is read or written: 64 MiB. Ours: the originals believe any length. */
export const TEXT_RECORD_LIMIT_BYTES = 64 * 1024 * 1024;

/** A longer record's text is decoded while it comes: decoded at its end, the longest would keep pictures waiting. */
const SHORT_BYTES = 64 * 1024;

const utf8 = new TextEncoder();

/** A text as the PyShine programs write it: length, then pickle. `undefined` when it is over the limit. */
export function encodeTextRecord(text: string): Uint8Array | undefined {
  const utf8Text = utf8.encode(text);
  const pickleBytes = pickledStringBytes(utf8Text.length);
  if (pickleBytes > TEXT_RECORD_LIMIT_BYTES) return undefined;
  const record = allocateRecord(pickleBytes);
  encodePickledString(utf8Text, record.subarray(LENGTH_PREFIX_BYTES));
  return record;
}

/** What a text stream held: a text, or why one was dropped. */
export type TextRecord = { readonly text: string } | { readonly failure: DropReason };

/** Reads the texts of one TCP connection. */
export class TextRecordReader {
  readonly #records = new LengthPrefixReader(TEXT_RECORD_LIMIT_BYTES);
  /** Of the record under way. */
  #ahead = new TextAhead();

  /** Whether the stream lost its framing and can only be closed. */
  get broken(): boolean {
    return this.#records.tooLong;
  }

  /** The texts that `bytes` completes. A record over the limit is the last thing that comes. */
  push(bytes: Uint8Array): TextRecord[] {
    if (this.broken) return [];
    const texts: TextRecord[] = [];
    for (const record of this.#records.push(bytes)) {
      texts.push(decodePickledString(record, this.#ahead));
      this.#ahead = new TextAhead();
    }
    this.#decodeAhead(this.#records.partial);
    if (this.broken) texts.push({ failure: "text_too_long" });
    return texts;
  }

  #decodeAhead(partial: Uint8Array): void {
    if (partial.length < SHORT_BYTES) return;
    const place = textPlace(partial);
    if (place !== undefined) this.#ahead.advance(partial, place);
  }

  /** The connection is over: a text that had begun is lost. */
  end(): TextRecord[] {
    return this.#records.midRecord && !this.broken ? [{ failure: "text_truncated" }] : [];
  }
}

/** Tells what a text stream held. */
export function pushTexts(texts: readonly TextRecord[], outputs: Outputs): void {
  for (const record of texts) {
    if ("text" in record) outputs.push({ kind: "text_received", text: record.text });
    else outputs.push({ kind: "dropped", direction: "in", reason: record.failure });
  }
}
