import { type Address, sameAddress } from "../../../port/address.ts";
import { CHALLENGE_BYTES } from "../session/control_message.ts";
import type { RandomBytes } from "../handshake/handshake.ts";
import { equalBytes } from "../handshake/key_schedule.ts";
import { SEAL_OVERHEAD } from "../session/sealed_packet.ts";

// Part of the wire: PROTOCOL.md, "Address change".

/** At most one challenge and one response are sent in this time, in milliseconds, whatever arrives. */
const CHALLENGE_GAP_MS = 30;
/** A peer that looks for a path challenges several at once: so many responses may come before the gap. */
const RESPONSES_AT_ONCE = 8;
/** An address that has not answered this many challenges is challenged less often. */
const QUICK_CHALLENGES = 30, SLOW_CHALLENGE_GAP_MS = 1000;
/** Stream, type and the random bytes. An address never gets more bytes than came from it. */
const CHALLENGE_PACKET_BYTES = SEAL_OVERHEAD + 2 + CHALLENGE_BYTES;

/** The address of the peer. It changes only to an address that has answered a challenge. */
export class PeerPath {
  #address: Address;
  readonly #random: RandomBytes;
  #candidate: { readonly address: Address; readonly random: Uint8Array; challenges: number } | undefined;
  #challengedMs = -Infinity;
  readonly #responses: number;
  /** When all responses in a row are available again. */
  #respondedMs = -Infinity;

  /** `knowsPaths`: the peer challenges several paths. */
  constructor(address: Address, random: RandomBytes, knowsPaths: boolean) {
    this.#address = address;
    this.#random = random;
    this.#responses = knowsPaths ? RESPONSES_AT_ONCE : 1;
  }

  get address(): Address {
    return this.#address;
  }

  isCurrent(from: Address): boolean {
    return sameAddress(from, this.#address);
  }

  /**
   * A packet of `bytes` was opened, with the highest number so far. Returns the random bytes of a challenge to its address, if one
   * is due.
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
   * Returns whether this is the answer to the challenge, from the address that was challenged. If so, the peer's address is now
   * that one.
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
    const nextMs = Math.max(nowMs, this.#respondedMs + CHALLENGE_GAP_MS);
    if (nextMs > nowMs + (this.#responses - 1) * CHALLENGE_GAP_MS) return false;
    this.#respondedMs = nextMs;
    return true;
  }

  /** A candidate has answered its challenge: the peer's address is that one now. */
  move(address: Address): void {
    this.#address = address;
    this.#candidate = undefined;
  }
}
