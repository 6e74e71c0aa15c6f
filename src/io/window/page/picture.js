/**
 * WebKit hands every Blob to its network process and fetches it back: an image of a data: URL costs it a third of the
 * processor time. Chromium (the one that has ImageDecoder) decodes a Blob beside the page's thread, and an older WebKit
 * cannot write base64.
 */
const BY_BLOB = "ImageDecoder" in globalThis || !("toBase64" in Uint8Array.prototype);

/**
 * A decoded picture; to be closed once drawn.
 * @typedef {{ source: CanvasImageSource, width: number, height: number, close(): void }} Decoded
 */

/**
 * Undefined when it cannot be decoded.
 * @param {Uint8Array<ArrayBuffer>} jpeg
 * @returns {Promise<Decoded | undefined>}
 */
export async function decode(jpeg) {
  try {
    if (BY_BLOB) {
      const source = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
      return { source, width: source.width, height: source.height, close: () => source.close() };
    }
    const source = new Image();
    source.src = `data:image/jpeg;base64,${jpeg.toBase64()}`;
    await source.decode();
    return { source, width: source.naturalWidth, height: source.naturalHeight, close: () => {} };
  } catch {
    return undefined;
  }
}

/** A canvas that pictures are drawn on. */
export class Picture {
  #canvas;
  #context;
  #mirrored;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{ mirrored: boolean }} options
   */
  constructor(canvas, { mirrored }) {
    this.#canvas = canvas;
    this.#mirrored = mirrored;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  }

  /**
   * Draws a picture and closes it. `width`: draw it that wide instead of in its own size.
   * @param {Decoded} picture
   * @param {number} [width]
   */
  draw(picture, width = picture.width) {
    const height = Math.round(picture.height * width / picture.width);
    // Setting a canvas's size allocates it anew, even to the same size.
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      if (this.#mirrored) this.#context.setTransform(-1, 0, 0, 1, width, 0);
    }
    this.#context.drawImage(picture.source, 0, 0, width, height);
    picture.close();
    this.#canvas.hidden = false;
  }

  /** Takes the picture away: a frozen face is no picture. */
  clear() {
    this.#canvas.hidden = true;
  }
}
