import type { I420Picture } from "../../port/raw_picture.ts";
import { HeaderLine } from "./header_line.ts";
import { isWithinLimits } from "./picture_limits.ts";

/** The longest line of a header: two sides of five digits. */
const MAX_LINE_BYTES = 16;

/**
 * Cuts ffmpeg's `pgmyuv` pictures, one after the other, into pictures in I420, each in its own memory. Each has a header of
 * three lines, "P5", "WIDTH ROWS" and "255", so that each may have another size. After the rows of luma, each row is one of U
 * and one of V, side by side: there are 3/2 times as many rows as the picture has. Once the stream turns out not to be this
 * format, no more pictures come.
 */
export class PgmyuvSplitter {
  readonly #onBroken: () => void;
  readonly #line = new HeaderLine(MAX_LINE_BYTES);
  /** Lines of the next header that were read. */
  #lines: string[] = [];
  #picture: I420Picture | undefined;
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
      at = this.#readPixels(this.#picture, bytes, at);
      if (this.#pictureBytes < this.#picture.bytes.length) break;
      pictures.push(this.#picture);
      this.#picture = undefined;
    }
    return pictures;
  }

  /** Returns where the rest begins. */
  #readPixels({ width, height, bytes: picture }: I420Picture, bytes: Uint8Array, from: number): number {
    const luma = width * height, half = width / 2;
    let at = from;
    while (at < bytes.length && this.#pictureBytes < picture.length) {
      const done = this.#pictureBytes;
      // Where these bytes belong, and how many follow each other there.
      let to = done, run = luma - done;
      if (done >= luma) {
        const row = Math.floor((done - luma) / half), column = (done - luma) % half;
        to = luma + (row % 2) * (luma / 4) + (row >> 1) * half + column;
        run = half - column;
      }
      const part = bytes.subarray(at, at + run);
      picture.set(part, to);
      at += part.length;
      this.#pictureBytes += part.length;
    }
    return at;
  }

  /** Returns where the rest begins. */
  #readLine(bytes: Uint8Array, from: number): number {
    const read = this.#line.read(bytes, from);
    if (read === undefined) this.#break();
    else if (read.line !== undefined) this.#take(read.line);
    return read?.next ?? bytes.length;
  }

  #take(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length < 3) return;
    const [kind, size, maximum] = this.#lines;
    this.#lines = [];
    const [, width, rows] = (/^(\d{1,5}) (\d{1,5})$/.exec(size) ?? []).map(Number);
    const height = rows * 2 / 3;
    // A whole height is even: it is two thirds of the rows.
    const isEven = width % 2 === 0 && rows % 3 === 0;
    if (kind !== "P5" || maximum !== "255" || !isEven || !isWithinLimits(width, height)) return this.#break();
    this.#picture = { width, height, bytes: new Uint8Array(width * height * 3 / 2) };
    this.#pictureBytes = 0;
  }

  #break(): void {
    this.#broken = true;
    this.#onBroken();
  }
}
