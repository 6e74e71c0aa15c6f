import type { ShownFrame } from "../../../port/display.ts";
import type { Codec, MediaTrack } from "../../../port/encoded_frame.ts";
import { NewestFrame } from "./newest_frame.ts";
import { PredictiveFrames } from "./predictive_frames.ts";

/** A frame of the peer, and how it is encoded. */
export interface RemoteFrame extends ShownFrame {
  readonly codec: Codec;
}

export interface RemoteFramesPorts {
  /** Hands a frame to the page. */
  send(frame: RemoteFrame): void;
  onDropped(n: number, reason: "display_busy" | "undecodable"): void;
  onKeyframeNeeded(): void;
  nowMs(): number;
}

/**
 * The peer's frames on their way to the page: of JPEGs the newest (`newest_frame.ts`), of a predictive codec each, from a
 * keyframe on (`predictive_frames.ts`).
 */
export class RemoteFrames {
  readonly #jpegs: NewestFrame<RemoteFrame>;
  readonly #predictive: PredictiveFrames<RemoteFrame>;
  /** Peer, track and codec of the last frame. */
  #source = "";
  /** What the page can decode. It says so some time after it has connected. */
  #decodes: readonly Codec[] | undefined;
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
  }

  offer(peer: number, { id, codec }: MediaTrack, { n, keyframe, bytes }: ShownFrame): void {
    const source = `${peer} ${id} ${codec}`;
    if (source !== this.#source) this.#predictive.startOver();
    this.#source = source;
    const frame = { n, keyframe, bytes, codec };
    if (codec === "jpeg") this.#jpegs.offer(frame);
    else if (this.#decodes?.includes(codec) === false) this.ports.onDropped(n, "undecodable");
    else this.#predictive.offer(frame);
  }

  /** The page has settled frame `n`. False when it did not have that frame. */
  settle(n: number): boolean {
    return this.#jpegs.settle(n) || this.#predictive.settle(n);
  }

  /** The page can decode nothing more of what it has up to frame `n`. */
  keyframeNeeded(n: number): void {
    this.#predictive.keyframeNeeded(n);
  }

  /** The page has said which codecs it can decode. */
  decodes(codecs: readonly Codec[]): void {
    this.#decodes = codecs;
    if (this.#visible) this.#predictive.resume();
  }

  /** A page is there and looks. */
  resume(): void {
    this.#visible = true;
    this.#jpegs.resume();
    if (this.#decodes !== undefined) this.#predictive.resume();
  }

  /** The page does not look. */
  pause(): void {
    this.#visible = false;
    this.#jpegs.pause();
    this.#predictive.pause();
  }

  /** The page is gone, and with it what it had. */
  disconnect(): void {
    this.#visible = false;
    this.#decodes = undefined;
    this.#jpegs.disconnect();
    this.#predictive.disconnect();
  }

  /** Nothing will be shown any more. */
  close(): void {
    this.#jpegs.close();
    this.disconnect();
  }
}
