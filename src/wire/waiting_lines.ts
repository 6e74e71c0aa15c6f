import type { Outputs } from "./output_queue.ts";

/** A person types only a few lines, but a program that writes without a peer must not fill the memory. */
const MAX_LINES = 1000;

/** A line in the encoding of its wire. */
export interface WaitingLine {
  readonly id: number;
  readonly encoded: Uint8Array;
}

/** Lines that were typed before there was a connection to send them on. */
export class WaitingLines {
  readonly #outputs: Outputs;
  readonly #maxBytes: number;
  #lines: WaitingLine[] = [];
  #bytes = 0;

  constructor(outputs: Outputs, maxBytes: number) {
    this.#outputs = outputs;
    this.#maxBytes = maxBytes;
  }

  /** Keeps a line. If there is no room, the line is lost. */
  add(id: number, encoded: Uint8Array): void {
    if (this.#lines.length >= MAX_LINES || this.#bytes + encoded.length > this.#maxBytes) {
      this.#outputs.push({ kind: "text_lost", id, reason: "too_many_waiting" });
      return;
    }
    this.#lines.push({ id, encoded });
    this.#bytes += encoded.length;
  }

  /** Removes and returns all lines, in order. */
  take(): readonly WaitingLine[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    return lines;
  }

  /** The call ended. A line meant for one peer must never go to the next. */
  lose(): void {
    for (const { id } of this.take()) this.#outputs.push({ kind: "text_lost", id, reason: "call_ended" });
  }
}
