/** @import { Decoded, Picture } from "./picture.js" */

/** Width of the self view in CSS pixels. */
const WIDTH = 152;
/** Longest that the self view waits for the next remote picture. */
const WAIT_MS = 100;

/**
 * Draws the self view together with the next remote picture: a window painted once costs half of one painted twice.
 * Without remote pictures it draws by itself.
 */
export class SelfView {
  #canvas;
  #picture;
  /** @type {Decoded | undefined} */
  #waiting;
  #timer = 0;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Picture} picture on that canvas
   */
  constructor(canvas, picture) {
    this.#canvas = canvas;
    this.#picture = picture;
  }

  /** @param {Decoded} decoded */
  offer(decoded) {
    this.#waiting?.close();
    this.#waiting = decoded;
    if (this.#timer === 0) this.#timer = setTimeout(() => this.draw(), WAIT_MS);
  }

  /** Draws what waits. */
  draw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#waiting === undefined) return;
    // In the size it is shown in: every repaint of what lies below it paints it again.
    this.#picture.draw(this.#waiting, Math.round(WIDTH * devicePixelRatio));
    this.#canvas.style.width = `${WIDTH}px`;
    this.#waiting = undefined;
  }
}
