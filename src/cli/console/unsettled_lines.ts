import type { CallEvent } from "../../call/call_event.ts";
import type { TypedLine } from "../../call/typed_line.ts";
import type { LineTaker } from "./call_console.ts";

/** Lines and characters that may be on their way before no more are read: less than any wire holds. */
const LINES = 64;
const CHARACTERS = 128 * 1024;

/**
 * The lines of standard input that were handed to the call and are not with the peer yet: what tells when it is to wait. Lines
 * typed in the window are none of them.
 */
export class UnsettledLines {
  /** By their ids. */
  readonly #lengths = new Map<number, number>();
  #characters = 0;
  /** Whether the wire tells that a line was delivered. */
  #delivers = false;
  #onRoom: (() => void) | undefined;
  /** While a line is handed over: those that were settled before its id was known, and whether all were. */
  #meanwhile: { readonly ids: Set<number>; all: boolean } | undefined;

  /** Hands a line over; one that was not for the peer is not waited for. */
  handOver(line: string, take: LineTaker): TypedLine {
    const meanwhile = this.#meanwhile = { ids: new Set(), all: false };
    const typed = take(line);
    this.#meanwhile = undefined;
    const { lineId } = typed;
    if (lineId !== undefined && !meanwhile.all && !meanwhile.ids.has(lineId)) {
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
        if (this.#meanwhile) this.#meanwhile.all = true;
        this.#lengths.clear();
        this.#characters = 0;
        break;
      default:
        return;
    }
    this.#tell();
  }

  /** Settles when another line may be handed over. */
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
    this.#meanwhile?.ids.add(id);
    this.#characters -= this.#lengths.get(id) ?? 0;
    this.#lengths.delete(id);
  }

  #tell(): void {
    if (!this.#hasRoom) return;
    this.#onRoom?.();
    this.#onRoom = undefined;
  }
}
