import { createCipheriv } from "node:crypto";
import { Buffer } from "node:buffer";
import { expand, HandshakeKeys, KEY_BYTES } from "../../../src/wire/sealed/handshake/key_schedule.ts";
import { PacketOpener, TAG_BYTES } from "../../../src/wire/sealed/session/sealed_packet.ts";
import { CAPABILITIES } from "../../../src/wire/sealed/handshake/capabilities.ts";
import { SealedSession } from "../../../src/wire/sealed/session/sealed_session.ts";
import type { MediaTrack } from "../../../src/port/encoded_frame.ts";
import type { Output } from "../../../src/wire/wire.ts";
import { SeededRandom } from "../../fake/random.ts";

export const PEER_ADDRESS = { hostname: "198.51.100.1", port: 40_001 };

/** A real session, and an authenticated peer that seals any plaintext it likes. */
export class HostilePeer {
  readonly outputs: Output[] = [];
  readonly session: SealedSession;
  readonly #keys: HandshakeKeys;
  readonly #opener: PacketOpener;
  #number = 0;

  constructor(random: SeededRandom, nowMs: number, tracks: readonly MediaTrack[] = [], capabilities = CAPABILITIES) {
    this.#keys = new HandshakeKeys(random.bytes(64), random.bytes(8), random.bytes(8));
    this.#opener = new PacketOpener(this.#keys.trafficSecret("server"));
    this.session = new SealedSession({
      role: "server",
      keys: this.#keys,
      remote: PEER_ADDRESS,
      peerName: "peer",
      random: (length) => random.bytes(length),
      switches: { cameraOn: true, microphoneOn: true },
      tracks,
      peerCapabilities: capabilities,
      emit: (output) => this.outputs.push(output),
    }, nowMs);
  }

  /** The next packet, or one with a given number (48 bits), under the first key. */
  seal(plain: Uint8Array, number = this.#number++): Uint8Array {
    const secret = this.#keys.trafficSecret("client");
    const packet = Buffer.alloc(11 + plain.length + TAG_BYTES);
    packet[0] = 0xc0;
    packet.writeUInt32BE(this.session.id, 1);
    packet.writeUIntBE(number, 5, 6);
    const nonce = Uint8Array.from(expand(secret, "udp iv", 12));
    for (let i = 0; i < 6; i++) nonce[6 + i] ^= packet[5 + i];
    const key = expand(secret, "udp key", KEY_BYTES);
    const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(packet.subarray(0, 11), { plaintextLength: plain.length });
    packet.set(cipher.update(plain), 11);
    cipher.final();
    packet.set(cipher.getAuthTag(), 11 + plain.length);
    return Uint8Array.from(packet);
  }

  /** The plaintext of a packet that the session sent. */
  open(packet: Uint8Array): Uint8Array {
    const plain = this.#opener.open(packet);
    if (typeof plain === "string") throw new Error(plain);
    return Uint8Array.from(plain);
  }
}
