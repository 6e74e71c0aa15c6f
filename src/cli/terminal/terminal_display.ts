import { frameHeader } from "../../media/picture/frame_header.ts";
import { i420ToRgb } from "../../media/picture/i420_to_rgb.ts";
import { fitWithin, type RgbPicture } from "../../media/picture/rgb_picture.ts";
import { WaitingFrame } from "../../media/transport/waiting_frame.ts";
import type { Clock } from "../../port/clock.ts";
import type { Display, DisplayHandlers, DisplayState, ShownFrame } from "../../port/display.ts";
import type { MediaTrack, PredictiveCodec } from "../../port/encoded_frame.ts";
import type { DecodedPicture, VideoDecoder } from "../../port/video_decoder.ts";

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
  /** Opens a decoder of a predictive codec. */
  readonly openDecoder: (codec: PredictiveCodec) => VideoDecoder;
  readonly screen: {
    readonly pictureLimit: { width: number; height: number };
    picture: RgbPicture | undefined;
    /** The text shown while there is no picture. */
    caption: string;
  };
  /** Settles when the terminal has taken everything. */
  readonly paint: () => Promise<void>;
}

/** The decoder in use. */
interface Video {
  /** Peer, track and codec. */
  readonly source: string;
  readonly codec: PredictiveCodec;
  readonly decoder: VideoDecoder;
  /** Whether a keyframe was requested and has not come yet. */
  asked: boolean;
}

/** A JPEG, or a decoded picture of another codec. */
interface WaitingPicture {
  readonly n: number;
  readonly source: Uint8Array | DecodedPicture;
}

/**
 * Shows the peer's picture in the terminal. It paints one picture at a time. Of those that arrive meanwhile, the newest waits and the
 * others are dropped: JPEGs before they are decoded, frames of a predictive codec after it.
 */
export class TerminalDisplay implements Display {
  readonly #options: TerminalDisplayOptions;
  #handlers: DisplayHandlers | undefined;
  readonly #waiting = new WaitingFrame<WaitingPicture>();
  /** For the frames of a predictive codec. */
  #video: Video | undefined;
  readonly #closing = new Set<Promise<void>>();
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
  showFrame(peer: number, { id, codec }: MediaTrack, frame: ShownFrame): void {
    const source = `${peer} ${id} ${codec}`;
    if (this.#video?.source !== source) this.#closeVideo();
    if (codec === "jpeg") return this.#offer({ n: frame.n, source: frame.bytes });
    if (this.#handlers === undefined) return;
    this.#video ??= { source, codec, decoder: this.#options.openDecoder(codec), asked: false };
    this.#decode(this.#video, frame);
  }

  async #decode(video: Video, { n, keyframe, bytes }: ShownFrame): Promise<void> {
    if (keyframe) video.asked = false;
    const picture = await video.decoder.decode(bytes);
    const header = frameHeader(video.codec, bytes);
    const isHidden = typeof header !== "string" && !header.shown;
    if (this.#video !== video) this.#handlers?.onDropped(n, "display_busy");
    else if (picture !== undefined) this.#offer({ n, source: picture });
    else if (isHidden) this.#handlers?.onDropped(n, "display_busy"); // only later frames need it
    else {
      this.#handlers?.onDropped(n, "undecodable");
      if (!video.asked) this.#handlers?.onKeyframeNeeded();
      video.asked = true;
    }
  }

  #closeVideo(): void {
    const closed = this.#video?.decoder.close();
    this.#video = undefined;
    if (closed === undefined) return;
    this.#closing.add(closed);
    closed.finally(() => this.#closing.delete(closed));
  }

  #offer(picture: WaitingPicture): void {
    const replaced = this.#waiting.replace(picture);
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
    if (this.#expects && !expects) {
      screen.picture = undefined;
      this.#closeVideo();
    }
    this.#expects = expects;
    screen.caption = expects ? "no picture yet" : phase === "in_call" ? "the peer's camera is off" : "";
    paint();
  }

  async close(): Promise<void> {
    this.#cancelTimer?.();
    this.#handlers = undefined;
    this.#waiting.take();
    this.#options.decoder.close();
    this.#closeVideo();
    await Promise.all(this.#closing);
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

  async #show({ n, source }: WaitingPicture): Promise<void> {
    const { decoder, screen, paint } = this.#options;
    this.#busy = true;
    const limit = screen.pictureLimit;
    const picture = source instanceof Uint8Array
      ? await decoder.decode(source, limit)
      : i420ToRgb(source, fitWithin(source, limit));
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
