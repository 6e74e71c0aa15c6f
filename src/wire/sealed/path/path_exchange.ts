import type { Address } from "../../../port/address.ts";
import type { RandomBytes } from "../handshake/handshake.ts";
import { type ControlMessage, encodeChallenge, encodeProbe, encodeProbeAnswer } from "../session/control_message.ts";
import { PacketSizeProbe } from "./packet_size_probe.ts";
import { PeerPath } from "./peer_path.ts";
import { SEAL_OVERHEAD } from "../session/sealed_packet.ts";

export type PathMessage = Extract<
  ControlMessage,
  { readonly kind: "challenge" | "response" | "probe" | "probe_answer" }
>;

/**
 * The path to the peer: its address, the largest packets that arrive there, and the control messages with which both are found out.
 * PROTOCOL.md, "Address change" and "Packet size".
 */
export class PathExchange {
  readonly #path: PeerPath;
  readonly #probe: PacketSizeProbe;

  constructor(remote: Address, random: RandomBytes, nowMs: number) {
    this.#path = new PeerPath(remote, random);
    this.#probe = new PacketSizeProbe(remote, nowMs);
  }

  get address(): Address {
    return this.#path.address;
  }

  isCurrent(from: Address): boolean {
    return this.#path.isCurrent(from);
  }

  /** Of a sealed packet. */
  get packetBytes(): number {
    return this.#probe.packetBytes;
  }

  get deadlineMs(): number {
    return this.#probe.deadlineMs;
  }

  /** A packet was opened, with the highest number so far. Returns a challenge to its address, if one is due. */
  onNewest(from: Address, bytes: number, nowMs: number): Uint8Array | undefined {
    const random = this.#path.onNewest(from, bytes, nowMs);
    return random && encodeChallenge("challenge", random);
  }

  /** Returns what to answer to the present address, or that the peer has moved to `from`. `plainBytes`: of the message. */
  receive(message: PathMessage, plainBytes: number, from: Address, nowMs: number): Uint8Array | "moved" | undefined {
    switch (message.kind) {
      case "challenge":
        // Only to the address that the peer has proved. The peer checks which address the response comes from.
        return this.#path.mayRespond(nowMs) ? encodeChallenge("response", message.random) : undefined;
      case "response":
        if (!this.#path.onResponse(from, message.random)) return undefined;
        this.restart(nowMs);
        return "moved";
      case "probe":
        // The answer has the size that really arrived, whatever size the probe claims.
        return encodeProbeAnswer(plainBytes + SEAL_OVERHEAD);
      case "probe_answer":
        this.#probe.onAnswer(message.size, nowMs);
    }
  }

  /** The probes that are due. */
  *probes(rttMs: number, nowMs: number): Iterable<Uint8Array> {
    for (const size of this.#probe.poll(rttMs, nowMs)) yield encodeProbe(size, size - SEAL_OVERHEAD);
  }

  /** Perhaps large packets do not arrive any more. */
  suspect(nowMs: number): void {
    this.#probe.suspect(nowMs);
  }

  /** The path may be another one. */
  restart(nowMs: number): void {
    this.#probe.restart(this.#path.address, nowMs);
  }
}
