import { createSocket, type Socket } from "node:dgram";
import type { Buffer } from "node:buffer";
import dnsPacket from "dns-packet";
import { reportFault } from "../process/report_fault.ts";
import { SenderShares } from "./sender_shares.ts";
import type { MulticastPacket } from "./service_record.ts";

/** More packets a second than this are a flood: reading them alone would take time from a call. */
const FLOOD_PER_SECOND = 1000;
/** RFC 6762 section 17. */
const PACKET_LIMIT_BYTES = 9000;
/** RFC 6762 sections 3 and 5.2: a packet from another port is not from a multicast DNS responder. */
const GROUP = "224.0.0.251", GROUP_IPV6 = "ff02::fb";
const PORT = 5353;
/** RFC 6762 section 11. */
const TTL_HOPS = 255;
/** After this long, a network that could not be joined is tried again. */
const REJOIN_MS = 5000;

/** The part of npm:dns-packet that is used; the package has no types. */
const { encode, decode } = dnsPacket as { encode(packet: object): Buffer; decode(bytes: Uint8Array): unknown };

interface Sender {
  readonly address: string;
  readonly port: number;
}

export interface MulticastSocketOptions {
  /** This machine's IPv4 address in the network to use; for IPv6 `::%` and the network's zone. */
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
  readonly #options: MulticastSocketOptions;
  readonly #socket: Socket;
  /** Where packets go. */
  readonly #group: string;
  readonly #shares = new SenderShares(performance.now());
  #floodSinceMs = performance.now();
  #received = 0;
  /** Settles when the socket can send, with whether it can. */
  readonly #bound = Promise.withResolvers<boolean>();
  #joined = false;
  #rejoin: ReturnType<typeof setInterval> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: MulticastSocketOptions) {
    this.#options = options;
    const [, zone] = options.address.split("%"), isIpv6 = zone !== undefined;
    this.#group = isIpv6 ? `${GROUP_IPV6}%${zone}` : GROUP;
    const socket = this.#socket = options.socket ??
      createSocket({ type: isIpv6 ? "udp6" : "udp4", reuseAddr: true, ipv6Only: isIpv6 });
    let isBound = false;
    socket.on("error", (error: Error & { code?: string }) => {
      // Once the socket is bound, an error means that the network is unavailable for the moment.
      if (!isBound || error.code === "EACCES" || error.code === "EADDRINUSE") options.onFailure(error.message);
      this.#bound.resolve(false);
    });
    socket.on("message", (bytes, from) => this.#receive(bytes, from));
    // Every IPv4 socket of the machine receives from every network, so all are bound the same way and filter by sender. A sender's
    // link-local IPv6 address does not say which network it is in, so these are bound to the group in their network.
    socket.bind(PORT, isIpv6 ? this.#group : "0.0.0.0", () => {
      isBound = true;
      if (this.#closing === undefined) this.#join();
      this.#bound.resolve(true);
    });
  }

  /** Settles when the operating system has accepted or refused it. */
  async send(packet: MulticastPacket): Promise<void> {
    if (!await this.#bound.promise || this.#closing !== undefined) return;
    await new Promise<void>((resolve) => {
      try {
        const bytes = encode(wirePacket(packet));
        this.#socket.send(bytes, 0, bytes.length, PORT, this.#group, () => resolve());
      } catch {
        resolve(); // the network went away between two looks at it
      }
    });
  }

  close(): Promise<void> {
    return this.#closing ??= new Promise((resolve) => {
      clearInterval(this.#rejoin);
      this.#bound.resolve(false);
      try {
        if (this.#joined) this.#socket.dropMembership(this.#joinedGroup, this.#options.address);
      } catch {
        // the network is unavailable, and the membership with it
      }
      this.#socket.close(resolve);
    });
  }

  /** The group without a zone: the address has it. */
  get #joinedGroup(): string {
    return this.#group.split("%")[0];
  }

  #join(): void {
    const { address } = this.#options;
    try {
      if (!this.#joined) this.#socket.addMembership(this.#joinedGroup, address);
      this.#joined = true;
      this.#socket.setMulticastInterface(address);
      this.#socket.setMulticastTTL(TTL_HOPS);
      this.#socket.setMulticastLoopback(true);
      clearInterval(this.#rejoin);
    } catch {
      this.#rejoin ??= setInterval(() => this.#join(), REJOIN_MS);
    }
  }

  #receive(bytes: Uint8Array, from: Sender): void {
    const { accepts, onPacket, onFlood } = this.#options;
    if (this.#isFlood()) return onFlood();
    if (from.port !== PORT || bytes.length > PACKET_LIMIT_BYTES || !accepts(from.address)) return;
    if (!this.#shares.take(from.address, bytes.length, performance.now())) return;
    let packet: unknown;
    try {
      packet = decode(bytes);
    } catch {
      return; // not a DNS packet
    }
    try {
      onPacket(packet, from.address);
    } catch (fault) {
      reportFault(fault); // rethrown, it would stop the socket from receiving
    }
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
