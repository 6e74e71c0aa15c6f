import type { CallEvent } from "../../call/call_event.ts";
import type { TypedLine } from "../../call/typed_line.ts";
import type { LineTaker } from "./call_console.ts";

/** Stop reading when this many lines or characters are undelivered. This is less than any wire holds. */
const LINES = 64;
const CHARACTERS = 128 * 1024;

/**
 * The lines of standard input that were passed to the call and are not delivered yet. Decides when reading must wait. Lines
 * typed in the window do not count.
 */
export class UnsettledLines {
  /** The lines' lengths, by id. */
  readonly #lengths = new Map<number, number>();
  #characters = 0;
  /** Whether the wire reports delivery. */
  #delivers = false;
  #onRoom: (() => void) | undefined;
  /** While a line is passed on: the ids that were settled before its own id was known, and whether all were. */
  #settledEarly: { readonly ids: Set<number>; all: boolean } | undefined;

  /** Passes a line on. If it is not for the peer, it does not count. */
  handOver(line: string, take: LineTaker): TypedLine {
    const settledEarly = this.#settledEarly = { ids: new Set(), all: false };
    const typed = take(line);
    this.#settledEarly = undefined;
    const { lineId } = typed;
    if (lineId !== undefined && !settledEarly.all && !settledEarly.ids.has(lineId)) {
      this.#lengths.set(lineId, line.length);
      this.#characters += line.length;
    }
    return typed;
  }

  on(event: CallEvent): void {
    switch (event.event) {
      case "connected":
        this.#delivers = event.peer.sealed;
        break;
      case "text_sent":
        if (!this.#delivers) this.#settle(event.id);
        break;
      case "text_delivered":
      case "text_lost":
        this.#settle(event.id);
        break;
      case "ended":
        if (this.#settledEarly) this.#settledEarly.all = true;
        this.#lengths.clear();
        this.#characters = 0;
        break;
      default:
        return;
    }
    this.#tell();
  }

  /** Settles when another line may be passed on. */
  room(): Promise<void> {
    if (this.#hasRoom) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onRoom = resolve;
    return promise;
  }

  get #hasRoom(): boolean {
    return this.#lengths.size < LINES && this.#characters < CHARACTERS;
  }

  #settle(id: number): void {
    this.#settledEarly?.ids.add(id);
    this.#characters -= this.#lengths.get(id) ?? 0;
    this.#lengths.delete(id);
  }

  #tell(): void {
    if (!this.#hasRoom) return;
    this.#onRoom?.();
    this.#onRoom = undefined;
  }
}
