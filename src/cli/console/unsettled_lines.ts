import type { CallEvent } from "../../call/call_event.ts";

/** Lines and characters that may be on their way before no more are read: less than any wire holds. */
const LINES = 64;
const CHARACTERS = 128 * 1024;

/** The lines that were handed to the call and are not with the peer yet: what tells when standard input is to wait. */
export class UnsettledLines {
  #lengths: number[] = [];
  #characters = 0;
  /** Whether the wire tells that a line was delivered. */
  #delivers = false;
  #onRoom: (() => void) | undefined;

  /** A line is handed over now. */
  add(line: string): void {
    this.#lengths.push(line.length);
    this.#characters += line.length;
  }

  /** It was none for the peer. */
  takeBack(): void {
    this.#characters -= this.#lengths.pop() ?? 0;
    this.#tell();
  }

  on(event: CallEvent): void {
    switch (event.event) {
      case "connected":
        this.#delivers = event.peer.sealed;
        break;
      case "text_sent":
        if (!this.#delivers) this.#settleFirst();
        break;
      case "text_delivered":
      case "text_lost":
        this.#settleFirst();
        break;
      case "ended":
        this.#lengths = [];
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
    return this.#lengths.length < LINES && this.#characters < CHARACTERS;
  }

  #settleFirst(): void {
    this.#characters -= this.#lengths.shift() ?? 0;
  }

  #tell(): void {
    if (!this.#hasRoom) return;
    this.#onRoom?.();
    this.#onRoom = undefined;
  }
}
