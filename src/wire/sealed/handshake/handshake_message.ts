/** The messages of the handshake, byte by byte. PROTOCOL.md, "Handshake". Decoders accept any bytes and never throw. */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { PairSide } from "../../wire.ts";
import { REFUSED_PLAIN_WIRE } from "../../wire_mismatch.ts";
import { SHARE_BYTES } from "./cpace.ts";
import { equalBytes, HINT_BYTES } from "./key_schedule.ts";

export const TYPE_CLIENT_HELLO = 0x80;
export const TYPE_SERVER_HELLO = 0x81;
export const TYPE_CLIENT_FINISH = 0x82;
export const TYPE_SERVER_FINISH = 0x83;
export const TYPE_RETRY = 0x84;
export const TYPE_REFUSAL = 0x85;
export const TYPE_RINGING = 0x86;
export const TYPE_CANCELLED = 0x87;

const CLIENT_HELLO_BYTES = 512;
const SERVER_HELLO_BYTES = 80;
export const FINISH_BYTES = 131;
const RETRY_BYTES = 38;
const REFUSAL_BYTES = 25;
const CALL_PROOF_BYTES = 49;
export const NONCE_BYTES = 16;
export const COOKIE_BYTES = 16;
const MAX_NAME_BYTES = 64;
export const LOWEST_VERSION = 1;
export const HIGHEST_VERSION = 1;

const MAGIC = Buffer.from("vchat");
const MAGIC_AT = 1;
const TAG_BYTES = 16;
const INTRODUCTION_BYTES = 2 + MAX_NAME_BYTES;
const NO_NONCE = new Uint8Array(12);

export type Mode = "code" | "known";

export interface ClientHello {
  readonly lowestVersion: number;
  readonly highestVersion: number;
  readonly mode: Mode;
  readonly capabilities: number;
  readonly clientNonce: Uint8Array;
  readonly hint: Uint8Array;
  readonly share: Uint8Array;
  /** Zeros if there is none. */
  readonly cookie: Uint8Array;
}

export interface ServerHello {
  readonly version: number;
  readonly capabilities: number;
  readonly clientNonce: Uint8Array;
  readonly serverNonce: Uint8Array;
  readonly share: Uint8Array;
}

export interface Finish {
  readonly clientNonce: Uint8Array;
  readonly confirmation: Uint8Array;
}

/** What an end tells about itself once it is authenticated. */
export interface Introduction {
  readonly remember: boolean;
  readonly busy: boolean;
  /** Only with `busy`: the person at the server did not want the call. */
  readonly declined?: boolean;
  /** The server's side of the pair, if both ends keep it. */
  readonly side?: PairSide;
  readonly name: string;
}

/** A message that an end makes of the keys of its handshake. */
export interface CallProof {
  readonly clientNonce: Uint8Array;
  readonly proof: Uint8Array;
}

/** The bits of the server's side in the flags of an introduction. */
const SIDE_BITS = { A: 8, B: 16 } as const;

/** Numbered from 1. */
const REFUSAL_REASONS = ["version", "not_accepted", "plain_wire"] as const;

export interface Refusal {
  readonly clientNonce: Uint8Array;
  readonly reason: typeof REFUSAL_REASONS[number];
  readonly lowestVersion: number;
  readonly highestVersion: number;
}

const SHARE_AT_CLIENT = 45, COOKIE_AT = 77, CLIENT_END = 93;
const SHARE_AT_SERVER = 43, SERVER_END = 75;

export function encodeClientHello(hello: ClientHello): Buffer {
  const bytes = start(TYPE_CLIENT_HELLO, CLIENT_HELLO_BYTES);
  bytes[6] = hello.lowestVersion;
  bytes[7] = hello.highestVersion;
  bytes[8] = hello.mode === "code" ? 0 : 1;
  bytes.writeUInt32BE(hello.capabilities, 9);
  bytes.set(hello.clientNonce, 13);
  bytes.set(hello.hint, 29);
  bytes.set(hello.share, SHARE_AT_CLIENT);
  bytes.set(hello.cookie, COOKIE_AT);
  return bytes;
}

export function decodeClientHello(bytes: Uint8Array): ClientHello | undefined {
  if (!isMessage(bytes, TYPE_CLIENT_HELLO, CLIENT_HELLO_BYTES) || bytes[8] > 1) return undefined;
  for (let i = CLIENT_END; i < CLIENT_HELLO_BYTES; i++) if (bytes[i] !== 0) return undefined;
  if (bytes[6] > bytes[7]) return undefined;
  return {
    lowestVersion: bytes[6],
    highestVersion: bytes[7],
    mode: bytes[8] === 0 ? "code" : "known",
    capabilities: readU32(bytes, 9),
    clientNonce: copy(bytes, 13, 13 + NONCE_BYTES),
    hint: copy(bytes, 29, 29 + HINT_BYTES),
    share: copy(bytes, SHARE_AT_CLIENT, SHARE_AT_CLIENT + SHARE_BYTES),
    cookie: copy(bytes, COOKIE_AT, COOKIE_AT + COOKIE_BYTES),
  };
}

export function encodeServerHello(hello: ServerHello): Buffer {
  const bytes = start(TYPE_SERVER_HELLO, SERVER_HELLO_BYTES);
  bytes[6] = hello.version;
  bytes.writeUInt32BE(hello.capabilities, 7);
  bytes.set(hello.clientNonce, 11);
  bytes.set(hello.serverNonce, 27);
  bytes.set(hello.share, SHARE_AT_SERVER);
  return bytes;
}

export function decodeServerHello(bytes: Uint8Array): ServerHello | undefined {
  if (!isMessage(bytes, TYPE_SERVER_HELLO, SERVER_HELLO_BYTES)) return undefined;
  for (let i = SERVER_END; i < SERVER_HELLO_BYTES; i++) if (bytes[i] !== 0) return undefined;
  return {
    version: bytes[6],
    capabilities: readU32(bytes, 7),
    clientNonce: copy(bytes, 11, 11 + NONCE_BYTES),
    serverNonce: copy(bytes, 27, 27 + NONCE_BYTES),
    share: copy(bytes, SHARE_AT_SERVER, SHARE_AT_SERVER + SHARE_BYTES),
  };
}

/** A hello without its share: the associated data for CPace. */
export function associatedData(hello: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(hello);
  const at = bytes[0] === TYPE_CLIENT_HELLO ? SHARE_AT_CLIENT : SHARE_AT_SERVER;
  bytes.fill(0, at, at + SHARE_BYTES);
  return bytes;
}

export function encodeFinish(
  type: typeof TYPE_CLIENT_FINISH | typeof TYPE_SERVER_FINISH,
  finish: Finish,
  key: Uint8Array,
  introduction: Introduction,
): Buffer {
  const bytes = Buffer.alloc(FINISH_BYTES);
  bytes[0] = type;
  bytes.set(finish.clientNonce, 1);
  bytes.set(finish.confirmation, 17);
  const plain = Buffer.alloc(INTRODUCTION_BYTES);
  const name = cutName(introduction.name);
  plain[0] = (introduction.remember ? 1 : 0) | (introduction.busy ? 2 : 0) | (introduction.declined ? 4 : 0);
  if (introduction.side !== undefined) plain[0] |= SIDE_BITS[introduction.side];
  plain[1] = name.length;
  plain.set(name, 2);
  const cipher = createCipheriv("chacha20-poly1305", key, NO_NONCE, { authTagLength: TAG_BYTES });
  cipher.setAAD(bytes.subarray(0, 49), { plaintextLength: INTRODUCTION_BYTES });
  bytes.set(cipher.update(plain), 49);
  cipher.final();
  bytes.set(cipher.getAuthTag(), 49 + INTRODUCTION_BYTES);
  return bytes;
}

export function decodeFinish(bytes: Uint8Array, type: number): Finish | undefined {
  if (bytes.length !== FINISH_BYTES || bytes[0] !== type) return undefined;
  return { clientNonce: copy(bytes, 1, 17), confirmation: copy(bytes, 17, 49) };
}

/** The sealed part of a finish message; `undefined` if it was not sealed with this key. */
export function openIntroduction(bytes: Uint8Array, key: Uint8Array): Introduction | undefined {
  try {
    const decipher = createDecipheriv("chacha20-poly1305", key, NO_NONCE, { authTagLength: TAG_BYTES });
    decipher.setAAD(bytes.subarray(0, 49), { plaintextLength: INTRODUCTION_BYTES });
    decipher.setAuthTag(bytes.subarray(49 + INTRODUCTION_BYTES));
    const plain = decipher.update(bytes.subarray(49, 49 + INTRODUCTION_BYTES));
    decipher.final();
    if (plain[1] > MAX_NAME_BYTES) return undefined;
    const name = new TextDecoder("utf-8", { fatal: true }).decode(plain.subarray(2, 2 + plain[1]));
    const declined = (plain[0] & 6) === 6 ? { declined: true } : {};
    const side = sideOf(plain[0]);
    return {
      remember: (plain[0] & 1) !== 0,
      busy: (plain[0] & 2) !== 0,
      ...declined,
      ...side && { side },
      name,
    };
  } catch {
    return undefined;
  }
}

function sideOf(flags: number): PairSide | undefined {
  const bits = flags & (SIDE_BITS.A | SIDE_BITS.B);
  return bits === SIDE_BITS.A ? "A" : bits === SIDE_BITS.B ? "B" : undefined;
}

export function encodeCallProof(
  type: typeof TYPE_RINGING | typeof TYPE_CANCELLED,
  { clientNonce, proof }: CallProof,
): Buffer {
  const bytes = Buffer.alloc(CALL_PROOF_BYTES);
  bytes[0] = type;
  bytes.set(clientNonce, 1);
  bytes.set(proof, 17);
  return bytes;
}

export function decodeCallProof(bytes: Uint8Array, type: number): CallProof | undefined {
  if (bytes.length !== CALL_PROOF_BYTES || bytes[0] !== type) return undefined;
  return { clientNonce: copy(bytes, 1, 17), proof: copy(bytes, 17, CALL_PROOF_BYTES) };
}

export function encodeRetry(clientNonce: Uint8Array, cookie: Uint8Array): Buffer {
  const bytes = start(TYPE_RETRY, RETRY_BYTES);
  bytes.set(clientNonce, 6);
  bytes.set(cookie, 22);
  return bytes;
}

export function decodeRetry(bytes: Uint8Array): { clientNonce: Uint8Array; cookie: Uint8Array } | undefined {
  if (!isMessage(bytes, TYPE_RETRY, RETRY_BYTES)) return undefined;
  return { clientNonce: copy(bytes, 6, 22), cookie: copy(bytes, 22, 38) };
}

export function encodeRefusal(refusal: Refusal): Buffer {
  const bytes = start(TYPE_REFUSAL, REFUSAL_BYTES);
  bytes.set(refusal.clientNonce, 6);
  bytes[22] = REFUSAL_REASONS.indexOf(refusal.reason) + 1;
  bytes[23] = refusal.lowestVersion;
  bytes[24] = refusal.highestVersion;
  return bytes;
}

export function decodeRefusal(bytes: Uint8Array): Refusal | undefined {
  if (!isMessage(bytes, TYPE_REFUSAL, REFUSAL_BYTES) || bytes[22] < 1 || bytes[22] > REFUSED_PLAIN_WIRE) {
    return undefined;
  }
  return {
    clientNonce: copy(bytes, 6, 22),
    reason: REFUSAL_REASONS[bytes[22] - 1],
    lowestVersion: bytes[23],
    highestVersion: bytes[24],
  };
}

function start(type: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes[0] = type;
  bytes.set(MAGIC, MAGIC_AT);
  return bytes;
}

function isMessage(bytes: Uint8Array, type: number, length: number): boolean {
  return bytes.length === length && bytes[0] === type && equalBytes(bytes.subarray(MAGIC_AT, 6), MAGIC);
}

/** Makes a real copy: `slice` of a Buffer would be a view. */
function copy(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return Uint8Array.from(bytes.subarray(from, to));
}

function readU32(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]) >>> 0;
}

/** The name in UTF-8, cut between characters. */
function cutName(name: string): Uint8Array {
  const bytes = new Uint8Array(MAX_NAME_BYTES);
  return bytes.subarray(0, new TextEncoder().encodeInto(name.toWellFormed(), bytes).written);
}
