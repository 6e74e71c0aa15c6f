/**
 * The newest frame wins: a frame that cannot go on at once waits, and a newer one replaces it. Nothing queues.
 *
 * The places, on the way out: before an encoder (`call/encoded_camera.ts`), without a peer and before a busy socket
 * (`call/send_video.ts`), and before a busy link (`wire/sealed/track/outgoing_track.ts`). On the way in: before a busy page
 * (`io/window/serve/newest_frame.ts`) and before a busy terminal (`cli/terminal/terminal_display.ts`). Each place reports the
 * frame that is replaced.
 */
export class WaitingFrame<Frame> {
  #frame: Frame | undefined;

  /** The frame that waits, if any. */
  get current(): Frame | undefined {
    return this.#frame;
  }

  /** Lets a frame wait. Returns the one that it replaces, which is to be reported as dropped. */
  replace(frame: Frame): Frame | undefined {
    const replaced = this.#frame;
    this.#frame = frame;
    return replaced;
  }

  /** Returns the frame that waits, which then waits no longer: it goes on, or is to be reported as dropped. */
  take(): Frame | undefined {
    const frame = this.#frame;
    this.#frame = undefined;
    return frame;
  }
}
