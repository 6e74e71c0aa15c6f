/**
 * The least time between two requests, in milliseconds: an encoder may take this long to answer the first. Part of the sealed
 * wire: src/wire/sealed/PROTOCOL.md, "Media".
 */
const MIN_INTERVAL_MS = 50;

/**
 * When to ask the sender of one track for a keyframe: as soon as a frame cannot be shown because its reference is lost for
 * good, and then once per RTT until a keyframe arrives. RTP has the same requests: RFC 4585, section 6.3.1 (Picture Loss
 * Indication), and RFC 5104, section 4.3.1 (Full Intra Request).
 */
export class KeyframeRequests {
  #wanted = false;
  #askedMs = -Infinity;

  /** A frame cannot be decoded, and its reference will never arrive. */
  onUndecodable(): void {
    this.#wanted = true;
  }

  /** A keyframe was given to the decoder. No request is needed now. */
  onKeyframe(): void {
    this.#wanted = false;
  }

  /** Whether to ask now. If so, it counts as asked. */
  take(rttMs: number, nowMs: number): boolean {
    if (nowMs < this.deadlineMs(rttMs)) return false;
    this.#askedMs = nowMs;
    return true;
  }

  /** When `take` may return true; `Infinity` while no keyframe is wanted. */
  deadlineMs(rttMs: number): number {
    return this.#wanted ? this.#askedMs + Math.max(MIN_INTERVAL_MS, rttMs) : Infinity;
  }
}
