import { SOUND_FRAME_MS } from "../../port/sound_device.ts";

// Tuned with synthetic voices and noise.

/** A voice is louder than the noise by this, in dB, and than this level in dBFS. */
const ABOVE_NOISE_DB = 10, MIN_VOICE_DBFS = -50;
/** This much of the latest time must be loud, in milliseconds, or a click would count as a voice. */
const MIN_LOUD_MS = 60, LOUD_WINDOW_MS = 200;
/** The longest pause between two words, in milliseconds. */
const HANGOVER_MS = 400;
/** The noise is as loud as the quietest moment of the latest time: two windows of this many milliseconds. */
const NOISE_WINDOW_MS = 1500;
/** The quietest noise that a microphone has, and the first guess, in dBFS. */
const MIN_NOISE_DBFS = -80, FIRST_NOISE_DBFS = -60;

/** Whether somebody speaks: whether the sound is louder than the noise of the room, which is tracked. */
export class VoiceActivity {
  #loudMs = 0;
  #sinceVoiceMs = Infinity;
  #quietestDbfs = FIRST_NOISE_DBFS;
  #earlierQuietestDbfs = FIRST_NOISE_DBFS;
  #windowMs = 0;

  /** Takes the next 10 ms. Returns whether somebody speaks, or did a moment ago. */
  add(samples: Float32Array): boolean {
    let sum = 0;
    for (let n = 0; n < samples.length; n++) sum += samples[n] * samples[n];
    const levelDbfs = sum > 0 ? Math.max(MIN_NOISE_DBFS, 10 * Math.log10(sum / samples.length)) : MIN_NOISE_DBFS;
    const isLoud = levelDbfs > Math.max(this.noiseDbfs + ABOVE_NOISE_DB, MIN_VOICE_DBFS);
    this.#followNoise(levelDbfs);

    const forgottenMs = SOUND_FRAME_MS * MIN_LOUD_MS / LOUD_WINDOW_MS;
    this.#loudMs = isLoud
      ? Math.min(LOUD_WINDOW_MS, this.#loudMs + SOUND_FRAME_MS)
      : Math.max(0, this.#loudMs - forgottenMs);
    this.#sinceVoiceMs = isLoud && this.#loudMs >= MIN_LOUD_MS ? 0 : this.#sinceVoiceMs + SOUND_FRAME_MS;
    return this.isSpeaking;
  }

  get isSpeaking(): boolean {
    return this.#sinceVoiceMs <= HANGOVER_MS;
  }

  /** How loud the room is, in dBFS. */
  get noiseDbfs(): number {
    return Math.min(this.#quietestDbfs, this.#earlierQuietestDbfs);
  }

  #followNoise(levelDbfs: number): void {
    this.#windowMs += SOUND_FRAME_MS;
    if (this.#windowMs > NOISE_WINDOW_MS) {
      this.#windowMs = 0;
      this.#earlierQuietestDbfs = this.#quietestDbfs;
      this.#quietestDbfs = levelDbfs;
    }
    this.#quietestDbfs = Math.min(this.#quietestDbfs, levelDbfs);
  }
}
