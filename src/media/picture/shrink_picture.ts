import type { RawPicture } from "../../port/raw_picture.ts";

/** A picture without its time. Both sides are even. */
export type I420Picture = Pick<RawPicture, "width" | "height" | "bytes">;

/**
 * The same picture, a whole number of times smaller, so that it is at most `maxWidth` pixels wide. One that is no wider is
 * returned as it is. It is meant for a glance: only four pixels of each square count.
 */
export function shrinkPicture({ width, height, bytes }: I420Picture, maxWidth: number): I420Picture {
  const times = Math.ceil(width / maxWidth);
  if (times <= 1) return { width, height, bytes };
  const smallWidth = even(width / times), smallHeight = even(height / times);
  const small = new Uint8Array(smallWidth * smallHeight * 3 / 2);
  let from = 0, to = 0;
  for (const part of [1, 2, 2]) {
    const rowBytes = width / part, columns = smallWidth / part, rows = smallHeight / part;
    // Pixels of one square, from its first.
    const right = times >> 1, below = right * rowBytes;
    for (let y = 0; y < rows; y++) {
      let at = from + y * times * rowBytes;
      for (let x = 0; x < columns; x++, at += times) {
        small[to++] = (bytes[at] + bytes[at + right] + bytes[at + below] + bytes[at + below + right] + 2) >> 2;
      }
    }
    from += rowBytes * height / part;
  }
  return { width: smallWidth, height: smallHeight, bytes: small };
}

function even(side: number): number {
  return Math.max(2, Math.floor(side / 2) * 2);
}
