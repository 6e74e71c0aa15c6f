import type { Origin } from "../../origin.ts";

const SECOND_MS = 1000;
/** A network that took nothing for this long counts as a newcomer. */
const NEWCOMER_MS = 10_000;

/** Limits per second. */
export interface Shares {
  /** For one host, and for one network. */
  readonly host: number;
  readonly network: number;
  /** For all together. */
  readonly everybody: number;
  /** For all, including newcomers. The difference is reserved for networks that took nothing lately. */
  readonly newcomers: number;
  /** For all, including those with priority. */
  readonly first: number;
}

/** Shares a limited resource, so that no host or network takes it all. Its memory is bounded by the limits. */
export class FairShare {
  readonly #shares: Shares;
  #sinceMs = -Infinity;
  #taken = 0;
  readonly #takenBy = new Map<string, number>();
  /** The networks that took something in this or the previous ten seconds. */
  #networks = new Set<string>();
  #networksBefore = new Set<string>();
  #networksSinceMs = -Infinity;

  constructor(shares: Shares) {
    this.#shares = shares;
  }

  /** Takes one, if any are left. `origin` is `undefined` if the source may be forged. */
  take(origin: Origin | undefined, nowMs: number, isFirst = false): boolean {
    this.#turn(nowMs);
    const { host, network, everybody, newcomers, first } = this.#shares;
    const isNew = origin !== undefined && !this.#networks.has(origin.network) &&
      !this.#networksBefore.has(origin.network);
    if (this.#taken >= (isFirst ? first : isNew ? newcomers : everybody)) return false;
    if (origin !== undefined) {
      const hostKey = `${isFirst ? "first" : "host"} ${origin.host}`, networkKey = `network ${origin.network}`;
      const ofHost = this.#takenBy.get(hostKey) ?? 0, ofNetwork = this.#takenBy.get(networkKey) ?? 0;
      if (ofHost >= host || (!isFirst && ofNetwork >= network)) return false;
      this.#takenBy.set(hostKey, ofHost + 1);
      if (!isFirst) {
        this.#takenBy.set(networkKey, ofNetwork + 1);
        this.#networks.add(origin.network);
      }
    }
    this.#taken++;
    return true;
  }

  #turn(nowMs: number): void {
    if (nowMs >= this.#networksSinceMs + NEWCOMER_MS) {
      const isOld = nowMs >= this.#networksSinceMs + 2 * NEWCOMER_MS;
      this.#networksBefore = isOld ? new Set() : this.#networks;
      this.#networks = new Set();
      this.#networksSinceMs = nowMs;
    }
    if (nowMs < this.#sinceMs + SECOND_MS) return;
    this.#sinceMs = nowMs;
    this.#taken = 0;
    this.#takenBy.clear();
  }
}
