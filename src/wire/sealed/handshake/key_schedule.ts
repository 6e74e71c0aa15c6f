/** Derives every key of a call from the CPace key. PROTOCOL.md, "Keys". */
import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { PairSide, Role } from "../../wire.ts";

export const KEY_BYTES = 32;
export const PAIR_SECRET_BYTES = 32;
export const HINT_BYTES = 16;
const PREFIX = "vchat sealed 1 ";

/** The keys of one handshake, once both hellos are known. */
export class HandshakeKeys {
  /** SHA-512 of both hellos. */
  readonly transcript: Uint8Array;
  readonly #extracted: Uint8Array;

  constructor(isk: Uint8Array, clientHello: Uint8Array, serverHello: Uint8Array) {
    this.transcript = createHash("sha512").update(clientHello).update(serverHello).digest();
    this.#extracted = createHmac("sha256", this.transcript).update(isk).digest();
  }

  /** The HMAC that proves that an end has the same keys. */
  confirmation(of: Role): Uint8Array {
    return createHmac("sha256", this.derive(`${of} confirm`, KEY_BYTES)).update(this.transcript).digest();
  }

  introductionKey(of: Role): Uint8Array {
    return this.derive(`${of} introduction`, KEY_BYTES);
  }

  /** Shows that its sender has the same keys. `ringing`: the server asks a person. `cancelled`: the client has left. */
  callProof(state: "ringing" | "cancelled"): Uint8Array {
    return this.derive(state, KEY_BYTES);
  }

  trafficSecret(from: Role): Uint8Array {
    return this.derive(`${from} traffic`, KEY_BYTES);
  }

  get session(): number {
    return Buffer.from(this.derive("session", 4)).readUInt32BE();
  }

  get pairSecret(): Uint8Array {
    return this.derive("pair secret", PAIR_SECRET_BYTES);
  }

  derive(label: string, length: number): Uint8Array {
    return expand(this.#extracted, PREFIX + label, length);
  }
}

/** HKDF-Expand with SHA-256 (RFC 5869, 2.3), for at most 255 blocks. */
export function expand(key: Uint8Array, info: string, length: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  let previous: Uint8Array = new Uint8Array(0);
  for (let i = 1, have = 0; have < length; i++, have += previous.length) {
    previous = createHmac("sha256", key).update(previous).update(info).update(Uint8Array.of(i)).digest();
    blocks.push(previous);
  }
  return Uint8Array.from(Buffer.concat(blocks).subarray(0, length));
}

/** The hint that tells a server which known peer calls. It differs with every nonce. */
export function pairHint(pairSecret: Uint8Array, clientNonce: Uint8Array, caller?: PairSide): Uint8Array {
  const mac = createHmac("sha256", hintKey(pairSecret, caller)).update(clientNonce).digest();
  return Uint8Array.from(mac.subarray(0, HINT_BYTES));
}

/** `caller`: its side of the pair, if it has one. */
export function hintKey(pairSecret: Uint8Array, caller?: PairSide): Uint8Array {
  return expand(pairSecret, caller === undefined ? "hint" : `hint ${caller}`, KEY_BYTES);
}

/** The same at both ends. Reveals nothing about the secret. */
export function peerId(pairSecret: Uint8Array): string {
  return Buffer.from(expand(pairSecret, "id", 8)).toString("hex");
}

/** Compares in constant time, so that the timing does not reveal where the bytes differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
