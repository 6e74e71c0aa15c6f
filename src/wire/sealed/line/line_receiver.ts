import type { Buffer } from "node:buffer";
import type { ReliableReceiver } from "../stream/reliable_receiver.ts";
import { LineAssembler, type ReceivedLine } from "./line_assembler.ts";

/** How many lines are given out at once, so that many short ones do not delay a picture. The rest follows after `REST_MS`. */
const MAX_LINES_AT_ONCE = 100, REST_MS = 1;

/** Reads the lines of a stream, in order. */
export class LineReceiver {
  readonly #receiver: ReliableReceiver;
  readonly #assembler = new LineAssembler();
  #restMs = Infinity;

  constructor(receiver: ReliableReceiver) {
    this.#receiver = receiver;
  }

  /** Whether the peer announced a line that is longer than the limit. Nothing after it can be read. */
  get broken(): boolean {
    return this.#assembler.broken;
  }

  /** When `takeRest` has lines; `Infinity` if none wait. */
  get restDeadlineMs(): number {
    return this.#restMs;
  }

  /** Takes the plaintext of one packet of the stream, and keeps no reference to it. Returns `undefined` if it is malformed. */
  receive(plain: Buffer, nowMs: number): ReceivedLine[] | undefined {
    const lines: ReceivedLine[] = [];
    if (!this.#receiver.receive(plain, (bytes) => this.#push(bytes, lines), nowMs)) return undefined;
    if (this.#receiver.held && this.#restMs === Infinity) this.#restMs = nowMs + REST_MS;
    return lines;
  }

  /** The next lines of those that had to wait because there were too many at once. */
  takeRest(nowMs: number): ReceivedLine[] {
    const lines: ReceivedLine[] = [];
    if (nowMs < this.#restMs) return lines;
    this.#receiver.deliverHeld((bytes) => this.#push(bytes, lines), nowMs);
    this.#restMs = this.#receiver.held ? nowMs + REST_MS : Infinity;
    return lines;
  }

  #push(bytes: Uint8Array, lines: ReceivedLine[]): number {
    const taken = this.#assembler.push(bytes, lines, MAX_LINES_AT_ONCE);
    if (this.broken) this.#receiver.stop();
    return taken;
  }
}
