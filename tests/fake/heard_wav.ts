import { fillTestSound } from "../../src/media/sound/test_sound.ts";
import { SOUND_FRAME_SAMPLES, SOUND_RATE_HZ } from "../../src/port/sound_device.ts";
import { eventually } from "./eventually.ts";
import { HeardSpeech } from "./heard_speech.ts";

const HEADER_BYTES = 44;
/** Where the header says how many bytes of samples follow it. */
const LENGTH_AT = 40;
/** What is not heard within this many bytes, 2 minutes of sound, never is. */
const LIMIT_BYTES = 120 * SOUND_RATE_HZ * 2;
/** The test sound repeats after this many frames of 10 ms. */
const TEST_SOUND_FRAMES = 300;

/** A WAV file that a loudspeaker writes, and the sound of `--microphone test` in it. */
export class HeardWav {
  readonly #speech = new HeardSpeech(testSound());
  #at = HEADER_BYTES;

  constructor(readonly path: string) {}

  /** Waits until the test sound is in it. */
  async isHeard(): Promise<void> {
    while (!this.#speech.isHeard) {
      if (this.#at > LIMIT_BYTES) throw new Error(`the test sound is not heard in ${this.path}`);
      await eventually(async () => await lengthOf(this.path) > this.#at + 1);
      const bytes = await Deno.readFile(this.path);
      const samples = samplesOf(bytes, this.#at);
      this.#at += 2 * samples.length;
      this.#speech.hear(samples);
    }
  }

  /** What a file has that is written to its end. Rejects if its header says something else. */
  async samples(): Promise<Float32Array> {
    const bytes = await Deno.readFile(this.path);
    const samples = samplesOf(bytes, HEADER_BYTES);
    const told = new DataView(bytes.buffer).getUint32(LENGTH_AT, true);
    if (told !== 2 * samples.length) throw new Error(`the header says ${told} bytes, not ${2 * samples.length}`);
    return samples;
  }
}

function samplesOf(bytes: Uint8Array, from: number): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = Math.max(0, Math.floor((bytes.length - from) / 2));
  return Float32Array.from({ length }, (_, n) => view.getInt16(from + 2 * n, true) / 32_768);
}

/** One period of the sound of `--microphone test`. */
export function testSound(): Float32Array {
  const samples = new Float32Array(TEST_SOUND_FRAMES * SOUND_FRAME_SAMPLES);
  for (let n = 0; n < TEST_SOUND_FRAMES; n++) {
    fillTestSound(samples.subarray(n * SOUND_FRAME_SAMPLES, (n + 1) * SOUND_FRAME_SAMPLES), n);
  }
  return samples;
}

/** In bytes; 0 if there is no such file. */
export async function lengthOf(path: string): Promise<number> {
  return await Deno.stat(path).then(({ size }) => size, () => 0);
}
