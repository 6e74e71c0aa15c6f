import { WaitingFrame } from "../../../media/transport/waiting_frame.ts";

/** A JPEG on its way to the page. */
export interface PendingFrame {
  /** Number of the frame, as the display was given it. */
  readonly n: number;
  readonly jpeg: Uint8Array;
}

/**
 * The newest frame wins: one frame is with the page until the page has settled it (drawn it or given it up), one may
 * wait, and a newer one takes the waiting one's place. So a page that cannot keep up gets newer frames, never a queue.
 */
export class NewestFrame<Frame extends { readonly n: number } = PendingFrame> {
  #inFlight: number | undefined;
  readonly #waiting = new WaitingFrame<Frame>();
  #open = false;

  /** `send` gives a frame to the page. `onDropped` is called for each frame that will never be drawn. */
  constructor(
    private readonly send: (frame: Frame) => void,
    private readonly onDropped: (n: number) => void,
  ) {}

  offer(frame: Frame): void {
    if (this.#open && this.#inFlight === undefined) {
      this.#inFlight = frame.n;
      this.send(frame);
      return;
    }
    const replaced = this.#waiting.replace(frame);
    if (replaced !== undefined) this.onDropped(replaced.n);
  }

  /** The page has settled frame `n`. False when it did not have that frame: then nothing changes. */
  settle(n: number): boolean {
    if (this.#inFlight === undefined || this.#inFlight !== n) return false;
    this.#inFlight = undefined;
    this.#sendWaiting();
    return true;
  }

  /** A page is connected and visible. */
  resume(): void {
    this.#open = true;
    if (this.#inFlight === undefined) this.#sendWaiting();
  }

  /** The page is not visible, so nothing is sent. It may still settle the frame that it has. */
  pause(): void {
    this.#open = false;
  }

  /** The page has disconnected, and the frame that it had is lost. The waiting frame stays for the next page. */
  disconnect(): void {
    this.#open = false;
    const lost = this.#inFlight;
    this.#inFlight = undefined;
    if (lost !== undefined) this.onDropped(lost);
  }

  /** Nothing more will be shown. */
  close(): void {
    this.disconnect();
    const waiting = this.#waiting.take();
    if (waiting !== undefined) this.onDropped(waiting.n);
  }

  #sendWaiting(): void {
    const frame = this.#open ? this.#waiting.take() : undefined;
    if (frame === undefined) return;
    this.#inFlight = frame.n;
    this.send(frame);
  }
}
