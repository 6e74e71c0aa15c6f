import { type Address, sameAddress } from "../../../port/address.ts";
import { CHALLENGE_BYTES } from "./control_message.ts";
import type { RandomBytes } from "../handshake/handshake.ts";
import { equalBytes } from "../handshake/key_schedule.ts";
import { SEAL_OVERHEAD } from "./sealed_packet.ts";

// Of the wire: PROTOCOL.md, "Address change".

/** At most one challenge, and one response, leaves in this time, in milliseconds, whatever arrives. */
const CHALLENGE_GAP_MS = 30;
/** An address that answered none of this many challenges is challenged less often. */
const QUICK_CHALLENGES = 30, SLOW_CHALLENGE_GAP_MS = 1000;
/** Stream, type and the random bytes. No address is sent more bytes than came from it. */
const CHALLENGE_PACKET_BYTES = SEAL_OVERHEAD + 2 + CHALLENGE_BYTES;

/** The address of the peer. It changes only to one that answered a challenge. */
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

  /**
   * A packet of `bytes` opened that has the highest number so far. Returns what to challenge its address with, if a
   * challenge is due.
   */
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

  /**
   * Whether this answers the challenge, from the address that was challenged. If so, that is the peer's address now.
   */
  onResponse(from: Address, random: Uint8Array): boolean {
    const candidate = this.#candidate;
    if (candidate === undefined || !sameAddress(candidate.address, from)) return false;
    if (!equalBytes(candidate.random, random)) return false;
    this.#address = candidate.address;
    this.#candidate = undefined;
    return true;
  }

  /** Whether a challenge may be answered now. If so, it counts as answered. */
  mayRespond(nowMs: number): boolean {
    if (nowMs < this.#respondedMs + CHALLENGE_GAP_MS) return false;
    this.#respondedMs = nowMs;
    return true;
  }
}
