/** @import { FromPage, ToPage } from "../serve/page_message.ts" */
/** @import { Codec } from "../../../port/encoded_frame.ts" */

/** As in page_message.ts. */
const FRAME_HEADER_BYTES = 12;
const KINDS = /** @type {const} */ (["remote", "local", "local_raw", "remote_raw", "sound"]);
/** @type {readonly Codec[]} */
const CODECS = ["jpeg", "vp8", "vp9", "av1", "h264"];
/** WebSocket close code for a page that was replaced by another one. */
const REPLACED = 4000;
const RETRY_MS = 250;
/** Sound that has to wait behind this many bytes is old when it arrives: 50 ms of sound. */
const SOUND_BACKLOG_BYTES = 5 * 984;
/** After this time without the main process, the call is over: the process does not come back. */
const GONE_MS = 3000;

/**
 * A picture of the peer or of this end, or a frame of sound, with the header of its message.
 * @typedef {object} FrameMessage
 * @property {typeof KINDS[number]} kind
 * @property {Codec} codec
 * @property {boolean} keyframe
 * @property {number} n of sound: the number of its loudspeaker's opening
 * @property {number} width of a keyframe or a picture that is not encoded, in pixels; or else 0
 * @property {number} height as the width
 * @property {Uint8Array<ArrayBuffer>} bytes
 */

/**
 * @typedef {object} PageSocketHandlers
 * @property {(message: ToPage) => void} onMessage
 * @property {(frame: FrameMessage) => void} onFrame
 * @property {() => void} onOpen
 * @property {() => void} onLost it may be open again soon
 * @property {(replaced: boolean) => void} onGone nothing arrives any more: another page has taken over, or vchat has ended
 */

/** The connection to the main process. It reconnects by itself for `GONE_MS`. */
export class PageSocket {
  #handlers;
  /** @type {WebSocket | undefined} */
  #socket;
  #lastHeardMs = performance.now();

  /** @param {PageSocketHandlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#connect();
  }

  /** @param {FromPage} message */
  tell(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /**
   * Sends a picture to the main process, which saves it.
   * @param {Blob} png
   */
  sendPicture(png) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(png);
  }

  /**
   * Sends a frame of sound, or leaves it out while the main process is behind.
   * @param {ArrayBuffer} frame
   */
  sendSound(frame) {
    const socket = this.#socket;
    if (socket?.readyState === WebSocket.OPEN && socket.bufferedAmount < SOUND_BACKLOG_BYTES) socket.send(frame);
  }

  #connect() {
    const { onMessage, onFrame, onOpen, onLost, onGone } = this.#handlers;
    const url = new URL("socket", location.href);
    url.protocol = "ws:";
    const opened = new WebSocket(url);
    opened.binaryType = "arraybuffer";
    opened.onopen = () => {
      this.#socket = opened;
      onOpen();
    };
    opened.onmessage = ({ data }) => {
      this.#lastHeardMs = performance.now();
      if (!(data instanceof ArrayBuffer)) return onMessage(JSON.parse(data));
      const header = new DataView(data, 0, FRAME_HEADER_BYTES);
      onFrame({
        kind: KINDS[header.getUint8(0)],
        codec: CODECS[header.getUint8(1)],
        keyframe: header.getUint8(2) === 1,
        n: header.getUint32(4),
        width: header.getUint16(8),
        height: header.getUint16(10),
        bytes: new Uint8Array(data, FRAME_HEADER_BYTES),
      });
    };
    opened.onclose = ({ code }) => {
      if (this.#socket === opened) this.#lastHeardMs = performance.now();
      this.#socket = undefined;
      onLost();
      if (code === REPLACED) onGone(true);
      else if (performance.now() - this.#lastHeardMs < GONE_MS) setTimeout(() => this.#connect(), RETRY_MS);
      else onGone(false);
    };
  }
}
