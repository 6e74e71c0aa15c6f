/** Between two requests at the least, where the RTT is shorter: an encoder takes so long to answer the first. */
const MIN_INTERVAL_MS = 50;

/**
 * When to ask the sender of one track for a keyframe: once a frame cannot be shown because its reference is gone for good,
 * then once an RTT until a keyframe came (RFC 4585, section 6.3.1, and RFC 5104, section 4.3.1, have the like).
 */
export class KeyframeRequests {
  #wanted = false;
  #askedMs = -Infinity;

  /** A frame cannot be decoded, and its reference is not coming any more. */
  onUndecodable(): void {
    this.#wanted = true;
  }

  /** A keyframe was given to the decoder. */
  onKeyframe(): void {
    this.#wanted = false;
  }

  /** Whether to ask now. The caller then asks. */
  take(rttMs: number, nowMs: number): boolean {
    if (nowMs < this.deadlineMs(rttMs)) return false;
    this.#askedMs = nowMs;
    return true;
  }

  /** When to look again; `Infinity` while no keyframe is wanted. */
  deadlineMs(rttMs: number): number {
    return this.#wanted ? this.#askedMs + Math.max(MIN_INTERVAL_MS, rttMs) : Infinity;
  }
}
