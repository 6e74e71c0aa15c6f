/** A frame, as SOUND_FRAME_SAMPLES in sound_device.ts. */
const FRAME = 480;
const RATE_HZ = 48_000;
/**
 * How much sound is there or asked for, in samples: a browser plays in pieces of up to 10 ms, and a frame takes some
 * milliseconds to come.
 */
const FIRST_TARGET = 3 * FRAME;
const LONGEST_TARGET = 12 * FRAME;
/** A second gap within this time means that the target is too short here. In samples. */
const TOO_OFTEN = 10 * RATE_HZ;
/** After this time without a gap, a shorter target is tried. In samples. */
const CALM = 30 * RATE_HZ;
/** A frame that has not come after this time is lost. In samples. */
const LOST = RATE_HZ;
/** Sound comes back after a gap within this time, without a click. In samples: 2 ms. */
const FADE = 96;
/** Where sound has run out, each sample is this share of the one before. */
const DECAY = 0.97;

/** The frames that wait for the loudspeaker, and how many more are to be asked for. */
export class PlayBuffer {
  /** @type {Float32Array[]} */
  #frames = [];
  /** How much of the first frame has been played. */
  #played = 0;
  #buffered = 0;
  #requested = 0;
  #target = FIRST_TARGET;
  #gain = 0;
  #last = 0;
  #hasRun = false;
  /** All in samples. */
  #now = 0;
  #arrivedAt = 0;
  #gapAt = -Infinity;
  #calmAt = 0;

  /** Samples that are there. */
  get buffered() {
    return this.#buffered;
  }

  /** Samples that are there or have been asked for, at most. */
  get target() {
    return this.#target;
  }

  /** @param {Float32Array} frame of 480 samples */
  add(frame) {
    if (this.#requested > 0) this.#requested--;
    this.#arrivedAt = this.#now;
    // More than was asked for: the newest wins.
    while (this.#buffered >= LONGEST_TARGET) this.#shift();
    this.#frames.push(frame);
    this.#buffered += frame.length;
    this.#hasRun = true;
  }

  /**
   * Fills `out` with what is heard next.
   * @param {Float32Array} out
   */
  take(out) {
    const ranOut = this.#hasRun && this.#buffered < out.length;
    for (let n = 0; n < out.length; n++) {
      if (this.#buffered > 0) {
        this.#gain = Math.min(1, this.#gain + 1 / FADE);
        this.#last = out[n] = this.#gain * this.#frames[0][this.#played++];
        this.#buffered--;
        if (this.#played === this.#frames[0].length) this.#shift();
      } else {
        this.#gain = 0;
        this.#last = out[n] = this.#last * DECAY;
      }
    }
    this.#now += out.length;
    if (ranOut) this.#gap();
    else if (this.#now - this.#calmAt > CALM && this.#target > FIRST_TARGET) {
      this.#target -= FRAME;
      this.#calmAt = this.#now;
    }
  }

  /** How many more frames are wanted now. They count as asked for. */
  want() {
    if (this.#requested > 0 && this.#now - this.#arrivedAt > LOST) this.#requested = 0;
    const missing = this.#target - this.#buffered - this.#requested * FRAME;
    const count = Math.max(0, Math.floor(missing / FRAME));
    if (this.#requested === 0 && count > 0) this.#arrivedAt = this.#now;
    this.#requested += count;
    return count;
  }

  /** How many samples from now on the next frame that is asked for will be heard. */
  get lead() {
    return this.#buffered + this.#requested * FRAME;
  }

  #gap() {
    this.#hasRun = false; // A gap is counted once, however long it is.
    if (this.#now - this.#gapAt < TOO_OFTEN && this.#target < LONGEST_TARGET) {
      this.#target += FRAME;
      this.#gapAt = -Infinity;
    } else this.#gapAt = this.#now;
    this.#calmAt = this.#now;
  }

  #shift() {
    const frame = this.#frames.shift();
    if (frame) this.#buffered -= frame.length - this.#played;
    this.#played = 0;
  }
}
