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
/**
 * Far below what the cipher allows (RFC 9001, 6.6: no practical limit), so that a stolen key opens only a short part of a call.
 */
const PACKETS_A_KEY = 2 ** 20;

/** The session id of a sealed packet; -1 if it is not a sealed packet. */
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

function writeNumber(header: Uint8Array, number: number): void {
  const high = Math.floor(number / 2 ** 32);
  header[NUMBER_AT] = high >>> 8;
  header[NUMBER_AT + 1] = high & 0xff;
  for (let i = 5, low = number >>> 0; i >= 2; i--, low >>>= 8) header[NUMBER_AT + i] = low & 0xff;
}

/** The key's IV with the packet number in its last six bytes (RFC 9001, 5.3). */
function fillNonce(nonce: Uint8Array, iv: Uint8Array, packet: Uint8Array): void {
  nonce.set(iv);
  for (let i = 0; i < 6; i++) nonce[6 + i] ^= packet[NUMBER_AT + i];
}

/** Packets are sealed in blocks of this size: one allocation for the packets of a train. */
const BLOCK_BYTES = 65_536;

/**
 * Seals packets in place: `reserve` space, write the plaintext to it, then `sealReserved`.
 *
 * A block is never reused, because its packets may wait in a socket for any time. It is freed with the last of them.
 */
export class PacketSealer {
  readonly #packetsAKey: number;
  readonly #nonce = new Uint8Array(12);
  /** The header of the next packet: phase, session, number. */
  readonly #header = new Uint8Array(HEADER_BYTES);
  #key: TrafficKey;
  #number = 0;
  // Not a Buffer: a view of a Buffer costs several times as much.
  #block = new Uint8Array(0);
  /** Where the reserved packet begins and ends in the block, without its tag. */
  #at = 0;
  #end = 0;

  constructor(secret: Uint8Array, session: number, packetsAKey = PACKETS_A_KEY) {
    this.#key = trafficKey(secret);
    this.#packetsAKey = packetsAKey;
    this.#header[0] = TYPE_SEALED;
    for (let i = 3; i >= 0; i--, session >>>= 8) this.#header[SESSION_AT + i] = session & 0xff;
  }

  /** The number that the next packet gets. */
  get nextNumber(): number {
    return this.#number;
  }

  /** Returns space for a plaintext of this length, from `plainAt` on. Nothing outside it may be written to. */
  reserve(plainBytes: number): Uint8Array {
    const packetBytes = plainBytes + SEAL_OVERHEAD;
    // Space that was reserved and not sealed is used again.
    if (this.#at + packetBytes > this.#block.length) {
      this.#block = new Uint8Array(Math.max(BLOCK_BYTES, packetBytes));
      this.#at = 0;
    }
    this.#end = this.#at + HEADER_BYTES + plainBytes;
    return this.#block;
  }

  get plainAt(): number {
    return this.#at + HEADER_BYTES;
  }

  /** Seals the plaintext that was written to the reserved space. Returns the packet. */
  sealReserved(): Uint8Array {
    if (this.#number > 0 && this.#number % this.#packetsAKey === 0) {
      this.#key = nextKey(this.#key);
      this.#header[0] ^= PHASE_BIT;
    }
    const block = this.#block, header = this.#header, at = this.#at, plainAt = this.plainAt, end = this.#end;
    writeNumber(header, this.#number++);
    fillNonce(this.#nonce, this.#key.iv, header);
    const cipher = createCipheriv(ALGORITHM, this.#key.key, this.#nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(header, { plaintextLength: end - plainAt });
    block.set(header, at);
    // `node:crypto` always returns the ciphertext in a buffer of its own.
    block.set(cipher.update(block.subarray(plainAt, end)), plainAt);
    cipher.final();
    block.set(cipher.getAuthTag(), end);
    this.#at = this.#end = end + TAG_BYTES;
    return block.subarray(at, this.#at);
  }

  /** Seals a plaintext that is stored elsewhere. Returns the packet. */
  seal(plain: Uint8Array): Uint8Array {
    this.reserve(plain.length).set(plain, this.plainAt);
    return this.sealReserved();
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
  /** The lowest number seen under the current key. */
  #phaseStart = 0;
  /** The number of the packet that was opened last. */
  number = -1;

  constructor(secret: Uint8Array) {
    this.#key = trafficKey(secret);
  }

  /** Opens a packet for which `sessionOf` returned the id of this session. */
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
