import type { InspectFrame } from "../../../src/media/sound/received_frames.ts";
import type { SoundDecoder } from "../../../src/media/sound/sound_decoder.ts";

/** The sound of all frames, at any time. */
export type Waveform = (sample: number) => number;

/** A sine that never ends. `hz` is a whole number. */
export function sineOf(hz: number, amplitude = 0.5): Waveform {
  const table = Float64Array.from({ length: 48_000 }, (_, n) => amplitude * Math.sin(2 * Math.PI * hz * n / 48_000));
  // Not below 0: a frame may be before the first.
  return (sample) => table[(sample + 48_000) % 48_000];
}

/** A frame that says which part of the waveform it is. `units` of 10 ms from `index`. */
export function sineFrame(index: number, units: number, hasFec = false): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, index);
  view.setUint8(8, units);
  view.setUint8(9, hasFec ? 1 : 0);
  return bytes;
}

/** What `readOpusPacket` does for Opus. */
export function inspectSine(bytes: Uint8Array): ReturnType<InspectFrame> {
  return bytes.length === 16 ? { samples: bytes[8] * 480, hasFec: bytes[9] === 1 } : "sound_malformed";
}

/** Decodes such frames exactly. Conceals as a very good decoder: the waveform goes on. */
export class SineDecoder implements SoundDecoder {
  #at = 0;

  constructor(readonly waveform: Waveform) {}

  decode(bytes: Uint8Array): Float32Array {
    this.#at = startOf(bytes);
    return this.#next(bytes[8] * 480);
  }

  decodeFec(bytes: Uint8Array, samples: number): Float32Array {
    this.#at = startOf(bytes) - samples;
    return this.#next(samples);
  }

  conceal(samples: number): Float32Array {
    return this.#next(samples);
  }

  #next(samples: number): Float32Array {
    const out = new Float32Array(samples);
    for (let n = 0; n < samples; n++) out[n] = this.waveform(this.#at + n);
    this.#at += samples;
    return out;
  }
}

/** Its first sample. Random bytes are a frame, too. */
function startOf(bytes: Uint8Array): number {
  const index = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
  return index >= 0 && index < 1e9 ? Math.floor(index) * 480 : 0;
}
