import { frameHeader } from "../../../media/picture/frame_header.ts";
import type { PredictiveCodec } from "../../../port/encoded_frame.ts";
import type { DecodedPicture, VideoDecoder } from "../../../port/video_decoder.ts";
import { NewestFrame } from "./newest_frame.ts";
import { PredictiveFrames } from "./predictive_frames.ts";

/** A frame to be decoded here, since the page cannot. */
export interface UndecodedFrame {
  readonly n: number;
  readonly keyframe: boolean;
  readonly codec: PredictiveCodec;
  readonly bytes: Uint8Array;
}

/** The picture of frame `n`. */
export interface RemotePicture {
  readonly n: number;
  readonly picture: DecodedPicture;
}

export interface DecodedFramesPorts {
  openDecoder(codec: PredictiveCodec): VideoDecoder;
  /** Hands a picture to the page. */
  sendPicture(picture: RemotePicture): void;
  onDropped(n: number, reason: "display_busy" | "undecodable"): void;
  onKeyframeNeeded(): void;
  nowMs(): number;
}

/**
 * Frames of one track that are decoded before they go to the page: each of them is decoded, as long as somebody looks and the
 * decoder keeps up (`predictive_frames.ts`); of the pictures the page gets the newest (`newest_frame.ts`).
 */
export class DecodedFrames {
  readonly #frames: PredictiveFrames<UndecodedFrame>;
  readonly #pictures: NewestFrame<RemotePicture>;
  #decoder: VideoDecoder | undefined;
  /** The last keyframe that was given to a decoder, and whether another was requested since. */
  #lastKeyframe = -1;
  #asked = false;
  readonly #closing = new Set<Promise<void>>();

  constructor(private readonly ports: DecodedFramesPorts) {
    const onDropped = (n: number) => ports.onDropped(n, "display_busy");
    this.#frames = new PredictiveFrames({
      send: (frame) => this.#decode(frame),
      onDropped,
      onKeyframeNeeded: () => ports.onKeyframeNeeded(),
      nowMs: () => ports.nowMs(),
    });
    this.#pictures = new NewestFrame((picture) => ports.sendPicture(picture), onDropped);
  }

  offer(frame: UndecodedFrame): void {
    this.#frames.offer(frame);
  }

  /** The page has settled the picture of frame `n`. False when it did not have that picture: then nothing changes. */
  settle(n: number): boolean {
    return this.#pictures.settle(n);
  }

  /** Another track follows, or none: the decoder ends. */
  startOver(): void {
    this.#frames.startOver();
    this.#closeDecoder();
  }

  /** A page is there and looks. */
  resume(): void {
    this.#frames.resume();
    this.#pictures.resume();
  }

  /** The page does not look. */
  pause(): void {
    this.#frames.pause();
    this.#pictures.pause();
  }

  /** The page is gone, and with it what it had. */
  disconnect(): void {
    this.#frames.disconnect();
    this.#pictures.disconnect();
    this.#closeDecoder();
  }

  /** Nothing will be shown any more. Settles when the decoders have ended. */
  async close(): Promise<void> {
    this.disconnect();
    this.#pictures.close();
    await Promise.all(this.#closing);
  }

  async #decode({ n, keyframe, codec, bytes }: UndecodedFrame): Promise<void> {
    if (keyframe) {
      this.#lastKeyframe = n;
      this.#asked = false;
    }
    const decoder = this.#decoder ??= this.ports.openDecoder(codec);
    const picture = await decoder.decode(bytes);
    if (!this.#frames.settle(n)) return; // reported when the page disconnected
    const header = frameHeader(codec, bytes);
    const isHidden = typeof header !== "string" && !header.shown;
    if (decoder !== this.#decoder) this.ports.onDropped(n, "display_busy");
    else if (picture !== undefined) this.#pictures.offer({ n, picture });
    else if (isHidden) this.ports.onDropped(n, "display_busy"); // only later frames need it
    else {
      this.ports.onDropped(n, "undecodable");
      if (this.#asked || this.#lastKeyframe > n) return;
      this.#asked = true;
      this.#frames.keyframeNeeded(n);
    }
  }

  #closeDecoder(): void {
    const closed = this.#decoder?.close();
    this.#decoder = undefined;
    this.#asked = false;
    if (closed === undefined) return;
    this.#closing.add(closed);
    closed.finally(() => this.#closing.delete(closed));
  }
}
