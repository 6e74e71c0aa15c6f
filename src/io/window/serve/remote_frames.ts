import type { ShownFrame } from "../../../port/display.ts";
import type { Codec, MediaTrack, PredictiveCodec } from "../../../port/encoded_frame.ts";
import type { VideoDecoder } from "../../../port/video_decoder.ts";
import { DecodedFrames, type RemotePicture } from "./decoded_frames.ts";
import { NewestFrame } from "./newest_frame.ts";
import { PredictiveFrames } from "./predictive_frames.ts";

/** After this many failures in a row of the page's decoder, ffmpeg decodes instead. After the first, the page does without the GPU. */
const MAX_FAILURES = 2;

/** A frame of the peer, and how it is encoded. */
export interface RemoteFrame extends ShownFrame {
  readonly codec: Codec;
}

export interface RemoteFramesPorts {
  /** Hands a frame to the page. */
  send(frame: RemoteFrame): void;
  /** Hands a picture to the page, of a frame that was decoded here. */
  sendPicture(picture: RemotePicture): void;
  /** Opens a decoder here. */
  openDecoder(codec: PredictiveCodec): VideoDecoder;
  onDropped(n: number, reason: "display_busy" | "undecodable"): void;
  onKeyframeNeeded(): void;
  nowMs(): number;
}

/**
 * The peer's frames on their way to the page: of JPEGs the newest (`newest_frame.ts`), of a predictive codec each, from a
 * keyframe on (`predictive_frames.ts`). What the page cannot decode is decoded here (`decoded_frames.ts`).
 */
export class RemoteFrames {
  readonly #jpegs: NewestFrame<RemoteFrame>;
  readonly #predictive: PredictiveFrames<RemoteFrame>;
  readonly #decoded: DecodedFrames;
  /** Peer, track and codec of the last frame. */
  #source = "";
  /** What the page can decode. It says so some time after it has connected. */
  #decodes: readonly Codec[] | undefined;
  /** What can be decoded here. */
  #decodesHere: readonly Codec[] = [];
  /** How often in a row the page's decoder has failed with this source. */
  #failures = 0;
  #visible = false;

  constructor(private readonly ports: RemoteFramesPorts) {
    const send = ports.send.bind(ports);
    const onDropped = (n: number) => ports.onDropped(n, "display_busy");
    this.#jpegs = new NewestFrame(send, onDropped);
    this.#predictive = new PredictiveFrames({
      send,
      onDropped,
      onKeyframeNeeded: () => ports.onKeyframeNeeded(),
      nowMs: () => ports.nowMs(),
    });
    this.#decoded = new DecodedFrames(ports);
  }

  offer(peer: number, { id, codec }: MediaTrack, { n, keyframe, bytes }: ShownFrame): void {
    const source = `${peer} ${id} ${codec}`;
    if (source !== this.#source) this.startOver();
    this.#source = source;
    if (codec === "jpeg") return this.#jpegs.offer({ n, keyframe, bytes, codec });
    const frame = { n, keyframe, bytes, codec };
    switch (this.#placeToDecode(codec)) {
      case "page":
        return this.#predictive.offer(frame);
      case "here":
        return this.#decoded.offer(frame);
      case "nowhere":
        return this.ports.onDropped(n, "undecodable");
    }
  }

  /** The page has drawn frame `n`. False when it did not have that frame. */
  drawn(n: number): boolean {
    if (!this.#predictive.settle(n)) return this.settle(n);
    this.#failures = 0;
    return true;
  }

  /** The page has settled frame `n`. False when it did not have that frame. */
  settle(n: number): boolean {
    return this.#jpegs.settle(n) || this.#predictive.settle(n) || this.#decoded.settle(n);
  }

  /** The page can decode nothing more of what it has up to frame `n`. */
  keyframeNeeded(n: number): void {
    this.#failures++;
    this.#predictive.keyframeNeeded(n);
  }

  /** The page has said which codecs it can decode; `here` can be decoded without it. */
  decodes(codecs: readonly Codec[], here: readonly Codec[] = []): void {
    this.#decodes = codecs;
    this.#decodesHere = here;
    if (this.#visible) this.#resumePredictive();
  }

  /** Another track follows, or none. */
  startOver(): void {
    this.#source = "";
    this.#failures = 0;
    this.#predictive.startOver();
    this.#decoded.startOver();
  }

  /** A page is there and looks. */
  resume(): void {
    this.#visible = true;
    this.#jpegs.resume();
    if (this.#decodes !== undefined) this.#resumePredictive();
  }

  /** The page does not look. */
  pause(): void {
    this.#visible = false;
    this.#jpegs.pause();
    this.#predictive.pause();
    this.#decoded.pause();
  }

  /** The page is gone, and with it what it had. */
  disconnect(): void {
    this.#visible = false;
    this.#decodes = undefined;
    this.#failures = 0;
    this.#jpegs.disconnect();
    this.#predictive.disconnect();
    this.#decoded.disconnect();
  }

  /** Nothing will be shown any more. Settles when the decoders have ended. */
  async close(): Promise<void> {
    this.#jpegs.close();
    this.disconnect();
    await this.#decoded.close();
  }

  #resumePredictive(): void {
    this.#predictive.resume();
    this.#decoded.resume();
  }

  #placeToDecode(codec: PredictiveCodec): "page" | "here" | "nowhere" {
    // Before the page has said what it can decode, its frames are kept back.
    const pageCan = this.#decodes?.includes(codec) ?? true;
    if (pageCan && this.#failures < MAX_FAILURES) return "page";
    if (this.#decodesHere.includes(codec)) return "here";
    return pageCan ? "page" : "nowhere";
  }
}
