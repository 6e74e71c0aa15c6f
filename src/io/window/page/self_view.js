/** @import { Decoded, Picture } from "./picture.js" */

/** Width of the self view in CSS pixels, as in self_view.css. */
const WIDTH = 140;
/** The longest time that the self view waits for the next remote picture, in milliseconds. */
const WAIT_MS = 100;

/**
 * The self view, which floats in a corner. It is drawn together with the next remote picture, because painting the window once
 * costs half as much as painting it twice. Without remote pictures it is drawn by itself.
 */
export class SelfView {
  #frame;
  #canvas;
  #instead;
  #picture;
  #wanted = true;
  #missing = "";
  #hasPicture = false;
  /** @type {Decoded | undefined} */
  #waiting;
  #timer = 0;

  /**
   * @param {HTMLElement} frame what moves
   * @param {HTMLCanvasElement} canvas in it
   * @param {HTMLElement} instead in it, shows why there is no picture
   * @param {Picture} picture on that canvas
   */
  constructor(frame, canvas, instead, picture) {
    this.#frame = frame;
    this.#canvas = canvas;
    this.#instead = instead;
    this.#picture = picture;
    frame.addEventListener("keydown", (event) => this.#moveByKey(event));
    frame.addEventListener("pointerdown", (event) => this.#drag(event));
  }

  /** Whether the person wants to see it. */
  get wanted() {
    return this.#wanted;
  }

  set wanted(wanted) {
    this.#wanted = wanted;
    this.#show();
  }

  /**
   * Shows why the camera gives no picture. The last picture would look like a frozen face.
   * @param {string} words empty while it gives pictures
   */
  set missing(words) {
    if (words === this.#missing) return;
    this.#missing = this.#instead.textContent = words;
    if (words !== "") this.clear();
    this.#show();
  }

  /** @param {Decoded} decoded */
  offer(decoded) {
    this.#waiting?.close();
    // This picture was on its way when the camera was turned off.
    if (this.#missing !== "") return decoded.close();
    this.#waiting = decoded;
    if (this.#timer === 0) this.#timer = setTimeout(() => this.draw(), WAIT_MS);
  }

  /** Draws the picture that waits. */
  draw() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#waiting === undefined) return;
    // It is drawn in the size in which it is shown, because it is painted again whenever something below it is.
    this.#picture.draw(this.#waiting, Math.round(WIDTH * devicePixelRatio));
    this.#waiting = undefined;
    if (this.#hasPicture) return;
    this.#hasPicture = true;
    this.#show();
  }

  /** Removes the picture. */
  clear() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#waiting?.close();
    this.#waiting = undefined;
    this.#hasPicture = false;
    this.#picture.clear();
    this.#show();
  }

  #show() {
    this.#instead.hidden = this.#missing === "";
    this.#frame.hidden = !this.#wanted || !(this.#hasPicture || this.#missing !== "");
  }

  /** @param {KeyboardEvent} event */
  #moveByKey(event) {
    const [vertical, horizontal] = (this.#frame.dataset.corner ?? "").split("-");
    switch (event.key) {
      case "ArrowUp":
        this.#moveTo("top", horizontal);
        break;
      case "ArrowDown":
        this.#moveTo("bottom", horizontal);
        break;
      case "ArrowLeft":
        this.#moveTo(vertical, "left");
        break;
      case "ArrowRight":
        this.#moveTo(vertical, "right");
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** @param {PointerEvent} down */
  #drag(down) {
    const frame = this.#frame;
    frame.setPointerCapture(down.pointerId);
    frame.classList.add("dragged");
    /** @param {PointerEvent} event */
    const move = (event) => {
      frame.style.transform = `translate(${event.clientX - down.clientX}px, ${event.clientY - down.clientY}px)`;
    };
    const end = () => {
      frame.removeEventListener("pointermove", move);
      const stage = /** @type {HTMLElement} */ (frame.parentElement).getBoundingClientRect();
      const { left, top, width, height } = frame.getBoundingClientRect();
      frame.style.transform = "";
      frame.classList.remove("dragged");
      this.#moveTo(
        top + height / 2 < stage.top + stage.height / 2 ? "top" : "bottom",
        left + width / 2 < stage.left + stage.width / 2 ? "left" : "right",
      );
    };
    frame.addEventListener("pointermove", move);
    frame.addEventListener("lostpointercapture", end, { once: true });
  }

  /**
   * @param {string} vertical
   * @param {string} horizontal
   */
  #moveTo(vertical, horizontal) {
    this.#frame.dataset.corner = `${vertical}-${horizontal}`;
  }
}
