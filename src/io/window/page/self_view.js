/** @import { DisplayState } from "../../../port/display.ts" */
/** @import { Decoded, Picture } from "./picture.js" */
import { plainText } from "./plain_text.js";
import { strings } from "./strings.js";

/** The largest width of the self view in CSS pixels, as in self_view.css. */
const LARGEST_WIDTH = 200;
/** How many characters are shown of why a camera fails. */
const FAILURE_SHOWN = 600;
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
  #inCall = false;
  /** In CSS pixels, while its picture is visible. */
  #width = LARGEST_WIDTH;
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
    new ResizeObserver(([{ contentRect: { width } }]) => {
      if (width > 0) this.#width = width;
    }).observe(canvas);
  }

  /** Whether the person wants to see it. */
  get wanted() {
    return this.#wanted;
  }

  set wanted(wanted) {
    this.#wanted = wanted;
    this.#show();
  }

  /** Whether the person sees it, or why there is no picture. */
  get shown() {
    return !this.#frame.hidden;
  }

  /**
   * It is there during a call. Instead of a picture it shows why the camera gives none: the last one would look like a frozen face.
   * @param {Pick<DisplayState, "phase" | "camera">} state
   */
  show({ phase, camera }) {
    this.#inCall = phase === "in_call" || phase === "reconnecting";
    const words = missingWords(camera);
    this.#frame.classList.toggle("failed", camera.state === "failed");
    if (words !== this.#missing) {
      this.#missing = this.#instead.textContent = words;
      if (words !== "") this.clear();
    }
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
    this.#frame.style.setProperty("--ratio", String(this.#waiting.width / this.#waiting.height));
    this.#picture.draw(this.#waiting, Math.round(this.#width * devicePixelRatio));
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
    this.#frame.hidden = !this.#inCall || !this.#wanted || !(this.#hasPicture || this.#missing !== "");
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

/**
 * Why the camera gives no picture; "" while it gives pictures, or there is none.
 * @param {DisplayState["camera"]} camera
 */
function missingWords({ state, message = "", hint = "" }) {
  if (state === "off") return strings.camera_is_off;
  if (state !== "failed") return "";
  const why = plainText([message, hint].filter(Boolean).join("\n").slice(0, FAILURE_SHOWN));
  return `${strings.camera_has_failed}\n${why}`.trim();
}
