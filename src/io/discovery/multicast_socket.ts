import { createSocket, type Socket } from "node:dgram";
import multicastDns from "multicast-dns";
import { reportFault } from "../process/report_fault.ts";
import { SenderShares } from "./sender_shares.ts";
import type { MulticastPacket } from "./service_record.ts";

/** More packets a second than this are a flood: reading them alone would take time from a call. */
const FLOOD_PER_SECOND = 1000;
/** RFC 6762 section 17. */
const PACKET_LIMIT_BYTES = 9000;
/** RFC 6762 section 5.2: a packet from another port is not from a multicast DNS responder. */
const PORT = 5353;

/** The part of npm:multicast-dns that is used; the package has no types. */
interface MulticastDns {
  on(event: "packet", listener: (packet: unknown, from: Sender) => void): void;
  on(event: "error" | "warning", listener: (error: Error) => void): void;
  send(packet: object, to: null, done: (error?: Error) => void): void;
  destroy(done: () => void): void;
}

interface Sender {
  readonly address: string;
  readonly port: number;
}

export interface MulticastSocketOptions {
  /** This machine's IPv4 address in the network to use. */
  readonly address: string;
  /** Whether a packet from this address is for this socket. Asked before it is decoded. */
  readonly accepts: (sender: string) => boolean;
  /** What npm:dns-packet decoded: not yet checked. */
  readonly onPacket: (packet: unknown, sender: string) => void;
  /** So much arrives that the socket should be closed for a while. Called once. */
  readonly onFlood: () => void;
  /** The socket does not work and will not recover. */
  readonly onFailure: (message: string) => void;
  /** The UDP socket to use; by default a new one. */
  readonly socket?: Socket;
}

/** Multicast DNS in one network. */
export class MulticastSocket {
  readonly #mdns: MulticastDns;
  readonly #shares = new SenderShares(performance.now());
  #floodSinceMs = performance.now();
  #received = 0;

  constructor(options: MulticastSocketOptions) {
    const { socket = createSocket({ type: "udp4", reuseAddr: true }) } = options;
    // Every socket of the machine receives from every network, so all are bound the same way and filter by sender.
    this.#mdns = multicastDns({ socket, interface: options.address, bind: "0.0.0.0" }) as MulticastDns;
    const decoders = socket.listeners("message");
    socket.removeAllListeners("message");
    socket.on("message", (bytes, from) => {
      if (this.#isFlood()) return options.onFlood();
      if (from.port !== PORT || bytes.length > PACKET_LIMIT_BYTES || !options.accepts(from.address)) return;
      if (!this.#shares.take(from.address, bytes.length, performance.now())) return;
      try {
        for (const decode of decoders) decode.call(socket, bytes, from);
      } catch (fault) {
        reportFault(fault); // rethrown, it would stop the socket from receiving
      }
    });
    this.#mdns.on("packet", (packet, { address }) => options.onPacket(packet, address));
    this.#mdns.on("error", (error) => options.onFailure(error.message));
    this.#mdns.on("warning", () => {}); // not a DNS packet, or the network is gone for the moment
  }

  /** Settles when the operating system has accepted or refused it. */
  send(packet: MulticastPacket): Promise<void> {
    return new Promise((resolve) => {
      try {
        this.#mdns.send(wirePacket(packet), null, () => resolve());
      } catch {
        resolve(); // the network went away between two looks at it
      }
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#mdns.destroy(resolve));
  }

  /** Whether this packet is the first above the limit of its second. */
  #isFlood(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#floodSinceMs >= 1000) {
      this.#floodSinceMs = nowMs;
      this.#received = 0;
    }
    return ++this.#received === FLOOD_PER_SECOND;
  }
}

const AUTHORITATIVE_ANSWER = 1 << 10;

function wirePacket(packet: MulticastPacket): object {
  return packet.type === "response" ? { ...packet, flags: AUTHORITATIVE_ANSWER } : packet;
}
