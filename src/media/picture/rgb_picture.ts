/** A decoded picture: 3 bytes per pixel (red, green, blue), row after row from the top left. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** The largest size with the same proportions within these limits, in whole pixels, at least 1 by 1. */
export function fitWithin(
  picture: { readonly width: number; readonly height: number },
  limit: { readonly width: number; readonly height: number },
): { width: number; height: number } {
  const scale = Math.min(limit.width / picture.width, limit.height / picture.height);
  const fitted = (side: number, most: number) => Math.max(1, Math.min(most, Math.round(side * scale)));
  return { width: fitted(picture.width, limit.width), height: fitted(picture.height, limit.height) };
}

/** Scales `rgba` (4 bytes per pixel). Each pixel is the mean of those that it covers, or the nearest one if it covers none. */
export function scaleRgba(
  rgba: Uint8Array | Uint8ClampedArray,
  from: { readonly width: number; readonly height: number },
  to: { readonly width: number; readonly height: number },
): RgbPicture {
  const rgb = new Uint8Array(3 * to.width * to.height);
  let out = 0;
  for (let y = 0; y < to.height; y++) {
    const top = Math.floor(y * from.height / to.height);
    const bottom = Math.max(top + 1, Math.floor((y + 1) * from.height / to.height));
    for (let x = 0; x < to.width; x++) {
      const left = Math.floor(x * from.width / to.width);
      const right = Math.max(left + 1, Math.floor((x + 1) * from.width / to.width));
      let red = 0, green = 0, blue = 0;
      for (let row = top; row < bottom; row++) {
        for (let at = 4 * (row * from.width + left), end = at + 4 * (right - left); at < end; at += 4) {
          red += rgba[at];
          green += rgba[at + 1];
          blue += rgba[at + 2];
        }
      }
      const count = (bottom - top) * (right - left);
      rgb[out++] = red / count;
      rgb[out++] = green / count;
      rgb[out++] = blue / count;
    }
  }
  return { width: to.width, height: to.height, rgb };
}
