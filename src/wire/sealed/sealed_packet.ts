/** Seals and opens the packets of one direction of a call. PROTOCOL.md, "Sealed packets". */
import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { expand, KEY_BYTES } from "./key_schedule.ts";
import { ReplayWindow } from "./replay_window.ts";

export const HEADER_BYTES = 11;
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
function fillNonce(nonce: Buffer, iv: Uint8Array, packet: Uint8Array): void {
  nonce.set(iv);
  for (let i = 0; i < 6; i++) nonce[6 + i] ^= packet[NUMBER_AT + i];
}

export class PacketSealer {
  readonly #session: number;
  readonly #packetsAKey: number;
  readonly #nonce = Buffer.alloc(12);
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
  seal(head: Uint8Array, body?: Uint8Array): Buffer {
    if (this.#number > 0 && this.#number % this.#packetsAKey === 0) {
      this.#key = nextKey(this.#key);
      this.#phase ^= PHASE_BIT;
    }
    const plainLength = head.length + (body?.length ?? 0);
    const packet = Buffer.allocUnsafe(plainLength + SEAL_OVERHEAD);
    packet[0] = TYPE_SEALED | this.#phase;
    packet.writeUInt32BE(this.#session, SESSION_AT);
    packet.writeUIntBE(this.#number++, NUMBER_AT, 6);
    fillNonce(this.#nonce, this.#key.iv, packet);
    const cipher = createCipheriv(ALGORITHM, this.#key.key, this.#nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(packet.subarray(0, HEADER_BYTES), { plaintextLength: plainLength });
    packet.set(cipher.update(head), HEADER_BYTES);
    if (body !== undefined && body.length > 0) packet.set(cipher.update(body), HEADER_BYTES + head.length);
    cipher.final();
    packet.set(cipher.getAuthTag(), HEADER_BYTES + plainLength);
    return packet;
  }
}

/** Why a packet was not opened. */
export type OpenFailure = "replayed" | "forged";

export class PacketOpener {
  readonly window = new ReplayWindow();
  readonly #nonce = Buffer.alloc(12);
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
