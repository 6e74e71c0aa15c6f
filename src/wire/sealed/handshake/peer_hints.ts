import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { type Address, formatAddress } from "../../../port/address.ts";
import type { KnownPeer } from "../../wire.ts";
import { HINT_BYTES, hintKey } from "./key_schedule.ts";

/** The most hellos that are remembered. Only those of known peers are. */
const ANSWERED_LIMIT = 256;
const SHA256_BYTES = 32;

interface HintedPeer {
  readonly secret: Uint8Array;
  /** An HMAC state with the peer's key. Copy it before use. */
  readonly mac: ReturnType<typeof hmac.create>;
}

/**
 * Finds the calling peer by its hint. Every known peer must be tried, so its key is kept as an HMAC state: one try is two
 * blocks of SHA-256.
 */
export class PeerHints {
  readonly #peers = new Map<string, HintedPeer>();
  readonly #scratch = hmac.create(sha256, new Uint8Array(SHA256_BYTES));
  readonly #hint = new Uint8Array(SHA256_BYTES);
  /** The address of each recent hello, by nonce. */
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

  /** The secret of the peer with this hint. Takes the same time for every caller. */
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

  /** Records the address of a known peer's hello. `false` if it is a copy of a hello from another address. */
  isFirst(clientNonce: Uint8Array, from: Address): boolean {
    const nonce = clientNonce.join(), address = formatAddress(from);
    const known = this.#answered.get(nonce);
    if (known !== undefined) return known === address;
    this.#answered.set(nonce, address);
    if (this.#answered.size > ANSWERED_LIMIT) this.#answered.delete(this.#answered.keys().next().value!);
    return true;
  }
}
