import { type Address, sameAddress } from "../../port/address.ts";
import { CHALLENGE_BYTES } from "./control_message.ts";
import type { RandomBytes } from "./handshake/handshake.ts";
import { equalBytes } from "./handshake/key_schedule.ts";

const CHALLENGE_GAP_MS = 30;

/** Where the peer is. It moves only to an address that answered a challenge. */
export class PeerPath {
  #address: Address;
  readonly #random: RandomBytes;
  #candidate: { address: Address; random: Uint8Array; challengedMs: number } | undefined;

  constructor(address: Address, random: RandomBytes) {
    this.#address = address;
    this.#random = random;
  }

  get address(): Address {
    return this.#address;
  }

  isCurrent(from: Address): boolean {
    return sameAddress(from, this.#address);
  }

  /** The newest packet yet opened came from there. What to challenge that address with, if it is time for it. */
  onNewest(from: Address, nowMs: number): Uint8Array | undefined {
    if (this.isCurrent(from)) {
      this.#candidate = undefined;
      return undefined;
    }
    if (this.#candidate === undefined || !sameAddress(this.#candidate.address, from)) {
      this.#candidate = { address: from, random: this.#random(CHALLENGE_BYTES), challengedMs: -Infinity };
    }
    if (nowMs < this.#candidate.challengedMs + CHALLENGE_GAP_MS) return undefined;
    this.#candidate.challengedMs = nowMs;
    return this.#candidate.random;
  }

  /** Whether this answers the challenge, from where it was sent to: then the peer is there from now on. */
  onResponse(from: Address, random: Uint8Array): boolean {
    const candidate = this.#candidate;
    if (candidate === undefined || !sameAddress(candidate.address, from)) return false;
    if (!equalBytes(candidate.random, random)) return false;
    this.#address = candidate.address;
    this.#candidate = undefined;
    return true;
  }
}
