import type { RgbPicture } from "./rgb_picture.ts";

/**
 * Converts a picture in I420 (BT.601, limited range; both sides even) to RGB and scales it. Each pixel is the mean of those
 * that it covers, or the nearest one if it covers none.
 */
export function i420ToRgb(
  { width, height, bytes }: { readonly width: number; readonly height: number; readonly bytes: Uint8Array },
  to: { readonly width: number; readonly height: number },
): RgbPicture {
  const samples = width * height;
  const y = scalePlane(bytes.subarray(0, samples), width, height, to);
  const u = scalePlane(bytes.subarray(samples, samples * 5 / 4), width / 2, height / 2, to);
  const v = scalePlane(bytes.subarray(samples * 5 / 4), width / 2, height / 2, to);
  const rgb = new Uint8ClampedArray(3 * to.width * to.height);
  for (let at = 0, out = 0; at < y.length; at++) {
    const level = 1.164383 * (y[at] - 16), blueness = u[at] - 128, redness = v[at] - 128;
    rgb[out++] = level + 1.596027 * redness;
    rgb[out++] = level - 0.391762 * blueness - 0.812968 * redness;
    rgb[out++] = level + 2.017232 * blueness;
  }
  return { ...to, rgb: new Uint8Array(rgb.buffer) };
}

function scalePlane(
  plane: Uint8Array,
  width: number,
  height: number,
  to: { readonly width: number; readonly height: number },
): Float32Array {
  const scaled = new Float32Array(to.width * to.height);
  let out = 0;
  for (let y = 0; y < to.height; y++) {
    const top = Math.floor(y * height / to.height);
    const bottom = Math.max(top + 1, Math.floor((y + 1) * height / to.height));
    for (let x = 0; x < to.width; x++) {
      const left = Math.floor(x * width / to.width);
      const right = Math.max(left + 1, Math.floor((x + 1) * width / to.width));
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        for (let at = row * width + left, end = row * width + right; at < end; at++) sum += plane[at];
      }
      scaled[out++] = sum / ((right - left) * (bottom - top));
    }
  }
  return scaled;
}
