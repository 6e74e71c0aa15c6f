/** @import { FromPage } from "../serve/page_message.ts" */
/** @import { FrameMessage } from "./page_socket.js" */
/** @import { Decoded, Picture } from "./picture.js" */
import { decode } from "./picture.js";
import { RawPicture } from "./raw_picture.js";
import { VideoStream } from "./video_stream.js";

/** As in picture_limits.ts. A decoded picture may have another size than its frame's header says. */
const MAX_SIDE_PIXELS = 4096;

/**
 * @typedef {object} ReceivedFramesHandlers
 * @property {(message: FromPage) => void} tell
 * @property {() => void} onDrawn
 */

/** Decodes the peer's frames and draws them. Of several that are decoded between two repaints, only the newest is drawn. */
export class ReceivedFrames {
  #picture;
  #handlers;
  #video;
  #raw = new RawPicture();
  /** Waits for the next repaint. @type {{ n: number, decoded: Decoded } | undefined} */
  #newest;
  #request = 0;

  /**
   * @param {Picture} picture
   * @param {ReceivedFramesHandlers} handlers
   */
  constructor(picture, handlers) {
    const { tell } = handlers;
    this.#picture = picture;
    this.#handlers = handlers;
    this.#video = new VideoStream({
      onPicture: (n, frame) => this.#offer(n, frame),
      onHidden: (n) => tell({ kind: "not_drawn", n }),
      onUndecodable: (n) => tell({ kind: "undecodable", n }),
      onKeyframeNeeded: (n) => tell({ kind: "keyframe_needed", n }),
    });
    // A hidden page is not repainted, but its canvas may be visible in picture-in-picture.
    addEventListener("visibilitychange", () => this.#schedule());
  }

  /** @param {FrameMessage} frame */
  show(frame) {
    const { codec, n, bytes } = frame;
    if (codec !== "jpeg") return this.#video.decode(codec, frame);
    this.#video.reset();
    this.#showJpeg(n, bytes);
  }

  /**
   * A picture that the main process has decoded.
   * @param {FrameMessage} frame
   */
  showRaw(frame) {
    this.#video.reset();
    this.#giveUp();
    this.#draw(frame.n, this.#raw.draw(frame));
  }

  /** Drops all frames that are not decoded or not drawn: a new connection begins with a keyframe. */
  reset() {
    this.#video.reset();
    this.#giveUp();
  }

  /**
   * @param {number} n
   * @param {Uint8Array<ArrayBuffer>} jpeg
   */
  async #showJpeg(n, jpeg) {
    const decoded = await decode(jpeg);
    if (decoded === undefined) return this.#handlers.tell({ kind: "undecodable", n });
    this.#giveUp();
    this.#draw(n, decoded);
  }

  /**
   * @param {number} n
   * @param {VideoFrame} frame
   */
  #offer(n, frame) {
    const { displayWidth: width, displayHeight: height } = frame;
    if (width > MAX_SIDE_PIXELS || height > MAX_SIDE_PIXELS) {
      frame.close();
      return this.#handlers.tell({ kind: "undecodable", n });
    }
    this.#giveUp();
    this.#newest = { n, decoded: { source: frame, width, height, close: () => frame.close() } };
    this.#schedule();
  }

  #schedule() {
    if (document.visibilityState === "visible" && this.#newest !== undefined) {
      if (this.#request === 0) this.#request = requestAnimationFrame(() => this.#drawNewest());
    } else this.#drawNewest();
  }

  #drawNewest() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    const newest = this.#newest;
    this.#newest = undefined;
    if (newest !== undefined) this.#draw(newest.n, newest.decoded);
  }

  /** Drops the picture that waits: a newer one replaces it. */
  #giveUp() {
    const older = this.#newest;
    this.#newest = undefined;
    if (older === undefined) return;
    older.decoded.close();
    this.#handlers.tell({ kind: "not_drawn", n: older.n });
  }

  /**
   * @param {number} n
   * @param {Decoded} decoded
   */
  #draw(n, decoded) {
    this.#picture.draw(decoded);
    this.#handlers.tell({ kind: "drawn", n });
    this.#handlers.onDrawn();
  }
}
