/** A canvas that pictures are drawn on, each as soon as it is decoded. */
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
   * Draws one JPEG; false when it cannot be decoded. `width`: draw it that wide instead of in its own size.
   * @param {Uint8Array<ArrayBuffer>} jpeg
   * @param {number} [width]
   * @returns {Promise<boolean>}
   */
  async draw(jpeg, width) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
    } catch {
      return false;
    }
    const drawnWidth = width ?? bitmap.width;
    const drawnHeight = Math.round(bitmap.height * drawnWidth / bitmap.width);
    // Setting a canvas's size allocates it anew, even to the same size.
    if (this.#canvas.width !== drawnWidth || this.#canvas.height !== drawnHeight) {
      this.#canvas.width = drawnWidth;
      this.#canvas.height = drawnHeight;
      if (this.#mirrored) this.#context.setTransform(-1, 0, 0, 1, drawnWidth, 0);
    }
    this.#context.drawImage(bitmap, 0, 0, drawnWidth, drawnHeight);
    bitmap.close();
    this.#canvas.hidden = false;
    return true;
  }

  /** Takes the picture away: a frozen face is no picture. */
  clear() {
    this.#canvas.hidden = true;
  }
}
