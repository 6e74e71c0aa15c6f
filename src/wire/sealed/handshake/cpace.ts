/**
 * CPace-RISTR255-SHA512: a balanced password-authenticated key exchange (draft-irtf-cfrg-cpace-21, sections 3, 6.2 and
 * 7.3; initiator-responder mode). A participant learns whether one guess of the password was right, and nothing else.
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { ristretto255, ristretto255_hasher } from "@noble/curves/ed25519.js";

/** Bytes of an encoded group element. */
export const SHARE_BYTES = 32;

/** SHA-512's input block (H.s_in_bytes), which the first fields of the generator string fill. */
const S_IN_BYTES = 128;
const DSI = Buffer.from("CPaceRistretto255");
const DSI_ISK = Buffer.from("CPaceRistretto255_ISK");
const { Point } = ristretto255;

/** The bytes, preceded by their length in LEB128 (prepend_len, section A.1). */
export function prependLength(bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = bytes.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.concat([Uint8Array.from(length), bytes]);
}

/** The parts joined, each preceded by its length (lv_cat). */
export function lvCat(...parts: Uint8Array[]): Uint8Array {
  return Buffer.concat(parts.map(prependLength));
}

/** The input of the hash that gives the generator (generator_string, section 7.1). */
export function generatorString(prs: Uint8Array, ci: Uint8Array, sid: Uint8Array): Uint8Array {
  const zeros = Math.max(0, S_IN_BYTES - 1 - prependLength(prs).length - prependLength(DSI).length);
  return lvCat(DSI, prs, new Uint8Array(zeros), ci, sid);
}

/** scalar_mult_vfy: the encoded product; `undefined` if the point is invalid or the product is the neutral element. */
export function scalarMultVerify(scalar: bigint, encoded: Uint8Array): Uint8Array | undefined {
  if (scalar === 0n) return undefined;
  try {
    const product = Point.fromBytes(Uint8Array.from(encoded)).multiply(scalar);
    return product.is0() ? undefined : product.toBytes();
  } catch {
    return undefined;
  }
}

/** Converts little-endian bytes to a scalar of the group. 64 uniform bytes give a uniform scalar. */
export function scalarFromBytes(bytes: Uint8Array): bigint {
  return BigInt("0x" + (Buffer.from(bytes).reverse().toString("hex") || "0")) % Point.Fn.ORDER;
}

/** The public values that both ends exchanged: share and associated data. */
export interface ExchangedShares {
  readonly initiatorShare: Uint8Array;
  readonly initiatorData: Uint8Array;
  readonly responderShare: Uint8Array;
  readonly responderData: Uint8Array;
}

/** One end of one run. `randomScalar`: 64 random bytes that are never used again. */
export class CPaceRun {
  /** The share to send to the other end (Ya or Yb). */
  readonly share: Uint8Array;
  readonly #scalar: bigint;
  readonly #sid: Uint8Array;

  constructor(prs: Uint8Array, ci: Uint8Array, sid: Uint8Array, randomScalar: Uint8Array) {
    this.#scalar = scalarFromBytes(randomScalar) || 1n;
    this.#sid = sid;
    this.share = generatorPoint(prs, ci, sid).multiply(this.#scalar).toBytes();
  }

  /** The intermediate session key, 64 bytes; `undefined` if the other end's share is invalid. */
  finish(remoteShare: Uint8Array, exchanged: ExchangedShares): Uint8Array | undefined {
    const k = scalarMultVerify(this.#scalar, remoteShare);
    if (k === undefined) return undefined;
    return createHash("sha512")
      .update(lvCat(DSI_ISK, this.#sid, k))
      .update(lvCat(exchanged.initiatorShare, exchanged.initiatorData))
      .update(lvCat(exchanged.responderShare, exchanged.responderData))
      .digest();
  }
}

export function generatorPoint(prs: Uint8Array, ci: Uint8Array, sid: Uint8Array) {
  const hash = createHash("sha512").update(generatorString(prs, ci, sid)).digest();
  return ristretto255_hasher.deriveToCurve!(Uint8Array.from(hash));
}
