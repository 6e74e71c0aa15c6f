import type { CallEvent } from "../../../call/call_event.ts";

/** A frame that was not matched by the time this many newer ones were is lost. */
const WINDOW_FRAMES = 300;
/** Delays kept for the percentiles: the newest ten minutes at 30 frames a second. */
const KEPT_DELAYS = 18_000;

interface SentFrame {
  readonly seq: number;
  readonly bytes: number;
  readonly capturedMs: number;
}

interface ReceivedFrame {
  readonly n: number;
  readonly bytes: number;
  readonly seq?: number;
  shownMs?: number;
}

/**
 * Measures one direction of a call from the events of both ends, on one clock: from captured to shown.
 * If the wire carries no frame number, a received frame is taken for the next sent one of the same size.
 */
export class DelayMeter {
  readonly #capturedMs = new Map<number, number>();
  #sent: SentFrame[] = [];
  #received: ReceivedFrame[] = [];
  #delaysMs: number[] = [];

  /** An event of the sending end. */
  fromSender(event: CallEvent): void {
    if (event.event === "frame_captured") {
      this.#capturedMs.set(event.seq, event.t);
      if (this.#capturedMs.size > WINDOW_FRAMES) this.#capturedMs.delete(this.#capturedMs.keys().next().value!);
    } else if (event.event === "frame_sent") {
      const capturedMs = this.#capturedMs.get(event.seq);
      if (capturedMs === undefined) return;
      this.#sent.push({ seq: event.seq, bytes: event.bytes, capturedMs });
      if (this.#sent.length > WINDOW_FRAMES) this.#sent.shift();
      this.#match();
    }
  }

  /** An event of the receiving end. */
  fromReceiver(event: CallEvent): void {
    if (event.event === "frame_received") {
      this.#received.push({ n: event.n, bytes: event.bytes, seq: event.seq });
      if (this.#received.length > WINDOW_FRAMES) this.#received.shift();
    } else if (event.event === "frame_shown") {
      const frame = this.#received.find(({ n }) => n === event.n);
      if (frame) frame.shownMs = event.t;
      // Frames are shown in order: an earlier one that was not shown never will be.
      this.#received = this.#received.filter(({ n, shownMs }) => n >= event.n || shownMs !== undefined);
      this.#match();
    }
  }

  /** The delay, in milliseconds, that this share of the frames did not exceed; `undefined` before the first frame. */
  quantileMs(share: number): number | undefined {
    const sorted = this.#delaysMs.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }

  /** The newest frame's delay. */
  get latestMs(): number | undefined {
    return this.#delaysMs.at(-1);
  }

  /** The events of the two ends arrive alternately: frames are matched as far as both have reported. */
  #match(): void {
    while (this.#received.length > 0 && this.#received[0].shownMs !== undefined) {
      const { bytes, seq, shownMs } = this.#received[0];
      const at = this.#sent.findIndex((sent) => seq === undefined ? sent.bytes === bytes : sent.seq === seq);
      if (at < 0) return;
      this.#delaysMs.push(shownMs! - this.#sent[at].capturedMs);
      if (this.#delaysMs.length > KEPT_DELAYS) this.#delaysMs.shift();
      this.#sent.splice(0, at + 1);
      this.#received.shift();
    }
  }
}
