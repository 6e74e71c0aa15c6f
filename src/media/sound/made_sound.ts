import type { Tone } from "../../port/sound.ts";
import { SOUND_RATE_HZ } from "../../port/sound_device.ts";

interface Note {
  readonly atMs: number;
  readonly hz: readonly number[];
  readonly lengthMs: number;
}

/** The start and the end of a note, in milliseconds: shorter ones click. */
const ATTACK_MS = 12, RELEASE_MS = 60;

/** The sounds that vchat makes itself. */
const SOUNDS = {
  /** Somebody calls: two chords. */
  ring: {
    lengthMs: 750,
    amplitude: 0.2,
    notes: [0, 400].map((atMs): Note => ({ atMs, hz: [440, 554.37], lengthMs: 300 })),
  },
  /** The own call was answered: two soft notes up. */
  joined: {
    lengthMs: 350,
    amplitude: 0.08,
    notes: [{ atMs: 0, hz: [523.25], lengthMs: 140 }, { atMs: 130, hz: [783.99], lengthMs: 200 }],
  },
  /** A call is over: the same, down. */
  left: {
    lengthMs: 350,
    amplitude: 0.08,
    notes: [{ atMs: 0, hz: [783.99], lengthMs: 140 }, { atMs: 130, hz: [523.25], lengthMs: 200 }],
  },
  /** To hear whether a loudspeaker works: a chord, note by note. */
  test: {
    lengthMs: 1000,
    amplitude: 0.15,
    notes: [440, 554.37, 659.26, 880].map((hz, n): Note => ({ atMs: n * 220, hz: [hz], lengthMs: 260 })),
  },
} as const satisfies Readonly<Record<Tone | "test", object>>;

/** Makes one of vchat's own sounds: mono, 48 kHz. It begins and ends in silence. */
export function makeSound(name: Tone | "test"): Float32Array {
  const { lengthMs, amplitude, notes } = SOUNDS[name];
  const samples = new Float32Array(lengthMs * SOUND_RATE_HZ / 1000);
  for (const note of notes) {
    const start = note.atMs * SOUND_RATE_HZ / 1000, length = note.lengthMs * SOUND_RATE_HZ / 1000;
    for (let n = 0; n < length; n++) {
      let sum = 0;
      for (const hz of note.hz) sum += Math.sin(2 * Math.PI * hz * n / SOUND_RATE_HZ);
      samples[start + n] += sum * amplitude / note.hz.length * envelope(n * 1000 / SOUND_RATE_HZ, note.lengthMs);
    }
  }
  return samples;
}

/** Half a cosine up and down: no corner, so no click. */
function envelope(atMs: number, lengthMs: number): number {
  const rise = Math.min(1, atMs / ATTACK_MS, (lengthMs - atMs) / RELEASE_MS);
  return (1 - Math.cos(Math.PI * rise)) / 2;
}
