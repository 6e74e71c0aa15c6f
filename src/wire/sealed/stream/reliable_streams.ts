import type { Buffer } from "node:buffer";
import { MEDIA_PRIORITY, type ReliableStream } from "./reliable_stream.ts";

/** A reliable stream together with the code that reads and writes it, as a session calls it. */
export interface StreamCarrier {
  readonly stream: ReliableStream;
  /** Takes the plaintext of one packet of this stream, and keeps no reference to it. Returns `false` if it is malformed. */
  receive(plain: Buffer, nowMs: number): boolean;
  /** The link is back after a silence: everything that was in flight before is lost. */
  resume(): void;
  /** The session is over. */
  end(): void;
  /** Sends and delivers what is due. */
  poll(rttMs: number, nowMs: number): void;
  /** When to call `poll` next. */
  deadlineMs(rttMs: number): number;
}

/** The reliable streams of a session, in the order of their priority. */
export class ReliableStreams {
  readonly #carriers: readonly StreamCarrier[];

  constructor(carriers: readonly StreamCarrier[]) {
    this.#carriers = carriers.toSorted((a, b) => b.stream.priority - a.stream.priority);
  }

  /** The stream with this id; `undefined` if the session has no such stream. */
  find(id: number): StreamCarrier | undefined {
    return this.#carriers.find(({ stream }) => stream.id === id);
  }

  resume(): void {
    for (const carrier of this.#carriers) carrier.resume();
  }

  end(): void {
    for (const carrier of this.#carriers) carrier.end();
  }

  pollBeforeMedia(rttMs: number, nowMs: number): void {
    for (const carrier of this.#carriers) if (carrier.stream.priority > MEDIA_PRIORITY) carrier.poll(rttMs, nowMs);
  }

  pollAfterMedia(rttMs: number, nowMs: number): void {
    for (const carrier of this.#carriers) if (carrier.stream.priority <= MEDIA_PRIORITY) carrier.poll(rttMs, nowMs);
  }

  deadlineMs(rttMs: number): number {
    return this.#carriers.reduce((ms, carrier) => Math.min(ms, carrier.deadlineMs(rttMs)), Infinity);
  }
}
