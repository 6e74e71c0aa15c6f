/**
 * How sound gets out, 10 ms at a time:
 * 1. `add`: the microphone's samples are measured; in a call they are cleaned of echo and noise before.
 * 2. In a call, and if the microphone is not muted, they are encoded: each 10 ms, or each 20 ms on a narrow link.
 * 3. `onSound` takes the frames to the wire, which repeats them where packets are lost.
 */
import type { EncodedSound, SoundTarget } from "../../port/sound.ts";
import { type CapturedSound, SOUND_FRAME_MS, SOUND_FRAME_SAMPLES } from "../../port/sound_device.ts";
import type { SoundEncoder } from "./sound_encoder.ts";
import { SoundLevel } from "./sound_level.ts";
import { VoiceActivity } from "./voice_activity.ts";

/** A larger step of the time stamps, in milliseconds, means that the microphone left out sound. A smaller one is jitter. */
const MAX_JITTER_MS = 60;
/**
 * Silence is announced again each time this many frames have passed, up to the last one: a packet may be lost, and losses come in
 * bursts.
 */
const TOLD_AGAIN_FRAMES = 5, LAST_TOLD_FRAMES = 10;
const NOTHING = new Uint8Array(0);

export interface OutgoingSoundOptions {
  readonly encoder: SoundEncoder;
  /** Cleans 480 samples of the microphone. Its result is valid until its next call. */
  readonly clean: (sound: CapturedSound) => Float32Array;
  /** How much later a sound is in what `clean` returns than in what it gets, in milliseconds. */
  readonly cleanDelayMs: () => number;
  readonly onSound: (sound: EncodedSound) => void;
}

export class OutgoingSound {
  readonly level = new SoundLevel();
  readonly #voice = new VoiceActivity();
  readonly #options: OutgoingSoundOptions;
  /** The first half of a frame of 20 ms. */
  readonly #samples = new Float32Array(2 * SOUND_FRAME_SAMPLES);
  #held = 0;
  #heldCaptureMs = 0;
  /** Of the next 10 ms. */
  #sequence = 0;
  #nextCaptureMs: number | undefined;
  #frameMs: SoundTarget["frameMs"] = 10;
  #inCall = false;
  #muted = false;
  /** How many frames of silence there were in a row. Silence before the first sound is not announced. */
  #silentFrames = Infinity;

  constructor(options: OutgoingSoundOptions) {
    this.#options = options;
  }

  get isSpeaking(): boolean {
    return this.#voice.isSpeaking;
  }

  get isInCall(): boolean {
    return this.#inCall;
  }

  inCall(on: boolean): void {
    this.#inCall = on;
    this.#held = 0;
    this.#silentFrames = Infinity;
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    this.#held = 0;
  }

  setTarget({ kbps, frameMs, loss }: SoundTarget): void {
    const { encoder } = this.#options;
    encoder.setBitrate(kbps * 1000);
    encoder.setLoss(loss * 100);
    this.#frameMs = frameMs;
  }

  /** Takes the next 10 ms of the microphone. */
  add(sound: CapturedSound): void {
    // An end may wait for a call all day: cleaning takes as much time of the processor as all the rest.
    const samples = this.#inCall ? this.#options.clean(sound) : sound.samples, { captureMs } = sound;
    this.level.add(samples);
    this.#voice.add(samples);
    this.#skipGap(captureMs);
    const sequence = this.#sequence++;
    if (!this.#inCall) return;
    if (this.#muted) return this.#silence(sequence, captureMs);
    if (this.#held === 0) this.#heldCaptureMs = captureMs;
    this.#samples.set(samples, this.#held);
    this.#held += SOUND_FRAME_SAMPLES;
    const units = this.#held / SOUND_FRAME_SAMPLES;
    if (units * SOUND_FRAME_MS < this.#frameMs) return;
    const bytes = this.#options.encoder.encode(this.#samples.subarray(0, this.#held));
    this.#held = 0;
    if (bytes === undefined) return this.#silence(sequence - units + 1, this.#heldCaptureMs);
    this.#silentFrames = 0;
    this.#send(sequence - units + 1, this.#heldCaptureMs, bytes);
  }

  /** Sequence numbers follow the microphone's clock, and the time where it has left out sound. */
  #skipGap(captureMs: number): void {
    const missingMs = captureMs - (this.#nextCaptureMs ?? captureMs);
    if (missingMs > MAX_JITTER_MS) {
      this.#sequence += Math.round(missingMs / SOUND_FRAME_MS);
      this.#held = 0;
    }
    // Jitter must not add up.
    this.#nextCaptureMs = captureMs + SOUND_FRAME_MS;
  }

  #silence(sequence: number, captureMs: number): void {
    const before = this.#silentFrames++;
    if (before > LAST_TOLD_FRAMES || before % TOLD_AGAIN_FRAMES !== 0) return;
    this.#send(sequence, captureMs, NOTHING);
  }

  /** What is heard at the beginning of a frame was captured before the frame was. */
  #send(sequence: number, frameMs: number, bytes: Uint8Array): void {
    const { encoder, cleanDelayMs, onSound } = this.#options;
    onSound({ sequence, captureMs: frameMs - encoder.delayMs - cleanDelayMs(), bytes });
  }
}
