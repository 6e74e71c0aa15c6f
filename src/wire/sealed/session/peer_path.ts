import { type Address, sameAddress } from "../../../port/address.ts";
import { CHALLENGE_BYTES } from "./control_message.ts";
import type { RandomBytes } from "../handshake/handshake.ts";
import { equalBytes } from "../handshake/key_schedule.ts";
import { SEAL_OVERHEAD } from "./sealed_packet.ts";

/** At most one challenge, and one response, leaves in such a time, whatever comes. */
const CHALLENGE_GAP_MS = 30;
/** Stream, type and the random bytes. No address is sent more than came from it. */
const CHALLENGE_PACKET_BYTES = SEAL_OVERHEAD + 2 + CHALLENGE_BYTES;
/** An address that answered none of so many is challenged less often. */
const QUICK_CHALLENGES = 30, SLOW_CHALLENGE_GAP_MS = 1000;

/** Where the peer is. It moves only to an address that answered a challenge. */
export class PeerPath {
  #address: Address;
  readonly #random: RandomBytes;
  #candidate: { readonly address: Address; readonly random: Uint8Array; challenges: number } | undefined;
  #challengedMs = -Infinity;
  #respondedMs = -Infinity;

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

  /** The newest packet yet opened, of `bytes`, came from there. What to challenge that address with, if it is time for it. */
  onNewest(from: Address, bytes: number, nowMs: number): Uint8Array | undefined {
    if (this.isCurrent(from)) {
      this.#candidate = undefined;
      return undefined;
    }
    if (bytes < CHALLENGE_PACKET_BYTES) return undefined;
    const isSame = this.#candidate !== undefined && sameAddress(this.#candidate.address, from);
    const gapMs = isSame && this.#candidate!.challenges >= QUICK_CHALLENGES ? SLOW_CHALLENGE_GAP_MS : CHALLENGE_GAP_MS;
    if (nowMs < this.#challengedMs + gapMs) return undefined;
    if (!isSame) this.#candidate = { address: from, random: this.#random(CHALLENGE_BYTES), challenges: 0 };
    this.#challengedMs = nowMs;
    this.#candidate!.challenges++;
    return this.#candidate!.random;
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

  /** Whether it is time to answer a challenge; then it counts as answered. */
  mayRespond(nowMs: number): boolean {
    if (nowMs < this.#respondedMs + CHALLENGE_GAP_MS) return false;
    this.#respondedMs = nowMs;
    return true;
  }
}
