import type { Outputs } from "../../output_queue.ts";
import { encodeLine, MAX_WAITING_BYTES } from "./text_stream.ts";

const MAX_WAITING_LINES = 1000;

/** Lines that were typed while there is nobody to send them to. */
export class WaitingLines {
  #lines: { readonly id: number; readonly utf8: Uint8Array }[] = [];
  #bytes = 0;

  /** Keeps a line, or says why it is lost. */
  add(id: number, text: string, out: Outputs): void {
    const utf8 = encodeLine(text);
    if (utf8 === undefined) {
      out.push({ kind: "text_lost", id, reason: "too_long" });
    } else if (this.#lines.length >= MAX_WAITING_LINES || this.#bytes + utf8.length > MAX_WAITING_BYTES / 2) {
      out.push({ kind: "text_lost", id, reason: "too_many_waiting" });
    } else {
      this.#lines.push({ id, utf8 });
      this.#bytes += utf8.length;
    }
  }

  /** All of them, in their order; they wait no more. */
  take(): readonly { readonly id: number; readonly utf8: Uint8Array }[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#bytes = 0;
    return lines;
  }

  /** Nobody will ever get them. */
  lose(out: Outputs): void {
    for (const { id } of this.take()) out.push({ kind: "text_lost", id, reason: "call_ended" });
  }
}
