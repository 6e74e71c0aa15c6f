import type { RgbPicture } from "../../media/picture/rgb_picture.ts";
import { WaitingFrame } from "../../media/transport/waiting_frame.ts";
import type { Clock } from "../../port/clock.ts";
import type { Display, DisplayHandlers, DisplayState, ShownFrame } from "../../port/display.ts";
import type { MediaTrack } from "../../port/encoded_frame.ts";

/** A terminal gets at most 15 pictures a second: more are not worth their bytes. */
const INTERVAL_MS = 1000 / 15;
/** A picture up to `EARLY_MS` early is shown at once. An earlier one waits for a newer one, until `LATE_MS` after its time. */
const EARLY_MS = 5, LATE_MS = 20;

export interface TerminalDisplayOptions {
  readonly clock: Clock;
  readonly decoder: {
    decode(jpeg: Uint8Array, limit: { width: number; height: number }): Promise<RgbPicture | undefined>;
    close(): void;
  };
  readonly screen: {
    readonly pictureLimit: { width: number; height: number };
    picture: RgbPicture | undefined;
    /** The text shown while there is no picture. */
    caption: string;
  };
  /** Settles when the terminal has taken everything. */
  readonly paint: () => Promise<void>;
}

/**
 * Shows the peer's picture in the terminal. It decodes and paints one picture at a time. Of those that arrive meanwhile, the
 * newest waits and the others are dropped.
 */
export class TerminalDisplay implements Display {
  readonly #options: TerminalDisplayOptions;
  #handlers: DisplayHandlers | undefined;
  readonly #waiting = new WaitingFrame<{ n: number; jpeg: Uint8Array }>();
  #busy = false;
  #dueMs = -Infinity;
  #cancelTimer: (() => void) | undefined;
  #expects = false;

  constructor(options: TerminalDisplayOptions) {
    this.#options = options;
  }

  open(handlers: DisplayHandlers): Promise<void> {
    this.#handlers = handlers;
    return Promise.resolve();
  }

  /** The terminal shows one peer and one track. */
  showFrame(_peer: number, _track: MediaTrack, { n, bytes: jpeg }: ShownFrame): void {
    const replaced = this.#waiting.replace({ n, jpeg });
    if (replaced) this.#handlers?.onDropped(replaced.n, "display_busy");
    this.#next();
  }

  /** A terminal shows no self view. */
  showLocal(): void {}

  /** The console shows the conversation. */
  showLine(): void {}

  showState({ phase, peerPicture }: DisplayState): void {
    const { screen, paint } = this.#options;
    const expects = (phase === "in_call" || phase === "reconnecting") && peerPicture !== "off";
    if (this.#expects && !expects) screen.picture = undefined;
    this.#expects = expects;
    screen.caption = expects ? "no picture yet" : phase === "in_call" ? "the peer's camera is off" : "";
    paint();
  }

  close(): Promise<void> {
    this.#cancelTimer?.();
    this.#handlers = undefined;
    this.#waiting.take();
    this.#options.decoder.close();
    return Promise.resolve();
  }

  #next(): void {
    if (this.#busy || this.#waiting.current === undefined) return;
    const { clock } = this.#options;
    const nowMs = clock.nowMs();
    if (nowMs < this.#dueMs - EARLY_MS) {
      this.#cancelTimer ??= clock.callAt(this.#dueMs + LATE_MS, () => {
        this.#cancelTimer = undefined;
        this.#next();
      });
      return;
    }
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#dueMs = Math.max(this.#dueMs, nowMs - EARLY_MS) + INTERVAL_MS;
    this.#show(this.#waiting.take()!);
  }

  async #show({ n, jpeg }: { n: number; jpeg: Uint8Array }): Promise<void> {
    const { decoder, screen, paint } = this.#options;
    this.#busy = true;
    const picture = await decoder.decode(jpeg, screen.pictureLimit);
    if (!picture) this.#handlers?.onDropped(n, "undecodable");
    else if (!this.#expects) this.#handlers?.onDropped(n, "display_busy");
    else if (this.#handlers) {
      screen.picture = picture;
      await paint();
      this.#handlers?.onShown(n);
    }
    this.#busy = false;
    this.#next();
  }
}
