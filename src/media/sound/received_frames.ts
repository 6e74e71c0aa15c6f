import type { ReceivedSound, SoundDropReason, SoundFrame } from "../../port/sound.ts";
import { SOUND_FRAME_MS, SOUND_FRAME_SAMPLES } from "../../port/sound_device.ts";
import { FrameStore } from "./frame_store.ts";
import { type OpusFailure, type OpusPacket, readOpusPacket } from "./opus_packet.ts";
import type { PlayoutCounters } from "./playout_counters.ts";
import { TargetDelay } from "./target_delay.ts";

/** The lengths of Opus frames, and of two in one packet, in units of 10 ms. Shorter ones have no place in the sequence. */
const LENGTHS: ReadonlySet<number> = new Set([1, 2, 3, 4, 6]);
/** The first frame of a peer gets this and its sequence, so that no earlier one is below 0. */
const FIRST_INDEX = 2 ** 33;
/** Sequence and time of arrival fit each other if they differ by less than this, in milliseconds. */
const MAX_JUMP_MS = 2000;
/** After a longer outage than this, in milliseconds, a peer counts as new. */
const MAX_OUTAGE_MS = 60_000;
/**
 * A peer has started again when this many packets in a row do not fit those before, but fit each other to within this many
 * milliseconds.
 */
const MIN_STRAYS = 3, MAX_STRAY_JUMP_MS = 500;
/** A repetition that is older than this, in milliseconds, says nothing about how long to wait for one. */
const MAX_REPAIR_AGE_MS = 150;

/** Reads the length and the FEC of a frame, or says why it is not one. */
export type InspectFrame = (bytes: Uint8Array) => Pick<OpusPacket, "samples" | "hasFec"> | OpusFailure;

/** A well-formed frame of a packet. */
interface ReadFrame {
  /** How long before the newest frame it begins, in units of 10 ms. */
  readonly backUnits: number;
  readonly units: number;
  readonly bytes: Uint8Array;
  readonly hasFec: boolean;
}

/** Checks the frames of a peer, and keeps them until they are decoded. */
export class ReceivedFrames {
  readonly target = new TargetDelay();
  #store: FrameStore | undefined;
  /** Of the newest frame: from its capture to its arrival, by two clocks that need not agree. */
  #newestTransitMs = Infinity;
  /** The newest frame ends here. */
  #newestEnd = 0;
  /** When a packet last arrived that fits those before. */
  #arrivedMs = 0;
  #captureOffsetMs: number | undefined;
  /** The latest silence that the peer announced: up to the first frame after it, as far as frames have arrived. */
  #silence: { readonly from: number; readonly to: number } | undefined;
  /** Real sound was played up to here. */
  #playedEnd = 0;
  #strays = 0;
  #strayMs = 0;
  #straySequence = 0;

  constructor(
    readonly counters: PlayoutCounters,
    readonly inspect: InspectFrame = readOpusPacket,
  ) {}

  /** `undefined` before the first frame. Another one when the peer starts again. */
  get store(): FrameStore | undefined {
    return this.#store;
  }

  get newestTransitMs(): number {
    return this.#newestTransitMs;
  }

  /** What the clock of the captures is ahead of media time. `undefined` while captures have no time. */
  get captureOffsetMs(): number | undefined {
    return this.#captureOffsetMs;
  }

  /** The peer has said that it sends nothing where decoding is. */
  get isSilent(): boolean {
    return this.#silence?.to === Infinity && this.#store!.next >= this.#silence.from;
  }

  /** The peer has said that it sends nothing from where decoding is, and `index` is the first frame after it. */
  isSilentBefore(index: number): boolean {
    return this.#silence !== undefined && this.#silence.from <= Math.min(this.#store!.next, index);
  }

  /** What was decoded last is real sound. */
  onPlayed(): void {
    this.#playedEnd = this.#store!.next;
  }

  /** Forgets all. The next packet is the first one. */
  restart(): void {
    this.#store?.moveTo(this.#store.newest + 1);
    this.#store = undefined;
    this.#silence = this.#captureOffsetMs = undefined;
    this.#newestTransitMs = Infinity;
    this.#playedEnd = this.#newestEnd = this.#strays = 0;
    this.target.clear();
  }

  /** `isComfort`: nothing but noise is being played, so there may be more or less of it. */
  insert({ frames, captureMs, arrivedMs }: ReceivedSound, isComfort: boolean): void {
    if (frames.length === 0) {
      if (this.#store !== undefined) this.#silence = { from: this.#newestEnd, to: Infinity };
      return;
    }
    const read = this.#read(frames);
    if (read.length === 0) return;
    const newest = this.#indexOf(frames[0].sequence, arrivedMs);
    if (newest === undefined) {
      this.counters.drops.sound_stray += read.length;
      return;
    }
    const store = this.#store!;
    if (isComfort && newest < store.next && newest >= this.#playedEnd) store.rewindTo(newest);
    for (const [n, frame] of read.entries()) {
      const older = read[n + 1], index = newest - frame.backUnits;
      const followsGap = older !== undefined && newest - older.backUnits + older.units < index;
      this.#keep(frame, index, this.#endsSilence(index) || followsGap, arrivedMs);
    }
    const end = newest + read[0].units;
    if (end <= this.#newestEnd) return;
    this.#newestEnd = end;
    this.#newestTransitMs = arrivedMs - newest * SOUND_FRAME_MS;
    if (captureMs !== undefined) this.#captureOffsetMs = captureMs - newest * SOUND_FRAME_MS;
  }

  /** Whether nothing was sent before the frame. That must be known of each: silence may begin again before the frame is played. */
  #endsSilence(index: number): boolean {
    if (this.#silence === undefined) return false;
    const { from, to } = this.#silence;
    if (index < from || index >= to) return false;
    this.#silence = { from, to: index };
    return true;
  }

  /** The well-formed frames of a packet. None if its newest one is not among them, which the others are counted from. */
  #read(frames: readonly SoundFrame[]): ReadFrame[] {
    const read: ReadFrame[] = [];
    for (const [n, frame] of frames.entries()) {
      const result = this.#readFrame(frame, (frames[0].sequence - frame.sequence) | 0, read.at(-1));
      if (typeof result !== "string") read.push(result);
      else {
        this.counters.drops[result] += n === 0 ? frames.length : 1;
        if (n === 0) break;
      }
    }
    return read;
  }

  /** `newer`: the one before it in the packet, which begins when it has ended. */
  #readFrame(
    { sequence, bytes }: SoundFrame,
    backUnits: number,
    newer: ReadFrame | undefined,
  ): ReadFrame | SoundDropReason {
    const packet = this.inspect(bytes);
    if (typeof packet === "string") return packet;
    const units = packet.samples / SOUND_FRAME_SAMPLES;
    const isGood = LENGTHS.has(units) && Number.isSafeInteger(sequence) &&
      (newer === undefined || backUnits - units >= newer.backUnits);
    return isGood ? { backUnits, units, bytes, hasFec: packet.hasFec } : "sound_malformed";
  }

  /** The time of a frame in units of 10 ms. `undefined` if it does not fit those before. */
  #indexOf(sequence: number, nowMs: number): number | undefined {
    if (this.#store !== undefined) {
      const index = this.#store.newest + ((sequence - this.#store.newest) | 0);
      const transitMs = nowMs - index * SOUND_FRAME_MS;
      const jumpMs = transitMs - this.#newestTransitMs;
      // After an outage, what was sent during it arrives late by up to its length.
      const outageMs = Math.min(MAX_OUTAGE_MS, Math.max(0, nowMs - this.#arrivedMs));
      if (jumpMs >= -MAX_JUMP_MS && jumpMs <= MAX_JUMP_MS + outageMs) {
        this.#strays = 0;
        this.#arrivedMs = nowMs;
        return index;
      }
      if (!this.#hasStartedAgain(sequence, nowMs)) return undefined;
      this.restart();
      this.counters.restarts++;
    }
    const first = FIRST_INDEX + (sequence >>> 0);
    this.#store = new FrameStore(first, this.counters);
    this.#newestTransitMs = nowMs - first * SOUND_FRAME_MS;
    this.#arrivedMs = nowMs;
    return first;
  }

  #hasStartedAgain(sequence: number, nowMs: number): boolean {
    const stepMs = ((sequence - this.#straySequence) | 0) * SOUND_FRAME_MS;
    const jumpMs = nowMs - this.#strayMs - stepMs;
    const fits = this.#strays > 0 && stepMs > 0 && Math.abs(jumpMs) <= MAX_STRAY_JUMP_MS;
    this.#strays = fits ? this.#strays + 1 : 1;
    this.#straySequence = sequence;
    this.#strayMs = nowMs;
    return this.#strays >= MIN_STRAYS;
  }

  #keep({ backUnits, units, bytes, hasFec }: ReadFrame, index: number, afterSilence: boolean, nowMs: number): void {
    const store = this.#store!;
    if (store.hasArrived(index)) {
      this.counters.duplicateFrames++;
      return;
    }
    const isRepair = backUnits > 0;
    store.insert({ index, units, bytes, hasFec, isRepair, afterSilence });
    const backMs = backUnits * SOUND_FRAME_MS;
    if (backMs > MAX_REPAIR_AGE_MS) return;
    this.target.onFrame(nowMs - index * SOUND_FRAME_MS, backMs, afterSilence, nowMs);
  }
}
