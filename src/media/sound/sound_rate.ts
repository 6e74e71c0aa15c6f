/** How sound is to be encoded and sent. */
export interface SoundChoice {
  /** Of the encoder. */
  readonly bitrateKbps: number;
  readonly frameMs: 10 | 20;
  /** How many earlier frames each packet repeats. */
  readonly repeatedFrames: number;
  /** The total on the link, packet headers included. */
  readonly linkKbps: number;
}

/** The limits of Opus's rate: below, voices are hard to understand; above, they become no better. */
const MIN_KBPS = 12, MAX_KBPS = 32;
/** The encoder's rate is a multiple of this. */
const STEP_KBPS = 2;

// Tuned by judgement: the headers of 10 ms packets alone take 56 kbit/s.

/**
 * Sound gets the first share of the link. On a narrow link it gets the second share, up to this rate. The rest is for repair,
 * text and pictures.
 */
const SHARE = 0.3, NARROW_SHARE = 0.75, NARROW_KBPS = 60;
/** If 10 ms frames leave less than this for the encoder, 20 ms frames sound better. */
const MIN_SHORT_KBPS = 24;
/** The rate rises only after the link has carried this many times what is needed, for this many milliseconds. */
const MORE_FACTOR = 1.15, MORE_AFTER_MS = 3000;

/** Divides sound's share of the link among the encoder, the packets and the repetitions. Less is chosen at once, more later. */
export class SoundRate {
  #choice: SoundChoice | undefined;
  #lessMs = -Infinity;

  /** `overheadBytes`: the bytes of a packet besides its frames, with the headers of IP and UDP. */
  constructor(readonly overheadBytes: number) {}

  /** What to send on a link that carries `linkKbps`, when the losses ask for `wantedFrames` repeated frames. */
  choose(linkKbps: number, wantedFrames: number, nowMs: number): SoundChoice {
    const now = this.#choose(budgetOf(linkKbps), wantedFrames), last = this.#choice;
    if (last === undefined) return this.#choice = now;
    if (isLess(now, last)) {
      this.#lessMs = nowMs;
      return this.#choice = now;
    }
    // Repetitions do not wait: they are needed now.
    const safe = this.#choose(budgetOf(linkKbps / MORE_FACTOR), wantedFrames);
    if (nowMs - this.#lessMs >= MORE_AFTER_MS && !isLess(safe, last)) return this.#choice = safe;
    if (now.repeatedFrames === last.repeatedFrames) return last;
    const { bitrateKbps, frameMs } = last;
    return this.#choice = this.#priced(bitrateKbps, frameMs, now.repeatedFrames);
  }

  #choose(budgetKbps: number, wantedFrames: number): SoundChoice {
    const shortKbps = (budgetKbps - this.#overheadKbps(10)) / (1 + wantedFrames);
    if (shortKbps >= MIN_SHORT_KBPS) return this.#priced(stepped(shortKbps), 10, wantedFrames);
    const leftKbps = budgetKbps - this.#overheadKbps(20);
    const bitrateKbps = stepped(leftKbps / (1 + wantedFrames));
    const affordable = Math.max(0, Math.floor(leftKbps / bitrateKbps) - 1);
    return this.#priced(bitrateKbps, 20, Math.min(wantedFrames, affordable));
  }

  #priced(bitrateKbps: number, frameMs: 10 | 20, repeatedFrames: number): SoundChoice {
    const linkKbps = this.#overheadKbps(frameMs) + bitrateKbps * (1 + repeatedFrames);
    return { bitrateKbps, frameMs, repeatedFrames, linkKbps };
  }

  #overheadKbps(frameMs: number): number {
    return this.overheadBytes * 8 / frameMs;
  }
}

function budgetOf(linkKbps: number): number {
  return Math.max(linkKbps * SHARE, Math.min(linkKbps * NARROW_SHARE, NARROW_KBPS));
}

function stepped(kbps: number): number {
  return Math.min(MAX_KBPS, Math.max(MIN_KBPS, Math.floor(kbps / STEP_KBPS) * STEP_KBPS));
}

function isLess(a: SoundChoice, b: SoundChoice): boolean {
  return a.frameMs > b.frameMs || (a.frameMs === b.frameMs && a.bitrateKbps < b.bitrateKbps);
}
