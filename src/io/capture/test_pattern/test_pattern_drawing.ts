import { eachTextPoint, GLYPH_ROWS, GLYPH_STEP } from "./bitmap_digits.ts";

/** Red, green and blue, 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

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
  readonly #still: Uint8ClampedArray;
  readonly #track: { readonly top: number; readonly side: number };
  readonly #text: { readonly left: number; readonly top: number; readonly point: number };

  constructor(readonly width: number, readonly height: number) {
    this.#still = new Uint8ClampedArray(width * height * 4);
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

  /** Draws picture `n`, with the clock at `time`, into RGBA of `width` x `height`. */
  draw(rgba: Uint8ClampedArray, n: number, time: string): void {
    rgba.set(this.#still);
    const { top, side } = this.#track;
    const step = n % (2 * CROSSING_FRAMES);
    const there = step < CROSSING_FRAMES ? step : 2 * CROSSING_FRAMES - step;
    this.#fill(rgba, Math.floor((this.width - side) * there / CROSSING_FRAMES), top, side, side, INK);
    const { left, top: textTop, point } = this.#text;
    if (point < 1) return; // too small for text
    eachTextPoint(`${time} ${String(n).padStart(7, "0")}`, (column, row) => {
      this.#fill(rgba, left + column * point, textTop + row * point, point, point, INK);
    });
  }

  #fill(rgba: Uint8ClampedArray, left: number, top: number, width: number, height: number, color: Color): void {
    const firstX = Math.max(0, left), endX = Math.min(this.width, left + width);
    for (let y = Math.max(0, top); y < Math.min(this.height, top + height); y++) {
      for (let at = (y * this.width + firstX) * 4; at < (y * this.width + endX) * 4; at += 4) {
        rgba[at] = color[0];
        rgba[at + 1] = color[1];
        rgba[at + 2] = color[2];
        rgba[at + 3] = 255;
      }
    }
  }
}
