import { type Address, sameAddress } from "../../../port/address.ts";

// Part of the wire: PROTOCOL.md, "Candidates".
/** How many candidates an end tells its peer, and how many of the peer it remembers. */
export const MAX_CANDIDATES = 8;

/** The addresses at which the two ends may be reached, as this end knows them. They outlast a call. */
export class KnownCandidates {
  /** Another number after each change of the peer's addresses. */
  version = 0;
  #own: readonly Address[] = [];
  #ofPeer: readonly Address[] = [];
  #gone: readonly Address[] = [];

  /** Of this end: what it tells its peer. */
  get own(): readonly Address[] {
    return this.#own;
  }

  /** Of the peer, in addition to what it says itself: paths with a `via`, and addresses that a meeting point gave. */
  get ofPeer(): readonly Address[] {
    return this.#ofPeer;
  }

  setOwn(addresses: readonly Address[]): void {
    this.#own = addresses.slice(0, MAX_CANDIDATES);
  }

  /** Adds addresses of the peer. The oldest are forgotten if there are too many. */
  add(addresses: readonly Address[]): void {
    this.version++;
    this.#gone = this.#gone.filter((gone) => !addresses.some((address) => sameAddress(gone, address)));
    const added = addresses.filter((address) => !this.#ofPeer.some((known) => sameAddress(known, address)));
    this.#ofPeer = [...this.#ofPeer, ...added].slice(-MAX_CANDIDATES);
  }

  /** Nothing can be sent to this address any more. */
  remove(address: Address): void {
    this.#ofPeer = this.#ofPeer.filter((known) => !sameAddress(known, address));
    this.version++;
    this.#gone = [...this.#gone, address].slice(-MAX_CANDIDATES);
  }

  /** Whether nothing can be sent there: its carrier said so. */
  isGone(address: Address): boolean {
    return this.#gone.some((gone) => sameAddress(gone, address));
  }
}
