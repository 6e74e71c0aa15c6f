import type { I420Picture } from "../../port/raw_picture.ts";
import { HeaderLine } from "./header_line.ts";
import { isWithinLimits } from "./picture_limits.ts";

/** The longest line of parameters. ffmpeg's have about 70 characters. */
const MAX_LINE_BYTES = 256;

/**
 * Cuts YUV4MPEG2 with 8-bit 4:2:0 pictures, as ffmpeg writes it, into pictures in I420, each in its own memory. Once the stream
 * turns out not to be this format, no more pictures come.
 */
export class Y4mSplitter {
  readonly #onBroken: () => void;
  readonly #line = new HeaderLine(MAX_LINE_BYTES);
  #size: { readonly width: number; readonly height: number } | undefined;
  #picture: Uint8Array | undefined;
  #pictureBytes = 0;
  #broken = false;

  /** `onBroken` is called once, if the stream turns out not to be this format. */
  constructor(onBroken: () => void = () => {}) {
    this.#onBroken = onBroken;
  }

  /** The pictures that `bytes` completes. */
  push(bytes: Uint8Array): I420Picture[] {
    const pictures: I420Picture[] = [];
    for (let at = 0; at < bytes.length && !this.#broken;) {
      if (this.#picture === undefined) {
        at = this.#readLine(bytes, at);
        continue;
      }
      const part = bytes.subarray(at, at + this.#picture.length - this.#pictureBytes);
      this.#picture.set(part, this.#pictureBytes);
      this.#pictureBytes += part.length;
      at += part.length;
      if (this.#pictureBytes < this.#picture.length) break;
      pictures.push({ ...this.#size!, bytes: this.#picture });
      this.#picture = undefined;
    }
    return pictures;
  }

  /** Returns where the rest begins. */
  #readLine(bytes: Uint8Array, from: number): number {
    const read = this.#line.read(bytes, from);
    if (read === undefined) this.#break();
    else if (read.line !== undefined) this.#take(read.line);
    return read?.next ?? bytes.length;
  }

  #take(line: string): void {
    if (this.#size !== undefined && /^FRAME(?: |$)/.test(line)) {
      const { width, height } = this.#size;
      this.#picture = new Uint8Array(width * height * 3 / 2);
      this.#pictureBytes = 0;
      return;
    }
    const width = Number(/ W(\d{1,5})(?: |$)/.exec(line)?.[1]), height = Number(/ H(\d{1,5})(?: |$)/.exec(line)?.[1]);
    const isEven = width > 0 && height > 0 && width % 2 === 0 && height % 2 === 0;
    const is420 = /^YUV4MPEG2 /.test(line) && / C420(?:jpeg|paldv|mpeg2)?(?: |$)/.test(line);
    if (this.#size !== undefined || !isEven || !is420 || !isWithinLimits(width, height)) return this.#break();
    this.#size = { width, height };
  }

  #break(): void {
    this.#broken = true;
    this.#onBroken();
  }
}
