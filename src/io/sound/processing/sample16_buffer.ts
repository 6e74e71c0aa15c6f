import { SOUND_FRAME_SAMPLES } from "../../../port/sound_device.ts";
import { sample16 } from "../sample16.ts";

/** 480 samples as the libraries take them: signed, of 16 bits. Its memory stays where it is. */
export class Sample16Buffer {
  readonly samples = new Int16Array(SOUND_FRAME_SAMPLES);
  readonly bytes = new Uint8Array(this.samples.buffer);

  /** Takes samples from -1 to 1. What is beyond is clipped. */
  write(samples: Float32Array): void {
    for (let n = 0; n < SOUND_FRAME_SAMPLES; n++) {
      this.samples[n] = sample16(samples[n]);
    }
  }

  read(into: Float32Array): void {
    for (let n = 0; n < SOUND_FRAME_SAMPLES; n++) into[n] = this.samples[n] / 32_768;
  }
}
