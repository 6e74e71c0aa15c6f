import { SOUND_RATE_HZ } from "../../../port/sound_device.ts";

/** What PulseAudio last said of a stream's buffers: `pa_timing_info`. */
export interface TimingInfo {
  /** When the server looked, in milliseconds since the Unix epoch. */
  readonly epochMs: number;
  /** How much sound the devices held then, in milliseconds. */
  readonly sinkMs: number;
  readonly sourceMs: number;
  /**
   * Of a loudspeaker's stream: how much has been written by now, and how much the device had taken when the server looked.
   * Of a microphone's: how much the device had given then, and how much has been read by now. In samples.
   */
  readonly written: number;
  readonly read: number;
}

/** An answer of the server that is older than this when it is first seen comes from another clock. */
const OLDEST_MS = 1_000;
const SAMPLES_PER_MS = SOUND_RATE_HZ / 1000;

/**
 * When the next sample of a stream enters the microphone, or is heard, by the clock of `nowMs`. libpulse's own estimate takes a second to
 * follow a device that wakes up, and until then is wrong by as much as that device had buffered.
 */
export class StreamTiming {
  readonly #kind: "microphone" | "speaker";
  #seenEpochMs: number | undefined;
  /** `epochMs` of the last answer, by the other clock. */
  #lookedMs = 0;

  constructor(kind: "microphone" | "speaker") {
    this.#kind = kind;
  }

  /** In milliseconds. `epochMs`: the same moment as `nowMs`, since the Unix epoch. */
  nextMs(
    { epochMs: lookedEpochMs, sinkMs, sourceMs, written, read }: TimingInfo,
    nowMs: number,
    epochMs: number,
  ): number {
    if (lookedEpochMs !== this.#seenEpochMs) {
      this.#seenEpochMs = lookedEpochMs;
      const ageMs = epochMs - lookedEpochMs;
      this.#lookedMs = ageMs >= 0 && ageMs <= OLDEST_MS ? nowMs - ageMs : nowMs;
    }
    const aheadMs = (written - read) / SAMPLES_PER_MS;
    // What a monitor gives is heard only after it has been through its sink.
    return this.#kind === "speaker" ? this.#lookedMs + sinkMs + aheadMs : this.#lookedMs + sinkMs - sourceMs - aheadMs;
  }
}
