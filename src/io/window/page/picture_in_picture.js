/** The peer's picture in a small window above all others, if the platform supports it. */
export class PictureInPicture {
  #canvas;
  #onChange;
  /** @type {HTMLVideoElement | undefined} */
  #video;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {() => void} onChange
   */
  constructor(canvas, onChange) {
    this.#canvas = canvas;
    this.#onChange = onChange;
  }

  static get isSupported() {
    return document.pictureInPictureEnabled === true && "captureStream" in HTMLCanvasElement.prototype;
  }

  get isOn() {
    return this.#video !== undefined;
  }

  async toggle() {
    if (this.#video) {
      // While it is still opening, it cannot be closed yet.
      if (document.pictureInPictureElement === this.#video) await document.exitPictureInPicture();
      return;
    }
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = this.#canvas.captureStream();
    video.addEventListener("leavepictureinpicture", () => this.#end(), { once: true });
    this.#video = video;
    // A stream begins only with a change of its canvas, and the next picture may take a while.
    this.#canvas.getContext("2d")?.drawImage(this.#canvas, 0, 0);
    try {
      await video.play();
      await video.requestPictureInPicture();
      this.#onChange();
    } catch {
      this.#end(); // the platform claims support but does not have it
    }
  }

  /**
   * Shows why there is no picture. The last picture would look like a frozen face.
   * @param {string} words
   */
  say(words) {
    const context = this.#video && this.#canvas.getContext("2d");
    if (!context) return;
    const { width, height } = this.#canvas;
    context.fillStyle = "#0b0d10";
    context.fillRect(0, 0, width, height);
    context.fillStyle = "#f1f3f6";
    context.font = `600 ${Math.round(width / 18)}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.fillText(words, width / 2, height / 2, width * 0.9);
  }

  #end() {
    const stream = /** @type {MediaStream | null} */ (this.#video?.srcObject ?? null);
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.#video = undefined;
    this.#onChange();
  }
}
