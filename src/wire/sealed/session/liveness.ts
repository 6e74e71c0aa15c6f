/** After this time without a packet, three reports in a row are missing. Frames would only fill a queue. */
const STALLED_MS = 400;
// Part of the wire: PROTOCOL.md, "A call".
const INTERRUPTED_MS = 1200, SILENT_MS = 30_000;

/** Whether the peer is still there, judged by when it was last heard. */
export class Liveness {
  /** The link is down: nothing is sent but reports. */
  interrupted = false;
  #heardMs: number;

  constructor(nowMs: number) {
    this.#heardMs = nowMs;
  }

  /** A packet of the peer arrived. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** Whether what is in flight is probably lost. */
  isStalled(nowMs: number): boolean {
    return nowMs > this.#heardMs + STALLED_MS;
  }

  /** Whether the link has gone down now. */
  takeInterruption(nowMs: number): boolean {
    // Computed exactly as in `deadlineMs`: a subtraction may be rounded differently.
    if (this.interrupted || nowMs < this.#heardMs + INTERRUPTED_MS) return false;
    this.interrupted = true;
    return true;
  }

  /** Whether the peer is given up. */
  isSilent(nowMs: number): boolean {
    return nowMs >= this.#heardMs + SILENT_MS;
  }

  /** When the link goes down, or the peer is given up, if nothing arrives before. */
  get deadlineMs(): number {
    return this.#heardMs + (this.interrupted ? SILENT_MS : INTERRUPTED_MS);
  }
}
