/** @import { FrameMessage } from "./page_socket.js" */
/** @import { Decoded } from "./picture.js" */

/** Draws pictures that are not encoded. It keeps only one: the next replaces the last. */
export class RawPicture {
  #canvas = document.createElement("canvas");

  /**
   * @param {FrameMessage} frame
   * @returns {Decoded}
   */
  draw({ width, height, bytes }) {
    const image = new ImageData(width, height);
    yuvToRgba(width, height, bytes, image.data);
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#canvas.getContext("2d")?.putImageData(image, 0, 0);
    return { source: this.#canvas, width, height, close: () => {} };
  }
}

/**
 * Converts a picture in planar YUV 4:2:0 (I420) to red, green, blue and opacity. BT.601, limited range.
 * @param {number} width
 * @param {number} height
 * @param {Uint8Array} yuv the planes Y, U and V; U and V have half the width and height, which are even
 * @param {Uint8ClampedArray} rgba takes the result: 4 bytes a pixel
 */
function yuvToRgba(width, height, yuv, rgba) {
  const halfWidth = width / 2;
  const uAt = width * height, vAt = uAt + uAt / 4;
  let at = 0;
  for (let y = 0; y < height; y++) {
    const row = (y >> 1) * halfWidth;
    for (let x = 0; x < width; x++, at += 4) {
      const level = 1.164383 * (yuv[y * width + x] - 16);
      const u = yuv[uAt + row + (x >> 1)] - 128, v = yuv[vAt + row + (x >> 1)] - 128;
      rgba[at] = level + 1.596027 * v;
      rgba[at + 1] = level - 0.391762 * u - 0.812968 * v;
      rgba[at + 2] = level + 2.017232 * u;
      rgba[at + 3] = 255;
    }
  }
}
