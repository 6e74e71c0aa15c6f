/** A frame may refer to one of so many before it: more than any encoder keeps. */
const REMEMBERED_FRAMES = 64;

/** What is asked of a frame before it is decoded, or before it is sent. */
export interface ReferringFrame {
  readonly number: number;
  readonly keyframe: boolean;
  /** The number of the frame that must be decoded before. Ignored for keyframes. */
  readonly dependsOn: number;
}

/**
 * Which frames of one track can be decoded: keyframes, and those whose reference can. Frames are added in the order in
 * which a decoder gets them; a frame that is left out makes all frames that refer to it undecodable.
 */
export class FrameReferences {
  /** The latest decodable frames, oldest first. */
  readonly #decodable = new Set<number>();

  /** Whether a frame was added lately. */
  has(number: number): boolean {
    return this.#decodable.has(number);
  }

  /** Whether a decoder that was given the frames so far can decode this one. */
  canDecode(frame: ReferringFrame): boolean {
    return frame.keyframe || this.#decodable.has(frame.dependsOn);
  }

  /** The frame was decoded, or sent to be. */
  add(frame: ReferringFrame): void {
    this.#decodable.add(frame.number);
    if (this.#decodable.size <= REMEMBERED_FRAMES) return;
    const [oldest] = this.#decodable;
    this.#decodable.delete(oldest);
  }
}
