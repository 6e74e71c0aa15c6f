/** @import { FrameMessage } from "./page_socket.js" */
/** @import { VideoCodec } from "./video_codecs.js" */
import { inColorSpace } from "./color_space.js";
import { decoderConfig } from "./video_codecs.js";

/** The time between two frames for the decoder, in microseconds. It serves only to distinguish them. */
const STEP_US = 10_000;
/** A decoder that has not answered a frame after this time has failed, although it does not report it. */
const ANSWER_MS = 1500;

/**
 * @typedef {object} VideoStreamHandlers
 * @property {(n: number, picture: VideoFrame) => void} onPicture the picture of frame `n`; the receiver closes it
 * @property {(n: number) => void} onHidden frame `n` has no picture: it is only a reference for others
 * @property {(n: number) => void} onUndecodable
 * @property {(n: number) => void} onKeyframeNeeded no frame up to `n` can be decoded any more
 */

/** Decodes the frames of a video codec, in order. After an error it continues with the next keyframe, in a new decoder. */
export class VideoStream {
  #handlers;
  /** @type {VideoDecoder | undefined} */
  #decoder;
  /** @type {VideoCodec | undefined} */
  #codec;
  /** Of the last keyframe. */
  #size = "";
  /** Whether a decoder has failed. The next ones do not use the GPU, whose decoders differ from machine to machine. */
  #inSoftware = false;
  /** Numbers of the frames that the decoder has, in order. @type {number[]} */
  #pending = [];
  #timer = 0;

  /** @param {VideoStreamHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
  }

  /**
   * @param {VideoCodec} codec
   * @param {FrameMessage} frame
   */
  decode(codec, { keyframe, n, width, height, bytes: data }) {
    if (codec !== this.#codec) this.reset();
    if (this.#decoder === undefined && !keyframe) return this.#handlers.onUndecodable(n);
    this.#codec = codec;
    this.#pending.push(n);
    if (this.#pending.length === 1) this.#watch();
    try {
      if (keyframe) this.#expect(width, height);
      this.#decoder ??= this.#open(codec);
      this.#decoder.decode(new EncodedVideoChunk({ type: keyframe ? "key" : "delta", timestamp: n * STEP_US, data }));
    } catch {
      this.#failed();
    }
  }

  /** Gives up the frames that the decoder has. */
  reset() {
    clearTimeout(this.#timer);
    if (this.#decoder !== undefined && this.#decoder.state !== "closed") this.#decoder.close();
    this.#decoder = undefined;
    const pending = this.#pending;
    this.#pending = [];
    for (const n of pending) this.#handlers.onUndecodable(n);
  }

  /**
   * Configures the decoder again for pictures of another size. Otherwise WebKitGTK says of all pictures that they have the size of the
   * first, draws them in it, and copies from beyond the end of smaller ones. There, the frames that it still has are lost.
   * @param {number} width
   * @param {number} height
   */
  #expect(width, height) {
    const size = `${width}x${height}`;
    if (size !== this.#size && this.#codec) this.#decoder?.configure(decoderConfig(this.#codec, this.#inSoftware));
    this.#size = size;
  }

  /** @param {VideoCodec} codec */
  #open(codec) {
    /** @type {VideoDecoder} */
    const decoder = new VideoDecoder({
      output: async (decoded) => {
        // Not a frame of another codec: it may have another size than the keyframe, which WebKitGTK would not notice.
        const picture = codec === "vp8" ? await inColorSpace(decoded) : decoded;
        if (decoder === this.#decoder) this.#decoded(picture);
        else picture.close();
      },
      error: () => {
        if (decoder === this.#decoder) this.#failed();
      },
    });
    decoder.configure(decoderConfig(codec, this.#inSoftware));
    return decoder;
  }

  /** @param {VideoFrame} picture */
  #decoded(picture) {
    const n = picture.timestamp / STEP_US;
    const at = this.#pending.indexOf(n);
    if (at < 0) return picture.close();
    // Pictures come in order, so the frames before this one give none.
    for (const hidden of this.#pending.splice(0, at + 1).slice(0, -1)) this.#handlers.onHidden(hidden);
    this.#watch();
    this.#handlers.onPicture(n, picture);
  }

  #failed() {
    const last = this.#pending.at(-1);
    this.#inSoftware = true;
    this.reset();
    if (last !== undefined) this.#handlers.onKeyframeNeeded(last);
  }

  #watch() {
    clearTimeout(this.#timer);
    if (this.#pending.length > 0) this.#timer = setTimeout(() => this.#failed(), ANSWER_MS);
  }
}
