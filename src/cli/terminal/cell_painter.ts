import type { RgbPicture } from "../../media/picture/rgb_picture.ts";
import type { ColourDepth } from "./colour_depth.ts";

/** Where a picture is painted, in cells. The first row and column are 1. */
export interface CellArea {
  readonly row: number;
  readonly column: number;
  readonly columns: number;
  readonly rows: number;
}

/** The upper half of the cell has one colour, the lower half the other. */
const UPPER_HALF = "▀";
/** From dark to light, on a dark background. */
const RAMP = " .:-=+*#%@";
/** A cell is not painted again if no colour component differs by more than this from what is shown. */
const TOLERANCE = 3;
/** The levels of xterm's colour cube, numbers 16 to 231. Numbers 232 to 255 are greys, 10 apart. */
const CUBE = [0, 95, 135, 175, 215, 255];
const UNPAINTED = -1;

/**
 * Paints pictures in character cells. A cell is two pixels, one above the other; in most terminals these are nearly square.
 * Only cells that changed are painted again.
 */
export class CellPainter {
  readonly #depth: ColourDepth;
  /** Two colours per cell, as 0xRRGGBB. */
  #shown = new Int32Array(0);
  #area: CellArea = { row: 0, column: 0, columns: 0, rows: 0 };

  constructor(depth: ColourDepth) {
    this.#depth = depth;
  }

  /** Paints everything next time. */
  reset(): void {
    this.#shown.fill(UNPAINTED);
  }

  /**
   * Returns what shows the picture in the middle of `area`, without touching the cells around it. `picture` may be as wide
   * as `area` and twice as high, in pixels; anything more is cut off. `erase`: the area must be erased first, because a
   * picture of another size was shown.
   */
  paint(picture: RgbPicture, area: CellArea): { readonly text: string; readonly erase: boolean } {
    const columns = Math.min(picture.width, area.columns);
    const rows = Math.min(Math.ceil(picture.height / 2), area.rows);
    const inner: CellArea = {
      row: area.row + Math.floor((area.rows - rows) / 2),
      column: area.column + Math.floor((area.columns - columns) / 2),
      columns,
      rows,
    };
    const erase = !sameArea(inner, this.#area);
    if (erase) {
      this.#area = inner;
      this.#shown = new Int32Array(2 * columns * rows).fill(UNPAINTED);
    }
    return { text: this.#depth === "none" ? this.#ramp(picture) : this.#cells(picture), erase };
  }

  #cells(picture: RgbPicture): string {
    const { row, column, columns, rows } = this.#area;
    const shown = this.#shown;
    let text = "";
    let foreground = UNPAINTED, background = UNPAINTED;
    for (let y = 0; y < rows; y++) {
      let at = UNPAINTED;
      for (let x = 0; x < columns; x++) {
        const cell = 2 * (y * columns + x);
        const upper = colourAt(picture, x, 2 * y);
        const lower = 2 * y + 1 < picture.height ? colourAt(picture, x, 2 * y + 1) : upper;
        if (isNear(upper, shown[cell]) && isNear(lower, shown[cell + 1])) continue;
        shown[cell] = upper;
        shown[cell + 1] = lower;
        if (at !== x) text += `\x1b[${row + y};${column + x}H`;
        if (lower !== background) text += `\x1b[48;${this.#colour(lower)}m`;
        background = lower;
        if (upper !== lower && upper !== foreground) {
          text += `\x1b[38;${this.#colour(upper)}m`;
          foreground = upper;
        }
        text += upper === lower ? " " : UPPER_HALF;
        at = x + 1;
      }
    }
    return text === "" ? "" : `${text}\x1b[0m`;
  }

  #ramp(picture: RgbPicture): string {
    const { row, column, columns, rows } = this.#area;
    let text = "";
    for (let y = 0; y < rows; y++) {
      let line = "", changed = false;
      for (let x = 0; x < columns; x++) {
        const below = Math.min(picture.height - 1, 2 * y + 1);
        const light = (luminance(colourAt(picture, x, 2 * y)) + luminance(colourAt(picture, x, below))) / 2;
        const step = Math.min(RAMP.length - 1, Math.floor(light * RAMP.length / 256));
        const cell = 2 * (y * columns + x);
        changed ||= this.#shown[cell] !== step;
        this.#shown[cell] = step;
        line += RAMP[step];
      }
      if (changed) text += `\x1b[${row + y};${column}H${line}`;
    }
    return text;
  }

  #colour(colour: number): string {
    if (this.#depth === "256") return `5;${xtermColour(colour)}`;
    return `2;${colour >> 16};${colour >> 8 & 255};${colour & 255}`;
  }
}

function colourAt({ width, rgb }: RgbPicture, x: number, y: number): number {
  const at = 3 * (y * width + x);
  return rgb[at] << 16 | rgb[at + 1] << 8 | rgb[at + 2];
}

function isNear(a: number, b: number): boolean {
  return b !== UNPAINTED && Math.abs((a >> 16) - (b >> 16)) <= TOLERANCE &&
    Math.abs((a >> 8 & 255) - (b >> 8 & 255)) <= TOLERANCE && Math.abs((a & 255) - (b & 255)) <= TOLERANCE;
}

/** Perceived brightness (ITU-R BT.601), 0 to 255. */
function luminance(colour: number): number {
  return 0.299 * (colour >> 16) + 0.587 * (colour >> 8 & 255) + 0.114 * (colour & 255);
}

/** The nearest of xterm's 240 fixed colours. */
function xtermColour(colour: number): number {
  const parts = [colour >> 16, colour >> 8 & 255, colour & 255];
  const steps = parts.map((part) => part < 48 ? 0 : part < 115 ? 1 : Math.floor((part - 35) / 40));
  const grey = Math.max(0, Math.min(23, Math.round((parts[0] + parts[1] + parts[2] - 24) / 30)));
  const apart = (other: (at: number) => number) => parts.reduce((sum, part, at) => sum + (part - other(at)) ** 2, 0);
  if (apart(() => 8 + 10 * grey) < apart((at) => CUBE[steps[at]])) return 232 + grey;
  return 16 + 36 * steps[0] + 6 * steps[1] + steps[2];
}

function sameArea(a: CellArea, b: CellArea): boolean {
  return a.row === b.row && a.column === b.column && a.columns === b.columns && a.rows === b.rows;
}
