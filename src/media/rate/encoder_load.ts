import type { EncoderUsage } from "../../port/picture_encoder.ts";

/** Pictures between two readings of the usage. Linux counts CPU time in steps of 10 ms. */
const PICTURES_PER_READING = 10;
/** Over fewer frames the usage says little; of frames further back, nothing about now. */
const LEAST_FRAMES = 30, MOST_READINGS = 7;
/** For how many of the latest pictures it is remembered whether the encoder was late. */
const WATCHED_PICTURES = 60;

/** What an encoder costs now, and whether it keeps up with its pictures. Without pictures nothing changes. */
export class EncoderLoad {
  /** The latest readings, the oldest first. */
  readonly #readings: EncoderUsage[] = [];
  /** Of each of the latest pictures: whether the encoder still had the one before. A ring. */
  readonly #isLate: boolean[] = [];
  #pictures = 0;

  /**
   * A picture for the encoder has come. `isLate`: the encoder is still at work on the one before, so that this one has to
   * wait, or is dropped.
   */
  picture(isLate: boolean, readUsage: () => EncoderUsage | undefined): void {
    this.#isLate[this.#pictures % WATCHED_PICTURES] = isLate;
    if (this.#pictures++ % PICTURES_PER_READING !== 0) return;
    const usage = readUsage();
    if (usage === undefined) return;
    this.#readings.push(usage);
    if (this.#readings.length > MOST_READINGS) this.#readings.shift();
  }

  /** How many of the latest pictures came while the encoder was still at work on the one before: 0 to 60. */
  get latePictures(): number {
    return this.#isLate.filter((isLate) => isLate).length;
  }

  /**
   * What a frame costs, in milliseconds: CPU time where the system tells it, else the time until the frame is there.
   * `undefined` before there are enough frames to tell.
   */
  get costMs(): number | undefined {
    const first = this.#readings[0], last = this.#readings.at(-1);
    if (this.waitedMs === undefined || first.cpuMs === undefined || last?.cpuMs === undefined) return this.waitedMs;
    // A wrapper around ffmpeg has no CPU time of its own.
    return (last.cpuMs - first.cpuMs) / (last.frames - first.frames) || this.waitedMs;
  }

  /**
   * The time until a frame is there, in milliseconds: the median, because a pause of the machine is no sign of a slow encoder.
   * `undefined` before there are enough frames to tell.
   */
  get waitedMs(): number | undefined {
    const first = this.#readings[0], last = this.#readings.at(-1);
    if (first === undefined || last!.frames - first.frames < LEAST_FRAMES) return undefined;
    const means = this.#readings.slice(1).map(({ frames, waitedMs }, at) => {
      const before = this.#readings[at];
      return frames === before.frames ? Infinity : (waitedMs - before.waitedMs) / (frames - before.frames);
    });
    return means.sort((a, b) => a - b)[(means.length - 1) >> 1];
  }
}
