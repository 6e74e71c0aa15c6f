import type { Address } from "../../port/address.ts";
import type { DatagramSocket, OnDatagram } from "../../port/datagram_socket.ts";
import { reportFault } from "../process/report_fault.ts";
import { isLinkLocalIpv6, mapped, unmapped } from "./host_name.ts";
import { ownLinkLocalZone } from "./link_local_zone.ts";
import { readUdpOverflowCount } from "./udp_overflow.ts";

/** More than any datagram: the largest UDP payload is 65,507 bytes over IPv4. */
const RECEIVE_BUFFER_BYTES = 65_536;
/** How long a close waits for what is being sent. */
const FLUSH_MS = 200;
/** Strangers must not make this list of peers grow, or push out one that is sent to all the time. */
const ZONED_LIMIT = 64;

/** One or two `Deno.DatagramConn` of one port, as a port. */
export class UdpSocket implements DatagramSocket {
  readonly localPort: number;
  readonly #conns: readonly Deno.DatagramConn[];
  /** Both may be the same socket; one is absent if its IP version is not available. */
  readonly #ipv4: Deno.DatagramConn | undefined;
  readonly #ipv6: Deno.DatagramConn | undefined;
  /** IPv6 link-local peers that were sent to, with the zone that a received datagram lacks. */
  readonly #zoned = new Map<string, string>();
  /** The previous send. Each waits for it, because two sends at once may leave out of order. */
  #lastSend: Promise<unknown> | undefined;
  #lastTo: string | undefined;
  #lastRoute: { readonly conn: Deno.DatagramConn; readonly hostname: string } | undefined;
  #overflowCount = 0;
  #closed = false;

  /** `conns` are bound to one port: one socket, or one per IP version if the system separates the two. */
  constructor(conns: readonly Deno.DatagramConn[], onDatagram: OnDatagram) {
    const isIpv6 = (conn: Deno.DatagramConn) => (conn.addr as Deno.NetAddr).hostname.includes(":");
    this.#conns = conns;
    this.#ipv6 = conns.find(isIpv6);
    this.#ipv4 = conns.find((conn) => !isIpv6(conn));
    this.localPort = (conns[0].addr as Deno.NetAddr).port;
    for (const conn of conns) this.#receive(conn, onDatagram);
  }

  send(bytes: Uint8Array, to: Address): Promise<string | undefined> {
    if (this.#closed) return Promise.resolve("the socket is closed");
    const send = this.#lastSend === undefined
      ? this.#sendNow(bytes, to)
      : this.#lastSend.then(() => this.#sendNow(bytes, to));
    this.#lastSend = send;
    send.then(() => {
      if (this.#lastSend === send) this.#lastSend = undefined;
    });
    return send;
  }

  takeOverflowCount(): number {
    const count = readUdpOverflowCount(this.localPort);
    const fresh = count - this.#overflowCount;
    this.#overflowCount = count;
    return Math.max(0, fresh);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#lastSend !== undefined) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await Promise.race([this.#lastSend, new Promise((resolve) => timer = setTimeout(resolve, FLUSH_MS))]);
      clearTimeout(timer);
    }
    for (const conn of this.#conns) conn.close();
  }

  async #sendNow(bytes: Uint8Array, { hostname, port }: Address): Promise<string | undefined> {
    try {
      if (hostname !== this.#lastTo || this.#lastRoute === undefined) {
        this.#lastRoute = this.#route(hostname);
        this.#lastTo = hostname;
      }
      await this.#lastRoute.conn.send(bytes, { transport: "udp", hostname: this.#lastRoute.hostname, port });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  #route(hostname: string): { conn: Deno.DatagramConn; hostname: string } {
    const zoneAt = hostname.indexOf("%");
    if (zoneAt > 0) {
      const address = hostname.slice(0, zoneAt);
      this.#zoned.delete(address);
      this.#zoned.set(address, hostname);
      if (this.#zoned.size > ZONED_LIMIT) this.#zoned.delete(this.#zoned.keys().next().value!);
    }
    if (hostname.includes(":")) {
      if (this.#ipv6) return { conn: this.#ipv6, hostname };
    } else if (this.#ipv4) return { conn: this.#ipv4, hostname };
    // Linux accepts the IPv4 address as it is; macOS and Windows do not.
    else return { conn: this.#ipv6!, hostname: mapped(hostname) };
    throw new Error(`this socket does not reach ${hostname}: it is one for IPv4`);
  }

  async #receive(conn: Deno.DatagramConn, onDatagram: OnDatagram): Promise<void> {
    const buffer = new Uint8Array(RECEIVE_BUFFER_BYTES);
    let lastReported = "", lastHostname = "";
    while (!this.#closed) {
      let bytes: Uint8Array, from: Deno.Addr;
      try {
        [bytes, from] = await conn.receive(buffer);
      } catch (error) {
        // Closing interrupts a receive. Windows reports here that an earlier datagram could not be delivered
        // (WSAECONNRESET): that says nothing about this socket.
        if (this.#closed || error instanceof Deno.errors.BadResource) return;
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      try {
        const { hostname, port } = from as Deno.NetAddr;
        if (hostname !== lastReported) {
          lastHostname = isLinkLocalIpv6(hostname) ? this.#withZone(hostname) : unmapped(hostname);
          lastReported = hostname;
        }
        if (!this.#closed) onDatagram(bytes, { hostname: lastHostname, port });
      } catch (fault) {
        reportFault(fault); // ours, and no reason to stop receiving
      }
    }
  }

  /** Without its zone, a link-local address could neither be answered nor be matched with the one that was called. */
  #withZone(hostname: string): string {
    const zoned = this.#zoned.get(hostname);
    if (zoned !== undefined) return zoned;
    const zone = ownLinkLocalZone();
    return zone === undefined ? hostname : `${hostname}%${zone}`;
  }
}
