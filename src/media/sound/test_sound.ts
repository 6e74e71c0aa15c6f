import { SOUND_FRAME_SAMPLES, SOUND_RATE_HZ } from "../../port/sound_device.ts";

/** A note and the pause after it, in frames of 10 ms. */
const NOTE_FRAMES = 25, PAUSE_FRAMES = 5;
/** A scale of five notes, in Hz, which goes up and down. */
const NOTES_HZ = [261.63, 293.66, 329.63, 392, 440, 392, 329.63, 293.66];
const AMPLITUDE = 0.2;
/** A pause of all, after the scale: a listener with DTX or echo must see silence, too. */
const REST_FRAMES = 60;
const SCALE_FRAMES = NOTES_HZ.length * (NOTE_FRAMES + PAUSE_FRAMES);

/** The sound of `--microphone test`: a scale that is repeated. Fills 480 samples; `frame` counts 10 ms from 0. */
export function fillTestSound(samples: Float32Array, frame: number): void {
  samples.fill(0);
  const at = frame % (SCALE_FRAMES + REST_FRAMES);
  const note = Math.floor(at / (NOTE_FRAMES + PAUSE_FRAMES)), noteFrame = at % (NOTE_FRAMES + PAUSE_FRAMES);
  if (at >= SCALE_FRAMES || noteFrame >= NOTE_FRAMES) return;
  const length = NOTE_FRAMES * SOUND_FRAME_SAMPLES;
  for (let n = 0; n < SOUND_FRAME_SAMPLES; n++) {
    const sample = noteFrame * SOUND_FRAME_SAMPLES + n;
    const phase = 2 * Math.PI * NOTES_HZ[note] * sample / SOUND_RATE_HZ;
    // Two overtones, so that it is more like a voice. A half sine as envelope begins and ends with 0.
    const tone = Math.sin(phase) + Math.sin(2 * phase) / 2 + Math.sin(3 * phase) / 4;
    samples[n] = AMPLITUDE * tone * Math.sin(Math.PI * sample / length);
  }
}
