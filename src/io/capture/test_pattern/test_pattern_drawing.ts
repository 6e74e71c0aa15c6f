import { type Color, type PictureLayout, type PicturePlane, RGBA } from "../../../media/picture/picture_layout.ts";
import { eachTextPoint, GLYPH_ROWS, GLYPH_STEP } from "./bitmap_digits.ts";

/** The bars of SMPTE EG 1-1990 at 75 %: their order shows whether red and blue were exchanged on the way. */
export const BARS: readonly Color[] = [
  [191, 191, 191],
  [191, 191, 0],
  [0, 191, 191],
  [0, 191, 0],
  [191, 0, 191],
  [191, 0, 0],
  [0, 0, 191],
];
const BACKGROUND: Color = [16, 16, 16];
const INK: Color = [235, 235, 235];
/** What part of the height is what, from the top: bars, then the moving block, then the text. */
const BARS_PART = 0.6;
const TRACK_PART = 0.15;
/** Frames in which the block crosses the picture. */
const CROSSING_FRAMES = 90;
/** Letters across: "23:59:59 0000000". */
const TEXT_LETTERS = 17;

/** Draws the built-in test picture: colour bars, a block that moves, the time and the number of the picture. */
export class TestPatternDrawing {
  readonly #layout: PictureLayout;
  readonly #still: Uint8Array;
  readonly #track: { readonly top: number; readonly side: number };
  readonly #text: { readonly left: number; readonly top: number; readonly point: number };

  constructor(readonly width: number, readonly height: number, layout = RGBA) {
    this.#layout = layout;
    this.#still = new Uint8Array(layout.bytes(width, height));
    const barsEnd = Math.floor(height * BARS_PART);
    this.#fill(this.#still, 0, 0, width, height, BACKGROUND);
    for (const [i, color] of BARS.entries()) {
      const left = Math.floor(i * width / BARS.length);
      this.#fill(this.#still, left, 0, Math.floor((i + 1) * width / BARS.length) - left, barsEnd, color);
    }
    this.#track = { top: barsEnd, side: Math.floor(height * TRACK_PART) };
    const room = height - barsEnd - this.#track.side;
    const point = Math.floor(Math.min(width / (TEXT_LETTERS * GLYPH_STEP), room / (GLYPH_ROWS + 2)));
    this.#text = {
      left: Math.floor((width - point * GLYPH_STEP * (TEXT_LETTERS - 1)) / 2),
      top: height - Math.floor((room + GLYPH_ROWS * point) / 2),
      point,
    };
  }

  /** Draws picture `n`, with the clock at `time`, into the bytes of a picture of `width` x `height`. */
  draw(picture: PicturePlane["bytes"], n: number, time: string): void {
    picture.set(this.#still);
    const { top, side } = this.#track;
    const step = n % (2 * CROSSING_FRAMES);
    const there = step < CROSSING_FRAMES ? step : 2 * CROSSING_FRAMES - step;
    this.#fill(picture, Math.floor((this.width - side) * there / CROSSING_FRAMES), top, side, side, INK);
    const { left, top: textTop, point } = this.#text;
    if (point < 1) return; // too small for text
    eachTextPoint(`${time} ${String(n).padStart(7, "0")}`, (column, row) => {
      this.#fill(picture, left + column * point, textTop + row * point, point, point, INK);
    });
  }

  #fill(
    bytes: PicturePlane["bytes"],
    left: number,
    top: number,
    width: number,
    height: number,
    color: Color,
  ): void {
    this.#layout.fill({ width: this.width, height: this.height, bytes }, left, top, width, height, color);
  }
}
