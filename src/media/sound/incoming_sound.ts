/**
 * How sound gets in:
 * 1. `receive`: the frames of a packet wait in the jitter buffer.
 * 2. `pull`: the loudspeaker takes 10 ms, decoded or concealed, at the volume that the person has set.
 */
import type { ReceivedSound, SoundDropReason, SoundFigures, Tone } from "../../port/sound.ts";
import { SOUND_FRAME_SAMPLES } from "../../port/sound_device.ts";
import { Limiter } from "./limiter.ts";
import { makeSound } from "./made_sound.ts";
import { Playout } from "./playout.ts";
import type { SoundDecoder } from "./sound_decoder.ts";
import { SoundLevel } from "./sound_level.ts";

export class IncomingSound {
  readonly level = new SoundLevel();
  readonly #playout: Playout;
  readonly #limiter = new Limiter();
  readonly #out = new Float32Array(SOUND_FRAME_SAMPLES);
  #tone: Float32Array | undefined;
  #toneAt = 0;
  #mouthToEarMs: number | undefined;
  #concealedUnits = 0;
  #playedUnits = 0;
  /** As in the counters at the last figures. */
  #drops: Partial<Record<SoundDropReason, number>> = {};

  constructor(decoder: SoundDecoder) {
    this.#playout = new Playout(decoder);
  }

  setVolume(volume: number): void {
    this.#limiter.setVolume(volume);
  }

  /** Plays one of vchat's own sounds, instead of another one that is still played. */
  play(tone: Tone): void {
    this.#tone = makeSound(tone);
    this.#toneAt = 0;
  }

  /** A call begins or ends: sound of another one, and figures of it, do not count. */
  restart(): void {
    this.#playout.restart();
    this.takeFigures();
  }

  receive(sound: ReceivedSound): void {
    this.#playout.insert(sound);
  }

  /** The next 480 samples, valid until the next call. They are heard at `playMs`. */
  pull(playMs: number, nowMs: number): Float32Array {
    const out = this.#out;
    out.set(this.#playout.pull(nowMs));
    const { heardCaptureMs } = this.#playout;
    this.#mouthToEarMs = heardCaptureMs === undefined ? undefined : playMs - heardCaptureMs;
    this.#limiter.process(out);
    this.#addTone(out);
    this.level.add(out);
    return out;
  }

  /** As in `SoundLevels`. */
  get mouthToEarMs(): number | undefined {
    return this.#mouthToEarMs;
  }

  /** Holds sound back by `delayMs`. */
  holdBack(delayMs: number): void {
    this.#playout.setExtraDelayMs(delayMs);
  }

  /** Since the last call. */
  takeFigures(): SoundFigures {
    const { concealedUnits, decodedUnits, repeatedUnits, fecUnits, comfortUnits, drops } = this.#playout.counters;
    const playedUnits = concealedUnits + decodedUnits + repeatedUnits + fecUnits + comfortUnits;
    const units = playedUnits - this.#playedUnits;
    const concealed = units === 0 ? 0 : (concealedUnits - this.#concealedUnits) / units;
    this.#playedUnits = playedUnits;
    this.#concealedUnits = concealedUnits;
    return { concealed, bufferMs: this.#playout.bufferMs, drops: this.#takeDrops(drops) };
  }

  #takeDrops(drops: Readonly<Record<SoundDropReason, number>>): SoundFigures["drops"] {
    const last = this.#drops;
    this.#drops = { ...drops };
    return (Object.keys(drops) as SoundDropReason[])
      .map((reason) => ({ reason, count: drops[reason] - (last[reason] ?? 0) }))
      .filter(({ count }) => count > 0);
  }

  #addTone(out: Float32Array): void {
    const tone = this.#tone;
    if (tone === undefined) return;
    const length = Math.min(out.length, tone.length - this.#toneAt);
    for (let n = 0; n < length; n++) out[n] = Math.min(1, Math.max(-1, out[n] + tone[this.#toneAt + n]));
    this.#toneAt += length;
    if (this.#toneAt >= tone.length) this.#tone = undefined;
  }
}
