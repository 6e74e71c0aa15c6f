/**
 * How a picture is decoded: the cheapest way for each browser (`deno task bench:window`).
 *
 * - WebKit sends a Blob to its network process and fetches it back. An image from a data: URL is drawn 2 ms sooner and takes a
 *   tenth less CPU. Older versions of WebKit cannot encode base64.
 * - Chromium's ImageDecoder takes the bytes directly: a fifth less CPU than a Blob for a picture of 640x480. But its result is
 *   converted from YUV to RGB on the page's thread, which for a large picture costs more than the Blob.
 */
const HAS_IMAGE_DECODER = "ImageDecoder" in globalThis;
const HAS_BASE64 = "toBase64" in Uint8Array.prototype;
/** Up to this size of a JPEG, ImageDecoder is cheaper. It is between a usual camera's picture at 640x480 and at 1280x720. */
const SMALL_BYTES = 65_536;

/**
 * A decoded picture. It must be closed after it is drawn.
 * @typedef {{ source: CanvasImageSource, width: number, height: number, close(): void }} Decoded
 */

/**
 * `undefined` if it cannot be decoded.
 * @param {Uint8Array<ArrayBuffer>} jpeg
 * @returns {Promise<Decoded | undefined>}
 */
export async function decode(jpeg) {
  try {
    if (HAS_IMAGE_DECODER && jpeg.length <= SMALL_BYTES) return await decodeBytes(jpeg);
    if (HAS_IMAGE_DECODER || !HAS_BASE64) return await decodeBlob(jpeg);
    return await decodeUrl(jpeg);
  } catch {
    return undefined;
  }
}

/** @param {Uint8Array<ArrayBuffer>} jpeg */
async function decodeBytes(jpeg) {
  const decoder = new ImageDecoder({ data: jpeg, type: "image/jpeg" });
  try {
    const { image } = await decoder.decode();
    return { source: image, width: image.displayWidth, height: image.displayHeight, close: () => image.close() };
  } finally {
    decoder.close();
  }
}

/** @param {Uint8Array<ArrayBuffer>} jpeg */
async function decodeBlob(jpeg) {
  const source = await createImageBitmap(new Blob([jpeg], { type: "image/jpeg" }));
  return { source, width: source.width, height: source.height, close: () => source.close() };
}

/** @param {Uint8Array<ArrayBuffer>} jpeg */
async function decodeUrl(jpeg) {
  const source = new Image();
  source.src = `data:image/jpeg;base64,${jpeg.toBase64()}`;
  await source.decode();
  return { source, width: source.naturalWidth, height: source.naturalHeight, close: () => {} };
}

/** A canvas on which pictures are drawn. */
export class Picture {
  #canvas;
  #onSize;
  #context;
  /** What the canvas is set up for. */
  #isMirrored = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{ mirrored: boolean, onSize?: () => void }} options `onSize`: the pictures have another size
   */
  constructor(canvas, { mirrored, onSize = () => {} }) {
    this.#canvas = canvas;
    this.#onSize = onSize;
    /** Takes effect with the next picture. */
    this.mirrored = mirrored;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
  }

  /**
   * Draws a picture and closes it. It is drawn `width` pixels wide, by default in its own size.
   * @param {Decoded} picture
   * @param {number} [width]
   */
  draw(picture, width = picture.width) {
    const height = Math.round(picture.height * width / picture.width);
    // Setting the size of a canvas allocates it again, even if the size is the same.
    const hasOtherSize = this.#canvas.width !== width || this.#canvas.height !== height;
    if (hasOtherSize || this.#isMirrored !== this.mirrored) {
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#isMirrored = this.mirrored;
      if (this.mirrored) this.#context.setTransform(-1, 0, 0, 1, width, 0);
    }
    this.#context.drawImage(picture.source, 0, 0, width, height);
    picture.close();
    this.#canvas.hidden = false;
    if (hasOtherSize) this.#onSize();
  }

  /** Removes the picture: a frozen face would look like a live one. */
  clear() {
    this.#canvas.hidden = true;
  }
}
