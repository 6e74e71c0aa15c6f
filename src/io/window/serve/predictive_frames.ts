/** A frame of a predictive codec on its way to the page. */
export interface PredictiveFrame {
  /** Number of the frame, as the display was given it. */
  readonly n: number;
  readonly keyframe: boolean;
}

/** Most frames that the page may have and not settle: what one second brings, or a link that comes back. */
const MAX_UNSETTLED = 30;
/** A page that has had a frame for this long without settling it is too slow: what it showed would be ever later. */
const MAX_LAG_MS = 400;

export interface PredictiveFramesPorts<Frame> {
  /** Hands a frame to the page. */
  send(frame: Frame): void;
  /** The frame will never be drawn. */
  onDropped(n: number): void;
  /** Nothing is sent before a keyframe. */
  onKeyframeNeeded(): void;
  nowMs(): number;
}

/**
 * Frames that refer to those before them go to the page at once, in order. If one has to be left out, because nobody
 * looks or the page is too slow, so are all up to the next keyframe.
 */
export class PredictiveFrames<Frame extends PredictiveFrame> {
  /** When each frame that the page has was sent, by its number, in order. */
  readonly #unsettled = new Map<number, number>();
  #open = false;
  /** There is a track to show. */
  #hasTrack = false;
  #waitsForKeyframe = true;
  /** Whether a keyframe was requested and has not come yet. */
  #asked = false;
  #lastKeyframe = -1;

  constructor(private readonly ports: PredictiveFramesPorts<Frame>) {}

  offer(frame: Frame): void {
    this.#hasTrack = true;
    const { n, keyframe } = frame;
    if (!this.#open || this.#waitsForKeyframe && !keyframe || this.#isBusy()) {
      this.#waitsForKeyframe = true;
      this.ports.onDropped(n);
      if (this.#open && (keyframe || !this.#asked)) this.#ask();
      return;
    }
    if (keyframe) {
      this.#waitsForKeyframe = this.#asked = false;
      this.#lastKeyframe = n;
    }
    this.#unsettled.set(n, this.ports.nowMs());
    this.ports.send(frame);
  }

  /** The page has settled frame `n`. False when it did not have that frame: then nothing changes. */
  settle(n: number): boolean {
    return this.#unsettled.delete(n);
  }

  /** The page can decode nothing more of what it has up to frame `n`. */
  keyframeNeeded(n: number): void {
    if (this.#lastKeyframe > n) return; // it is on its way
    this.#waitsForKeyframe = true;
    this.#ask();
  }

  /** Another track follows, or none: it begins with a keyframe. */
  startOver(): void {
    this.#hasTrack = this.#asked = false;
    this.#waitsForKeyframe = true;
  }

  /** A page is there and looks. */
  resume(): void {
    if (this.#open) return;
    this.#open = true;
    if (this.#hasTrack && this.#waitsForKeyframe) this.#ask();
  }

  /** The page does not look: nothing is sent; the frames that it has may still settle. */
  pause(): void {
    this.#open = false;
  }

  /** The page is gone, and with it what it had. */
  disconnect(): void {
    this.#open = false;
    this.#waitsForKeyframe = true;
    const lost = [...this.#unsettled.keys()];
    this.#unsettled.clear();
    for (const n of lost) this.ports.onDropped(n);
  }

  #isBusy(): boolean {
    const oldestMs = this.#unsettled.values().next().value ?? Infinity;
    return this.#unsettled.size >= MAX_UNSETTLED || this.ports.nowMs() - oldestMs > MAX_LAG_MS;
  }

  #ask(): void {
    this.#asked = true;
    this.ports.onKeyframeNeeded();
  }
}
