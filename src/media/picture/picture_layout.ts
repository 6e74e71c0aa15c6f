/** Red, green and blue, 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** How the bytes of a picture are laid out, as far as it matters for drawing rectangles. */
export interface PictureLayout {
  /** The size of a whole picture in bytes. */
  bytes(width: number, height: number): number;
  /** Fills a rectangle, except for any part outside the picture. Sides in pixels. */
  fill(picture: PicturePlane, left: number, top: number, width: number, height: number, color: Color): void;
}

/** A picture to draw in. */
export interface PicturePlane {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array | Uint8ClampedArray;
}

/** Red, green, blue and opacity of each pixel. */
export const RGBA: PictureLayout = {
  bytes: (width, height) => width * height * 4,
  fill({ width: rowPixels, height: rows, bytes }, left, top, width, height, [red, green, blue]) {
    const firstX = Math.max(0, left), endX = Math.min(rowPixels, left + width);
    for (let y = Math.max(0, top); y < Math.min(rows, top + height); y++) {
      for (let at = (y * rowPixels + firstX) * 4; at < (y * rowPixels + endX) * 4; at += 4) {
        bytes[at] = red;
        bytes[at + 1] = green;
        bytes[at + 2] = blue;
        bytes[at + 3] = 255;
      }
    }
  },
};

/** Luma, then U, then V at half the size: BT.601 in limited range. Width and height are even. */
export const I420: PictureLayout = {
  bytes: (width, height) => width * height * 3 / 2,
  fill({ width: rowPixels, height: rows, bytes }, left, top, width, height, color) {
    const [luma, u, v] = yuvOf(color);
    const lumaBytes = rowPixels * rows, chromaBytes = lumaBytes / 4;
    const firstX = Math.max(0, left), endX = Math.min(rowPixels, left + width);
    const firstY = Math.max(0, top), endY = Math.min(rows, top + height);
    if (endX <= firstX) return;
    for (let y = firstY; y < endY; y++) bytes.fill(luma, y * rowPixels + firstX, y * rowPixels + endX);
    for (let y = firstY >> 1; y < endY >> 1; y++) {
      const row = lumaBytes + y * rowPixels / 2;
      bytes.fill(u, row + (firstX >> 1), row + (endX >> 1));
      bytes.fill(v, row + chromaBytes + (firstX >> 1), row + chromaBytes + (endX >> 1));
    }
  },
};

/** ITU-R BT.601-7, 2.5.3 and 2.5.4, quantised to 8 bits. */
function yuvOf([red, green, blue]: Color): readonly [luma: number, u: number, v: number] {
  const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
  const quantised = (value: number, offset: number, range: number) => Math.round(offset + value * range / 255);
  return [
    quantised(luma, 16, 219),
    quantised((blue - luma) / 1.772, 128, 224),
    quantised((red - luma) / 1.402, 128, 224),
  ];
}
