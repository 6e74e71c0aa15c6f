import type { ReceivedSound } from "../../port/sound.ts";
import { SOUND_FRAME_MS, SOUND_FRAME_SAMPLES, SOUND_RATE_HZ } from "../../port/sound_device.ts";
import { ComfortNoise } from "./comfort_noise.ts";
import { Concealment } from "./concealment.ts";
import type { FrameStore, StoredFrame } from "./frame_store.ts";
import { MAX_SOUND_DELAY_MS } from "./lip_sync.ts";
import { PlayoutCounters } from "./playout_counters.ts";
import { PullClock } from "./pull_clock.ts";
import { type InspectFrame, ReceivedFrames } from "./received_frames.ts";
import { SampleBuffer } from "./sample_buffer.ts";
import type { SoundDecoder } from "./sound_decoder.ts";

// Tuned with the lossy links of the tests.

/**
 * A frame is decoded a pull sooner if its delay then still exceeds the target by the first, and a pull later if it is decoded
 * too early by the second; in milliseconds.
 */
const LONG_MS = 3, SHORT_MS = 1;
/** In samples: less than this is not left out (the shortest period), and more is not repeated at once (the longest). */
const MIN_SPARE_SAMPLES = 120, MAX_LENGTHENED_SAMPLES = 720;
/** Between two changes of length, in pulls: 40 ms, and 20 ms if the delay is wrong by more than the last, in milliseconds. */
const CHANGE_PULLS = 4, QUICK_CHANGE_PULLS = 2, QUICK_MS = 25;
/** How alike the two sides of a seam must be, and how much less for each millisecond that the delay is wrong. */
const MIN_CORRELATION = 0.9, CORRELATION_PER_MS = 0.02;
/** How many samples are decoded in advance to make the sound shorter: the longest lag and a frame. */
const AHEAD_SAMPLES = 720 + SOUND_FRAME_SAMPLES;
/** Sound that waits this much longer than the target, in milliseconds, is left out: nobody wants to hear it late. */
const SKIP_MS = 150;
/**
 * A queue is emptying into the buffer if each pull finds sound that is newer by this many milliseconds. That is waited for during
 * at most this many pulls.
 */
const DRAIN_MS = 5, MAX_DRAIN_PULLS = 30;

const SAMPLES_PER_MS = SOUND_RATE_HZ / 1000;

/**
 * Plays the frames of one peer: `insert` takes packets as they arrive, `pull` gives 10 ms to the loudspeaker. Between the
 * two is an adaptive jitter buffer. What is lost comes from repetitions, from in-band FEC, or is concealed. Its delay follows
 * the target (`TargetDelay`) by leaving out or repeating periods of the voice, which also absorbs clocks that differ.
 */
export class Playout {
  readonly counters = new PlayoutCounters();
  readonly #received: ReceivedFrames;
  readonly #samples = new SampleBuffer();
  readonly #concealment: Concealment;
  readonly #noise = new ComfortNoise();
  readonly #clock = new PullClock();
  readonly #decoder: SoundDecoder;
  readonly #out = new Float32Array(SOUND_FRAME_SAMPLES);
  /** How many units of 10 ms were concealed without media time, less those left out. If not 0, what is added next does not follow. */
  #aheadUnits = 0;
  #isComfort = true;
  #store: FrameStore | undefined;
  #pullsSinceChange = 0;
  #drainPulls = 0;
  #lastNewestTransitMs = Infinity;
  #extraDelayMs = 0;
  #heardCaptureMs: number | undefined;

  /** `inspect` reads length and FEC of a frame: `readOpusPacket`. */
  constructor(decoder: SoundDecoder, inspect?: InspectFrame) {
    this.#decoder = decoder;
    this.#concealment = new Concealment(decoder);
    this.#received = new ReceivedFrames(this.counters, inspect);
  }

  /** Takes a packet. Whatever is wrong with it is counted, and left out. */
  insert(sound: ReceivedSound): void {
    const { store } = this.#received, next = store?.next ?? 0;
    this.#received.insert(sound, this.#isComfort);
    // The packet was so far ahead that decoding goes on with it.
    if (store !== undefined && store === this.#received.store && store.next > next) {
      this.#countSkipped(store.next - next);
    }
  }

  /** The next 480 samples, valid until the next call. Call it for each 10 ms of the loudspeaker. */
  pull(nowMs: number): Float32Array {
    const lateMs = this.#clock.onPull(nowMs);
    if (lateMs === undefined) this.#received.restart();
    if (this.#received.store === undefined) return this.#pullSilence();
    if (this.#received.store !== this.#store) {
      // The peer has started again, so nothing follows what is there.
      this.#store = this.#received.store;
      this.#aheadUnits = Infinity;
      this.#drainPulls = 0;
      this.#lastNewestTransitMs = Infinity;
    }
    // As if no pull were late: the early ones need the frames, too.
    const dueMs = nowMs - (lateMs ?? 0);
    this.#skipBacklog(dueMs);
    while (this.#samples.available < SOUND_FRAME_SAMPLES) this.#fill(dueMs);
    this.#adapt(dueMs);
    const { captureOffsetMs } = this.#received;
    this.#heardCaptureMs = this.#isComfort || this.#concealment.isRunning || captureOffsetMs === undefined
      ? undefined
      : this.#playedMs + captureOffsetMs;
    this.#samples.take(this.#out);
    return this.#out;
  }

  /** When the first sample of the last pull was captured, by the peer's clock. `undefined` while there is nothing to hear. */
  get heardCaptureMs(): number | undefined {
    return this.#heardCaptureMs;
  }

  /**
   * Plays later than necessary, by up to {@linkcode MAX_SOUND_DELAY_MS}, so that a picture keeps up with the sound. It takes
   * effect little by little.
   */
  setExtraDelayMs(delayMs: number): void {
    this.#extraDelayMs = Math.min(MAX_SOUND_DELAY_MS, Math.max(0, delayMs));
  }

  /** Forgets what waits: the next packet is of another call. */
  restart(): void {
    this.#received.restart();
  }

  /** The sound that waits to be played, in milliseconds. */
  get bufferMs(): number {
    const { store } = this.#received;
    const last = store?.last;
    const waitingUnits = store === undefined || last === undefined ? 0 : last.index + last.units - store.next;
    return waitingUnits * SOUND_FRAME_MS + this.#samples.available / SAMPLES_PER_MS;
  }

  /**
   * How much later than the target the next frame is decoded, in milliseconds. Below 0: too early, so it may not be there.
   * It is decoded when a pull needs its first samples. What of the frame before is played in the same pull gives it no time.
   */
  #excessMs(dueMs: number): number {
    const waitingPulls = Math.floor(this.#samples.available / SOUND_FRAME_SAMPLES);
    const delayMs = dueMs - (this.#received.store!.next - waitingPulls) * SOUND_FRAME_MS;
    return delayMs - this.#received.target.targetMs - this.#extraDelayMs;
  }

  /** The media time of the next sample. */
  get #playedMs(): number {
    return this.#received.store!.next * SOUND_FRAME_MS - this.#samples.available / SAMPLES_PER_MS;
  }

  #pullSilence(): Float32Array {
    this.#noise.setPower(0);
    if (this.#samples.available < SOUND_FRAME_SAMPLES) this.#addNoise();
    this.#heardCaptureMs = undefined;
    this.#samples.take(this.#out);
    return this.#out;
  }

  /** After an outage, what was captured during it arrives all at once. The newest of it is played. */
  #skipBacklog(dueMs: number): void {
    const store = this.#received.store!;
    const newestTransitMs = this.#received.newestTransitMs;
    const isDraining = newestTransitMs < this.#lastNewestTransitMs - DRAIN_MS;
    this.#lastNewestTransitMs = newestTransitMs;
    const excessMs = this.#excessMs(dueMs), last = store.last;
    if (excessMs < SKIP_MS || last === undefined) {
      if (excessMs < SKIP_MS) this.#drainPulls = 0;
      return;
    }
    const wanted = store.next + Math.floor(excessMs / SOUND_FRAME_MS);
    const target = store.firstFrom(wanted) ?? last;
    if (isDraining && target.index < wanted && this.#drainPulls++ < MAX_DRAIN_PULLS) this.#skipTo(last.index);
    else if ((target.index - store.next) * SOUND_FRAME_MS >= SKIP_MS / 2) this.#skipTo(target.index);
  }

  #skipTo(index: number): void {
    this.#countSkipped(index - this.#received.store!.next);
    this.#received.store!.moveTo(index);
  }

  #countSkipped(units: number): void {
    this.counters.skippedUnits += units;
    this.#aheadUnits -= units;
  }

  /** Adds samples to play, of whatever is there. */
  #fill(dueMs: number): void {
    const store = this.#received.store!;
    const { current } = store;
    if (this.#isHeldBack(dueMs)) return this.#conceal(false);
    const excessMs = this.#excessMs(dueMs);
    if (current !== undefined) {
      if (this.#isComfort && excessMs < -SHORT_MS) this.#addComfort();
      else this.#decode();
      return;
    }
    const later = store.firstFrom(store.next);
    if (later === undefined) {
      if (!this.#received.isSilent) return this.#conceal(false);
      // In silence the delay is changed at will.
      store.moveTo(store.next + (excessMs < 0 ? 0 : excessMs < SOUND_FRAME_MS ? 1 : 2));
      return this.#addComfort();
    }
    const gap = later.index - store.next;
    const spareUnits = Math.min(gap, Math.floor(excessMs / SOUND_FRAME_MS));
    if (later.afterSilence || (this.#isComfort && this.#received.isSilentBefore(later.index))) {
      if (spareUnits > 0) store.moveTo(store.next + spareUnits);
      else {
        if (excessMs >= 0) store.moveTo(store.next + 1);
        this.#addComfort();
      }
    } else if (spareUnits > 0) this.#skipTo(store.next + spareUnits);
    else if (excessMs < -SHORT_MS) this.#conceal(false);
    else if (gap === later.units && later.hasFec) this.#decodeFec(later, gap);
    else {
      store.moveTo(store.next + 1);
      this.#conceal(true);
    }
  }

  /** While a queue empties, what is there is already too old. */
  #isHeldBack(dueMs: number): boolean {
    return this.#drainPulls > 0 && this.#drainPulls < MAX_DRAIN_PULLS && this.#excessMs(dueMs) > SKIP_MS &&
      this.#concealment.isSilent;
  }

  /** Decodes the current frame. */
  #decode(): void {
    const { counters } = this, { bytes, units, isRepair } = this.#received.store!.take()!;
    const samples = this.#decoder.decode(bytes);
    if (samples.length !== units * SOUND_FRAME_SAMPLES) {
      counters.drops.sound_malformed++;
      for (let n = 0; n < units; n++) this.#conceal(true);
      return;
    }
    this.#addReal(samples);
    if (isRepair) counters.repeatedUnits += units;
    else counters.decodedUnits += units;
  }

  #decodeFec(later: StoredFrame, gap: number): void {
    const samples = this.#decoder.decodeFec(later.bytes, gap * SOUND_FRAME_SAMPLES);
    this.#received.store!.moveTo(later.index);
    this.#addReal(samples);
    this.counters.fecUnits += gap;
  }

  #addReal(samples: Float32Array): void {
    const { hasFaded } = this.#concealment;
    if (this.#isComfort || hasFaded) this.#samples.appendBlended(samples, false);
    else if (this.#aheadUnits !== 0) this.#samples.appendBlended(samples, true);
    else this.#samples.append(samples);
    this.#aheadUnits = 0;
    this.#isComfort = false;
    this.#concealment.stop();
    this.#received.onPlayed();
  }

  /** Adds 10 ms in place of what is missing, or before it: then they take no media time. */
  #conceal(takesTime: boolean): void {
    this.counters.concealedUnits++;
    if (!takesTime) this.#aheadUnits++;
    this.#concealment.addTo(this.#samples);
  }

  #addComfort(): void {
    this.counters.comfortUnits++;
    if (!this.#isComfort) this.#noise.setPower(this.#samples.powerOfLast(SOUND_FRAME_SAMPLES));
    this.#addNoise();
  }

  /** Adds noise up to the end of a pull, so that the speech that follows it begins with one. */
  #addNoise(): void {
    const noise = this.#noise.next().subarray(this.#samples.available % SOUND_FRAME_SAMPLES);
    if (this.#isComfort) this.#samples.append(noise);
    else this.#samples.appendBlended(noise, false);
    this.#concealment.stop();
    this.#isComfort = true;
  }

  /** Goes a step towards the target. */
  #adapt(dueMs: number): void {
    const excessMs = this.#excessMs(dueMs), wrongMs = Math.abs(excessMs);
    if (++this.#pullsSinceChange < (wrongMs > QUICK_MS ? QUICK_CHANGE_PULLS : CHANGE_PULLS) || this.#isComfort) return;
    const minCorrelation = MIN_CORRELATION - CORRELATION_PER_MS * wrongMs;
    // What is played in the same pull as the beginning of the next frame is delay that is of no use.
    const uselessSamples = this.#samples.available % SOUND_FRAME_SAMPLES;
    let changed = 0;
    if (excessMs < -SHORT_MS) {
      changed = this.#samples.lengthen(MAX_LENGTHENED_SAMPLES, minCorrelation);
      this.counters.lengthenedSamples += changed;
    } else {
      const sparePulls = Math.max(0, Math.floor((excessMs - LONG_MS) / SOUND_FRAME_MS));
      const spareSamples = uselessSamples + sparePulls * SOUND_FRAME_SAMPLES;
      if (spareSamples >= MIN_SPARE_SAMPLES) {
        this.#decodeAhead();
        changed = this.#samples.shorten(spareSamples, SOUND_FRAME_SAMPLES, minCorrelation);
        this.counters.shortenedSamples += changed;
      }
    }
    if (changed > 0) this.#pullsSinceChange = 0;
  }

  #decodeAhead(): void {
    const store = this.#received.store!;
    while (this.#samples.available < AHEAD_SAMPLES && store.current !== undefined) this.#decode();
  }
}
