import { type Address, sameAddress } from "../../../port/address.ts";
import type { RandomBytes } from "../handshake/handshake.ts";
import { equalBytes } from "../handshake/key_schedule.ts";
import { CHALLENGE_BYTES } from "../session/control_message.ts";

// Part of the wire: PROTOCOL.md, "Paths". Times are milliseconds.

/** How many addresses are challenged. */
export const MAX_CHALLENGED = 16;
/** While the peer is lost, each candidate is challenged at this interval, and after a while less often. */
const LOST_GAP_MS = 100, LOST_QUICK_MS = 3000, LOST_SLOW_GAP_MS = 1000;
/** While a worse path is used, each better one is challenged at this interval; after this many challenges less often. */
const BETTER_GAP_MS = 2000, BETTER_QUICK_TRIES = 5, BETTER_SLOW_GAP_MS = 5000;
/** At least this long between two challenges. */
const CHALLENGE_SPACING_MS = 5;
/**
 * A path that was left because it had fallen silent is not preferred again for this time. It doubles each time, unless the path
 * was used for longer than `HELD_MS`.
 */
const PENALTY_MS = 5000, MAX_PENALTY_MS = 80_000, HELD_MS = 60_000;

interface Candidate {
  readonly address: Address;
  readonly random: Uint8Array;
  tries: number;
  nextMs: number;
  /** After it was left: when it may be preferred again, and how long it must wait the next time. */
  notBetterBeforeMs: number;
  penaltyMs: number;
}

/** Why candidates are challenged: the peer is lost, or a better path than the present one is looked for. */
export type Search = "lost" | "better";

/** The addresses at which the peer may be, and the challenges that show whether it is. */
export class CandidatePaths {
  readonly #random: RandomBytes;
  #candidates: Candidate[] = [];
  #search: Search = "better";
  #searchedMs = -Infinity;
  #challengedMs = -Infinity;

  constructor(random: RandomBytes) {
    this.#random = random;
  }

  get length(): number {
    return this.#candidates.length;
  }

  /** These are the candidates from now on. What is known about those that stay is kept. */
  set(addresses: readonly Address[], nowMs: number): void {
    const kept = addresses.slice(0, MAX_CHALLENGED);
    this.#candidates = kept.map((address) => this.#find(address) ?? this.#candidate(address, nowMs));
  }

  /** Begins to look for the peer, or for a better path. Continues if it does so already. */
  begin(search: Search, nowMs: number): void {
    if (search === this.#search) return;
    this.#search = search;
    this.#searchedMs = nowMs;
    for (const candidate of this.#candidates) {
      candidate.tries = 0;
      candidate.nextMs = nowMs;
    }
  }

  /** The next challenge that is due now. `isWanted`: whether a candidate's answer would be of use. */
  next(isWanted: (address: Address) => boolean, nowMs: number): { to: Address; random: Uint8Array } | undefined {
    if (nowMs < this.#challengedMs + CHALLENGE_SPACING_MS) return undefined;
    const due = this.#wanted(isWanted).filter((candidate) => this.#dueMs(candidate) <= nowMs)
      .reduce<Candidate | undefined>(
        (first, one) => first === undefined || one.nextMs < first.nextMs ? one : first,
        undefined,
      );
    if (due === undefined) return undefined;
    due.tries++;
    due.nextMs = nowMs + this.#gapMs(due, nowMs);
    this.#challengedMs = nowMs;
    return { to: due.address, random: due.random };
  }

  /** When the next challenge is due; `Infinity` if none is. */
  deadlineMs(isWanted: (address: Address) => boolean): number {
    const dueMs = Math.min(Infinity, ...this.#wanted(isWanted).map((candidate) => this.#dueMs(candidate)));
    return Math.max(dueMs, this.#challengedMs + CHALLENGE_SPACING_MS);
  }

  /** Whether this answers a challenge to that address. */
  isAnswer(from: Address, random: Uint8Array): boolean {
    const candidate = this.#find(from);
    return candidate !== undefined && candidate.tries > 0 && equalBytes(candidate.random, random);
  }

  /** Whether a path that answered may be preferred to the present one. */
  mayPrefer(address: Address, nowMs: number): boolean {
    return nowMs >= (this.#find(address)?.notBetterBeforeMs ?? -Infinity);
  }

  /** This path has fallen silent, and was left, `usedMs` after it had been taken. */
  failed(address: Address, usedMs: number, nowMs: number): void {
    const candidate = this.#find(address);
    if (candidate === undefined) return;
    if (usedMs >= HELD_MS) candidate.penaltyMs = PENALTY_MS;
    candidate.notBetterBeforeMs = nowMs + candidate.penaltyMs;
    candidate.penaltyMs = Math.min(MAX_PENALTY_MS, 2 * candidate.penaltyMs);
  }

  #candidate(address: Address, nowMs: number): Candidate {
    const random = this.#random(CHALLENGE_BYTES);
    return { address, random, tries: 0, nextMs: nowMs, notBetterBeforeMs: -Infinity, penaltyMs: PENALTY_MS };
  }

  #find(address: Address): Candidate | undefined {
    return this.#candidates.find((candidate) => sameAddress(candidate.address, address));
  }

  #wanted(isWanted: (address: Address) => boolean): Candidate[] {
    return this.#candidates.filter(({ address }) => isWanted(address));
  }

  #dueMs({ nextMs, notBetterBeforeMs }: Candidate): number {
    return this.#search === "lost" ? nextMs : Math.max(nextMs, notBetterBeforeMs);
  }

  #gapMs({ tries }: Candidate, nowMs: number): number {
    if (this.#search === "lost") return nowMs < this.#searchedMs + LOST_QUICK_MS ? LOST_GAP_MS : LOST_SLOW_GAP_MS;
    return tries < BETTER_QUICK_TRIES ? BETTER_GAP_MS : BETTER_SLOW_GAP_MS;
  }
}
