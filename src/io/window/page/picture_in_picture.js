/** The peer's picture in a small window above all others, where the platform has that. */
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
    if (this.#video) return await document.exitPictureInPicture();
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = this.#canvas.captureStream();
    video.addEventListener("leavepictureinpicture", () => this.#end(), { once: true });
    this.#video = video;
    try {
      await video.play();
      await video.requestPictureInPicture();
      this.#onChange();
    } catch {
      this.#end(); // the platform says it can, and cannot
    }
  }

  #end() {
    const stream = /** @type {MediaStream | null} */ (this.#video?.srcObject ?? null);
    for (const track of stream?.getTracks() ?? []) track.stop();
    this.#video = undefined;
    this.#onChange();
  }
}
