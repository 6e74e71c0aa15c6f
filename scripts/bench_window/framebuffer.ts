/** The layout of the file with an X server's screen, which is an X Window Dump (XWDFile.h). */
export interface FramebufferLayout {
  readonly width: number;
  readonly height: number;
  readonly bytesPerLine: number;
  /** The number of bytes before the first pixel. */
  readonly offset: number;
}

/** A part of the screen, in pixels. */
export interface ScreenBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The bytes of one pixel on a screen with 32 bits per pixel: blue, green, red, unused. */
export const BYTES_PER_PIXEL = 4;
/** The number of 32-bit numbers in the header, and the meaning of some (XWDFile.h). */
const HEADER_NUMBERS = 25,
  HEADER_SIZE = 0,
  WIDTH = 4,
  HEIGHT = 5,
  BITS_PER_PIXEL = 11,
  BYTES_PER_LINE = 12,
  COLOURS = 19;
/** The bytes of each entry in the colour map. */
const COLOUR_BYTES = 12;
/** How far a colour component may be from the full value, or from zero. */
const NEARLY = 40;

/** Throws an Error if the file is not a screen of this kind. */
export function readLayout(file: Uint8Array): FramebufferLayout {
  const view = new DataView(file.buffer, file.byteOffset, HEADER_NUMBERS * 4);
  const number = (at: number) => view.getUint32(at * 4);
  if (number(BITS_PER_PIXEL) !== 8 * BYTES_PER_PIXEL) {
    throw new Error("the X server's screen does not have 32 bits per pixel");
  }
  return {
    width: number(WIDTH),
    height: number(HEIGHT),
    bytesPerLine: number(BYTES_PER_LINE),
    offset: number(HEADER_SIZE) + number(COLOURS) * COLOUR_BYTES,
  };
}

/** The smallest rectangle that contains all magenta pixels of the screen; `undefined` if there are none. */
export function findMagenta(file: Uint8Array, layout: FramebufferLayout): ScreenBox | undefined {
  const { width, height, bytesPerLine, offset } = layout;
  let left = width, right = -1, top = height, bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = offset + y * bytesPerLine + x * BYTES_PER_PIXEL;
      if (file[at] < 255 - NEARLY || file[at + 1] > NEARLY || file[at + 2] < 255 - NEARLY) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}
