/** What the main process sends to its page. */
export interface SentToPage {
  readonly pictureBytes: number;
  readonly textBytes: number;
}

/** The type of such a message, as in `frameMessage` (page_message.ts). */
const REMOTE = 0;

/** Counts what this process sends on its WebSockets, by wrapping their `send`. */
export class SocketMeter implements SentToPage {
  pictureBytes = 0;
  textBytes = 0;
  readonly #send = WebSocket.prototype.send;

  /** `onFrame` is called for each remote picture that is sent. */
  constructor(onFrame: (n: number) => void) {
    const send = this.#send;
    const count = (data: Parameters<typeof send>[0]) => {
      if (typeof data === "string") this.textBytes += data.length;
      if (!(data instanceof Uint8Array)) return;
      this.pictureBytes += data.length;
      if (data[0] === REMOTE) onFrame(new DataView(data.buffer, data.byteOffset).getUint32(4));
    };
    WebSocket.prototype.send = function (data) {
      count(data);
      send.call(this, data);
    };
  }

  /** The present counts. */
  read(): SentToPage {
    return { pictureBytes: this.pictureBytes, textBytes: this.textBytes };
  }

  stop(): void {
    WebSocket.prototype.send = this.#send;
  }
}
