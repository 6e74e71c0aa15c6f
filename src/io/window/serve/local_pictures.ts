import type { RawPicture } from "../../../port/raw_picture.ts";
import { shrinkPicture } from "../../../media/picture/shrink_picture.ts";
import { NewestFrame } from "./newest_frame.ts";
import { frameMessage, rawMessage } from "./page_message.ts";

/** How large and how often this end's own pictures are sent to the page. */
interface Look {
  /** Least time between two pictures. */
  readonly intervalMs: number;
  /** Most pixels in a row of a picture that is not encoded. */
  readonly widthPixels: number;
}

/** 12 a second look alive and cost a third of 30. It is shown up to 200 wide, or twice that on a dense screen. */
const SELF_VIEW: Look = { intervalMs: 80, widthPixels: 400 };
/** The start page is a mirror and nothing else. */
const START: Look = { intervalMs: 40, widthPixels: 640 };

interface LocalPicture {
  readonly n: number;
  readonly message: Uint8Array<ArrayBuffer>;
}

export interface LocalPicturesPorts {
  readonly send: (message: Uint8Array<ArrayBuffer>) => void;
  readonly nowMs: () => number;
}

/** Sends the pictures of this end's own camera to the page: for the self view, or for the start page. */
export class LocalPictures {
  /** Whether the person wants the self view. */
  selfView = true;
  /** Whether the start page is shown. */
  start = false;
  readonly #nowMs: () => number;
  readonly #newest: NewestFrame<LocalPicture>;
  #sentMs = -Infinity;
  #count = 0;
  #closed = false;

  constructor({ send, nowMs }: LocalPicturesPorts) {
    this.#nowMs = nowMs;
    this.#newest = new NewestFrame(({ message }) => send(message), () => {});
  }

  showJpeg(jpeg: Uint8Array): void {
    this.#show((n) => frameMessage("local", n, jpeg));
  }

  showRaw(picture: RawPicture): void {
    this.#show((n) => rawMessage("local_raw", n, shrinkPicture(picture, this.#look.widthPixels)));
  }

  settle(n: number): void {
    this.#newest.settle(n);
  }

  pause(): void {
    this.#newest.pause();
  }

  resume(): void {
    this.#newest.resume();
  }

  disconnect(): void {
    this.#newest.disconnect();
  }

  close(): void {
    this.#closed = true;
    this.#newest.close();
  }

  get #look(): Look {
    return this.start ? START : SELF_VIEW;
  }

  #show(message: (n: number) => Uint8Array<ArrayBuffer>): void {
    const nowMs = this.#nowMs();
    const isWanted = this.start || this.selfView;
    if (this.#closed || !isWanted || nowMs - this.#sentMs < this.#look.intervalMs) return;
    this.#sentMs = nowMs;
    const n = this.#count++ >>> 0;
    this.#newest.offer({ n, message: message(n) });
  }
}
