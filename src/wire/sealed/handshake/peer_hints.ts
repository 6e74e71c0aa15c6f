import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Address, formatAddress } from "../../../port/address.ts";
import type { KnownPeer } from "../../wire.ts";
import { HINT_BYTES, hintKey } from "./key_schedule.ts";

/** Hellos that are remembered: only those of known peers are. */
const ANSWERED_LIMIT = 256;
const SHA256_BYTES = 32;

interface HintedPeer {
  readonly secret: Uint8Array;
  /** Keyed; to be copied before use. */
  readonly mac: ReturnType<typeof hmac.create>;
}

/**
 * Finds the peer that calls by its hint. Every peer has to be tried, so its key is kept in HMAC's state: a trial is two
 * blocks of SHA-256.
 */
export class PeerHints {
  readonly #peers = new Map<string, HintedPeer>();
  readonly #scratch = hmac.create(sha256, new Uint8Array(SHA256_BYTES));
  readonly #hint = new Uint8Array(SHA256_BYTES);
  /** Where each of the latest hellos came from, by its nonce. */
  readonly #answered = new Map<string, string>();

  get size(): number {
    return this.#peers.size;
  }

  add({ id, secret }: KnownPeer): void {
    this.#peers.set(id, { secret, mac: hmac.create(sha256, hintKey(secret)) });
  }

  delete(id: string): void {
    this.#peers.delete(id);
  }

  /** The secret of the peer whose hint it is. Takes the same time whoever calls. */
  secretOf(hint: Uint8Array, clientNonce: Uint8Array): Uint8Array | undefined {
    let found: Uint8Array | undefined;
    for (const { secret, mac } of this.#peers.values()) {
      mac._cloneInto(this.#scratch);
      this.#scratch.update(clientNonce).digestInto(this.#hint);
      let different = 0;
      for (let at = 0; at < HINT_BYTES; at++) different |= this.#hint[at] ^ hint[at];
      if (different === 0) found = secret;
    }
    return found;
  }

  /** Notes where a known peer's hello came from. Whether it is no copy of one that came from elsewhere. */
  isFirst(clientNonce: Uint8Array, from: Address): boolean {
    const nonce = clientNonce.join(), address = formatAddress(from);
    const known = this.#answered.get(nonce);
    if (known !== undefined) return known === address;
    this.#answered.set(nonce, address);
    if (this.#answered.size > ANSWERED_LIMIT) this.#answered.delete(this.#answered.keys().next().value!);
    return true;
  }
}
