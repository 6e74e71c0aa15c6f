/** Where the pixels of an X server's screen are in its file, which is an X Window Dump (XWDFile.h). */
export interface FramebufferLayout {
  readonly width: number;
  readonly height: number;
  readonly bytesPerLine: number;
  /** Bytes before the first pixel. */
  readonly offset: number;
}

/** A part of the screen, in pixels. */
export interface ScreenBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Bytes of a pixel on a screen of 32 bits per pixel: blue, green, red, unused. */
export const BYTES_PER_PIXEL = 4;
/** Numbers of 32 bits before the colours, and what each is (XWDFile.h). */
const HEADER_NUMBERS = 25,
  HEADER_SIZE = 0,
  WIDTH = 4,
  HEIGHT = 5,
  BITS_PER_PIXEL = 11,
  BYTES_PER_LINE = 12,
  COLOURS = 19;
/** Each colour of the colour map. */
const COLOUR_BYTES = 12;
/** Of a colour's component, that is to be full, or none. */
const NEARLY = 40;

/** Throws an Error if the file is not such a screen. */
export function readLayout(file: Uint8Array): FramebufferLayout {
  const view = new DataView(file.buffer, file.byteOffset, HEADER_NUMBERS * 4);
  const number = (at: number) => view.getUint32(at * 4);
  if (number(BITS_PER_PIXEL) !== 8 * BYTES_PER_PIXEL) throw new Error("the X server's screen has not 32 bits a pixel");
  return {
    width: number(WIDTH),
    height: number(HEIGHT),
    bytesPerLine: number(BYTES_PER_LINE),
    offset: number(HEADER_SIZE) + number(COLOURS) * COLOUR_BYTES,
  };
}

/** The smallest rectangle with all magenta pixels of the screen; `undefined` if there are none. */
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
