import type { DropReason } from "../drop_reason.ts";
import type { Outputs } from "../output_queue.ts";
import { allocateRecord, LENGTH_PREFIX_BYTES, LengthPrefixReader } from "./length_prefix.ts";
import { decodePickledString, encodePickledString, pickledStringBytes, textPlace } from "./pickled_string.ts";
import { TextAhead } from "./pickled_text.ts";

/** Largest pickle that is read or written: 64 MiB. The limit is vchat's: the original programs accept any length. */
export const TEXT_RECORD_LIMIT_BYTES = 64 * 1024 * 1024;

/** The text of a longer record is decoded while it arrives. Decoding a very long one at its end would keep pictures waiting. */
const SHORT_BYTES = 64 * 1024;

const utf8 = new TextEncoder();

/** A text as the PyShine programs write it: length, then pickle. `undefined` if it is over the limit. */
export function encodeTextRecord(text: string): Uint8Array | undefined {
  const utf8Text = utf8.encode(text);
  const pickleBytes = pickledStringBytes(utf8Text.length);
  if (pickleBytes > TEXT_RECORD_LIMIT_BYTES) return undefined;
  const record = allocateRecord(pickleBytes);
  encodePickledString(utf8Text, record.subarray(LENGTH_PREFIX_BYTES));
  return record;
}

/** One record of a text stream: a text, or why it was dropped. */
export type TextRecord = { readonly text: string } | { readonly failure: DropReason };

/** Reads the texts of one TCP connection. */
export class TextRecordReader {
  readonly #records = new LengthPrefixReader(TEXT_RECORD_LIMIT_BYTES);
  /** The text of the record that is being read. */
  #ahead = new TextAhead();

  /** Whether the record boundaries are lost, so that the connection can only be closed. */
  get broken(): boolean {
    return this.#records.tooLong;
  }

  /** The texts that `bytes` completes. After a record over the limit, nothing more is read. */
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

  /** The connection was closed: a text that had begun is lost. */
  end(): TextRecord[] {
    return this.#records.midRecord && !this.broken ? [{ failure: "text_truncated" }] : [];
  }
}

/** Outputs the records of a text stream. */
export function pushTexts(texts: readonly TextRecord[], outputs: Outputs): void {
  for (const record of texts) {
    if ("text" in record) outputs.push({ kind: "text_received", text: record.text });
    else outputs.push({ kind: "dropped", direction: "in", reason: record.failure });
  }
}
