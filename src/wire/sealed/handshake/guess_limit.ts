import type { Origin } from "../../origin.ts";

/** A host that guessed wrong must wait this long before its next guess. The client waits as long by itself. */
export const GUESS_PENALTY_MS = 10_000;
const MINUTE_MS = 60_000;
/** Wrong guesses per minute: by one network; and by all, after which only networks that made none may guess. */
const MAX_OF_NETWORK = 30, MAX_OF_ALL = 30;
/**
 * The most wrong guesses accepted per minute. At this rate a code of 27 bits is found after two years on average, if more
 * than 90 networks guess all the time. (At 20 per second it would take months.)
 */
const MAX_GUESSES = 120;

interface Guess extends Origin {
  readonly atMs: number;
}

/** Limits how fast codes can be guessed, in such a way that a guesser blocks only itself. */
export class GuessLimit {
  #guesses: Guess[] = [];

  add(origin: Origin, nowMs: number): void {
    this.#guesses = [...this.#guesses.filter(({ atMs }) => atMs > nowMs - MINUTE_MS), { ...origin, atMs: nowMs }];
  }

  /** Whether a handshake in code mode from this origin must wait now. */
  mustWait({ host, network }: Origin, nowMs: number): boolean {
    const latest = this.#guesses.filter(({ atMs }) => atMs > nowMs - MINUTE_MS);
    if (latest.length >= MAX_GUESSES) return true;
    if (latest.some((guess) => guess.host === host && guess.atMs > nowMs - GUESS_PENALTY_MS)) return true;
    const ofNetwork = latest.filter((guess) => guess.network === network).length;
    return ofNetwork >= MAX_OF_NETWORK || (latest.length >= MAX_OF_ALL && ofNetwork > 0);
  }
}
