import { SOUND_FRAME_SAMPLES } from "../../port/sound_device.ts";
import type { SampleBuffer } from "./sample_buffer.ts";
import type { SoundDecoder } from "./sound_decoder.ts";

/** Concealed sound is played as it is for this time, and has faded to silence after that one, in units of 10 ms. */
const FULL_UNITS = 6, SILENT_UNITS = 10;

const SILENCE = new Float32Array(SOUND_FRAME_SAMPLES);

/** What is played in place of lost sound: what the decoder makes up, fading out. A voice that went on longer would be invented. */
export class Concealment {
  #units = 0;

  constructor(readonly decoder: SoundDecoder) {}

  /** What was added last was concealed. */
  get isRunning(): boolean {
    return this.#units > 0;
  }

  /** It is less loud than it was. */
  get hasFaded(): boolean {
    return this.#units > FULL_UNITS;
  }

  get isSilent(): boolean {
    return this.#units >= SILENT_UNITS;
  }

  /** Adds 10 ms. */
  addTo(samples: SampleBuffer): void {
    if (this.isSilent) samples.append(SILENCE);
    else {
      const made = this.decoder.conceal(SOUND_FRAME_SAMPLES);
      if (made.length === SOUND_FRAME_SAMPLES) samples.append(made, gainAfter(this.#units), gainAfter(this.#units + 1));
      else samples.append(SILENCE);
      this.#units++;
    }
  }

  /** Real sound follows, or silence. */
  stop(): void {
    this.#units = 0;
  }
}

function gainAfter(units: number): number {
  return Math.min(1, (SILENT_UNITS - units) / (SILENT_UNITS - FULL_UNITS));
}
