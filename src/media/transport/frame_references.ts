/** A frame may refer to any of this many frames before it. No encoder keeps more. */
const REMEMBERED_FRAMES = 64;

/** What decides whether a frame can be decoded. */
export interface ReferringFrame {
  readonly number: number;
  readonly keyframe: boolean;
  /** The number of the frame that must be decoded before this one. Ignored for keyframes. */
  readonly dependsOn: number;
}

/**
 * Which frames of one track can be decoded: keyframes, and frames whose reference can. Frames are added in the order in
 * which a decoder gets them. If a frame is left out, every frame that refers to it is undecodable.
 */
export class FrameReferences {
  /** The latest decodable frames, oldest first. */
  readonly #decodable = new Set<number>();

  /** Whether the frame is one of the latest that were added. */
  has(number: number): boolean {
    return this.#decodable.has(number);
  }

  /** Whether a decoder that was given the frames added so far can decode this one. */
  canDecode(frame: ReferringFrame): boolean {
    return frame.keyframe || this.#decodable.has(frame.dependsOn);
  }

  /** The frame was decoded, or was sent to be decoded. */
  add(frame: ReferringFrame): void {
    this.#decodable.add(frame.number);
    if (this.#decodable.size <= REMEMBERED_FRAMES) return;
    const [oldest] = this.#decodable;
    this.#decodable.delete(oldest);
  }
}
