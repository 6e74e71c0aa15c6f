import type { Buffer } from "node:buffer";
import { MEDIA_PRIORITY, type ReliableStream } from "./reliable_stream.ts";

/** A reliable stream with what it carries, as a session drives it. */
export interface StreamCarrier {
  readonly stream: ReliableStream;
  /** The plaintext of one packet of this stream; it is not kept. `false`: the packet is malformed. */
  receive(plain: Buffer, nowMs: number): boolean;
  /** The link is back after a silence: everything on the way before it is lost. */
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

  /** The stream with this id; nothing if the session has none. */
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
