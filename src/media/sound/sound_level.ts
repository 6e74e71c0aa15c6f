import { SOUND_RATE_HZ } from "../../port/sound_device.ts";

/** Nothing is quieter than this, in dBFS. */
const FLOOR_DBFS = -90;
/** How fast the peak falls, in dB a second: that of a peak programme meter (IEC 60268-10, type I, 20 dB in 1.7 s). */
const PEAK_FALL_DB_PER_S = 12;

/** A level meter, in dB below full scale. A sine of full scale has a peak of 0 dBFS. */
export class SoundLevel {
  #peakDbfs = FLOOR_DBFS;

  /** Takes the next samples. */
  add(samples: Float32Array): void {
    if (samples.length === 0) return;
    let peak = 0;
    for (let n = 0; n < samples.length; n++) {
      const size = Math.abs(samples[n]);
      if (size > peak) peak = size;
    }
    const seconds = samples.length / SOUND_RATE_HZ;
    this.#peakDbfs = Math.max(toDbfs(peak), this.#peakDbfs - PEAK_FALL_DB_PER_S * seconds, FLOOR_DBFS);
  }

  get peakDbfs(): number {
    return this.#peakDbfs;
  }
}

function toDbfs(size: number): number {
  return size > 0 ? Math.max(FLOOR_DBFS, 20 * Math.log10(size)) : FLOOR_DBFS;
}
