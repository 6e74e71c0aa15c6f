import { readOpusPacket } from "../sound/opus_packet.ts";
import { SOUND_FRAME_MS } from "../../port/sound_device.ts";
import type { ReceivedSound } from "../../port/sound.ts";

/** A frame of a peer's sound, with its place in time. */
export interface OrderedSound {
  /** When its first sample was captured, in milliseconds of the receiver's clock. */
  readonly timeMs: number;
  readonly durationMs: number;
  /** Whether it continues the frame before it, as far as the sender's numbers say. */
  readonly continues: boolean;
  readonly bytes: Uint8Array;
}

interface HeldFrame {
  /** Its sequence number, which goes on rising if the sender starts again with other numbers. */
  readonly index: number;
  /** How many numbers it takes. */
  readonly units: number;
  readonly timeMs: number;
  readonly durationMs: number;
  readonly bytes: Uint8Array;
  readonly arrivedMs: number;
}

/** The largest delay from capture to arrival, in milliseconds. A peer with a wrong clock is wrong at most by this. */
const MAX_DELAY_MS = 10_000;
/** How long a frame waits for those before it, in milliseconds: a repetition comes within 70 ms, or 140 at 20 ms a frame. */
const REPAIR_MS = 200;
/** How long a frame waits for the picture that was captured with it, in milliseconds. Tuned by judgement. */
const HOLD_MS = 500;
/** More sound than this, in frames, waits only if the sender floods: 2.5 s of 10 ms each. */
const MAX_HELD_FRAMES = 256;
/** A sequence number this far below the newest is not that of a late packet: the sender has started again. */
const RESTART_UNITS = 500;
/** Repetitions do not reach back this far. */
const REACH_UNITS = 256;

/**
 * Puts the sound of a peer in order. Each frame is given out once, whether it came the first time or as a repetition. Frames
 * wait for earlier ones that may still come, and for the pictures with which they are written.
 */
export class SoundOrder {
  /** By rising index. */
  readonly #held: HeldFrame[] = [];
  /** What is added to sequence numbers to get indexes. */
  #offset = 0;
  #newest = 0;
  #isNewCall = true;
  /** After the last frame that was given out. */
  #next: number | undefined;
  #longestDelayMs = 0;

  /** The next frame is of another call. Its numbers say nothing about where it is among those before. */
  startOver(): void {
    this.#isNewCall = true;
    this.#longestDelayMs = 0;
  }

  add({ frames, captureMs, arrivedMs }: ReceivedSound): void {
    if (frames.length === 0) return;
    const newestMs = Math.min(Math.max(captureMs ?? arrivedMs, arrivedMs - MAX_DELAY_MS), arrivedMs);
    const { sequence } = frames[0];
    if (this.#isNewCall || sequence + this.#offset < this.#newest - RESTART_UNITS) {
      this.#offset = this.#newest + REACH_UNITS - sequence;
      this.#isNewCall = false;
    }
    this.#newest = Math.max(this.#newest, sequence + this.#offset);
    this.#longestDelayMs = Math.max(this.#longestDelayMs, arrivedMs - newestMs);
    for (const frame of frames) {
      const back = sequence - frame.sequence;
      const packet = readOpusPacket(frame.bytes);
      if (typeof packet === "string" || back < 0 || back >= REACH_UNITS) continue;
      const durationMs = packet.samples / 48;
      const units = Math.max(1, Math.round(durationMs / SOUND_FRAME_MS));
      const timeMs = newestMs - back * SOUND_FRAME_MS;
      this.#hold({ index: frame.sequence + this.#offset, units, timeMs, durationMs, bytes: frame.bytes, arrivedMs });
    }
  }

  /** The longest time from capture to arrival so far, in milliseconds. */
  get longestDelayMs(): number {
    return this.#longestDelayMs;
  }

  /** The frame that is next, if any waits. */
  get first(): { readonly timeMs: number; readonly arrivedMs: number } | undefined {
    return this.#held[0];
  }

  /**
   * The frames for which nothing has to be waited for any more: those captured until `untilMs`, because the picture of that time
   * is being written, and those that have waited long enough at `nowMs`. `Infinity` for both gives out all.
   */
  *take(untilMs: number, nowMs: number): Generator<OrderedSound> {
    for (let frame = this.#held[0]; frame !== undefined; frame = this.#held[0]) {
      const { index, units, timeMs, durationMs, bytes, arrivedMs } = frame, waitedMs = nowMs - arrivedMs;
      const continues = index === this.#next;
      if (!continues && waitedMs < REPAIR_MS) return;
      if (timeMs > untilMs && waitedMs < HOLD_MS) return;
      this.#held.shift();
      this.#next = index + units;
      yield { timeMs, durationMs, continues, bytes };
    }
  }

  #hold(frame: HeldFrame): void {
    if (this.#next !== undefined && frame.index < this.#next) return;
    const at = this.#held.findLastIndex(({ index }) => index <= frame.index);
    if (this.#held[at]?.index === frame.index) return;
    this.#held.splice(at + 1, 0, frame);
    if (this.#held.length > MAX_HELD_FRAMES) this.#held.shift();
  }
}
