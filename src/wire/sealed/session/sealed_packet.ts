/** Seals and opens the packets of one direction of a call. PROTOCOL.md, "Sealed packets". */
import type { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { expand, KEY_BYTES } from "../handshake/key_schedule.ts";
import { ReplayWindow } from "./replay_window.ts";

const HEADER_BYTES = 11;
export const TAG_BYTES = 16;
export const SEAL_OVERHEAD = HEADER_BYTES + TAG_BYTES;
const TYPE_SEALED = 0xc0;
const PHASE_BIT = 1;
const SESSION_AT = 1, NUMBER_AT = 5;
const ALGORITHM = "chacha20-poly1305";
/** Far below what the cipher allows (RFC 9001 6.6 knows no practical limit); it keeps a stolen key's reach short. */
const PACKETS_A_KEY = 2 ** 20;

/** The session of a sealed packet, or -1 when it is none. */
export function sessionOf(bytes: Uint8Array): number {
  if (bytes.length < SEAL_OVERHEAD + 1 || (bytes[0] & ~PHASE_BIT) !== TYPE_SEALED) return -1;
  return (bytes[1] << 24 | bytes[2] << 16 | bytes[3] << 8 | bytes[4]) >>> 0;
}

interface TrafficKey {
  readonly secret: Uint8Array;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

function trafficKey(secret: Uint8Array): TrafficKey {
  return { secret, key: expand(secret, "udp key", KEY_BYTES), iv: expand(secret, "udp iv", 12) };
}

function nextKey(of: TrafficKey): TrafficKey {
  return trafficKey(expand(of.secret, "next", KEY_BYTES));
}

/** The key's IV with the packet number in its last six bytes (RFC 9001, 5.3). */
function fillNonce(nonce: Uint8Array, iv: Uint8Array, packet: Uint8Array): void {
  nonce.set(iv);
  for (let i = 0; i < 6; i++) nonce[6 + i] ^= packet[NUMBER_AT + i];
}

function writeHeader(packet: Uint8Array, type: number, session: number, number: number): void {
  packet[0] = type;
  for (let i = 3; i >= 0; i--, session >>>= 8) packet[SESSION_AT + i] = session & 0xff;
  const high = Math.floor(number / 2 ** 32);
  packet[NUMBER_AT] = high >>> 8;
  packet[NUMBER_AT + 1] = high & 0xff;
  for (let i = 5, low = number >>> 0; i >= 2; i--, low >>>= 8) packet[NUMBER_AT + i] = low & 0xff;
}

export class PacketSealer {
  readonly #session: number;
  readonly #packetsAKey: number;
  readonly #nonce = new Uint8Array(12);
  #key: TrafficKey;
  #phase = 0;
  #number = 0;

  constructor(secret: Uint8Array, session: number, packetsAKey = PACKETS_A_KEY) {
    this.#key = trafficKey(secret);
    this.#session = session;
    this.#packetsAKey = packetsAKey;
  }

  /** The number that the next packet gets. */
  get nextNumber(): number {
    return this.#number;
  }

  /** One packet of two parts (a payload header and its payload), so that they need not be joined first. */
  seal(head: Uint8Array, body?: Uint8Array): Uint8Array {
    if (this.#number > 0 && this.#number % this.#packetsAKey === 0) {
      this.#key = nextKey(this.#key);
      this.#phase ^= PHASE_BIT;
    }
    const end = HEADER_BYTES + head.length + (body?.length ?? 0);
    // Not a Buffer: every view of one costs as much as opening a small packet.
    const packet = new Uint8Array(end + TAG_BYTES);
    writeHeader(packet, TYPE_SEALED | this.#phase, this.#session, this.#number++);
    packet.set(head, HEADER_BYTES);
    if (body !== undefined) packet.set(body, HEADER_BYTES + head.length);
    fillNonce(this.#nonce, this.#key.iv, packet);
    const cipher = createCipheriv(ALGORITHM, this.#key.key, this.#nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(packet.subarray(0, HEADER_BYTES), { plaintextLength: end - HEADER_BYTES });
    packet.set(cipher.update(packet.subarray(HEADER_BYTES, end)), HEADER_BYTES);
    cipher.final();
    packet.set(cipher.getAuthTag(), end);
    return packet;
  }
}

/** Why a packet was not opened. */
export type OpenFailure = "replayed" | "forged";

export class PacketOpener {
  readonly window = new ReplayWindow();
  readonly #nonce = new Uint8Array(12);
  #key: TrafficKey;
  #next: TrafficKey | undefined;
  #previous: TrafficKey | undefined;
  #phase = 0;
  /** The lowest number seen under the present key. */
  #phaseStart = 0;
  /** Of the packet opened last. */
  number = -1;

  constructor(secret: Uint8Array) {
    this.#key = trafficKey(secret);
  }

  /** The plaintext of a packet that `sessionOf` took for one of this call. */
  open(packet: Uint8Array): Buffer | OpenFailure {
    let number = 0;
    for (let i = 0; i < 6; i++) number = number * 256 + packet[NUMBER_AT + i];
    if (!this.window.isNew(number)) return "replayed";
    const samePhase = (packet[0] & PHASE_BIT) === this.#phase;
    const older = !samePhase && number < this.#phaseStart;
    if (older && this.#previous === undefined) return "forged";
    const key = samePhase ? this.#key : older ? this.#previous! : (this.#next ??= nextKey(this.#key));
    const plain = this.#decipher(packet, key);
    if (plain === undefined) return "forged";
    if (!samePhase && !older) {
      this.#previous = this.#key;
      this.#key = key;
      this.#next = undefined;
      this.#phase ^= PHASE_BIT;
      this.#phaseStart = number;
    } else if (samePhase && number < this.#phaseStart) {
      this.#phaseStart = number;
    }
    this.window.commit(number);
    this.number = number;
    return plain;
  }

  #decipher(packet: Uint8Array, { key, iv }: TrafficKey): Buffer | undefined {
    fillNonce(this.#nonce, iv, packet);
    const decipher = createDecipheriv(ALGORITHM, key, this.#nonce, { authTagLength: TAG_BYTES });
    const end = packet.length - TAG_BYTES;
    decipher.setAAD(packet.subarray(0, HEADER_BYTES), { plaintextLength: end - HEADER_BYTES });
    decipher.setAuthTag(packet.subarray(end));
    const plain = decipher.update(packet.subarray(HEADER_BYTES, end));
    try {
      decipher.final();
      return plain;
    } catch {
      return undefined;
    }
  }
}
