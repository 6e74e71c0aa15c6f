import type { Address } from "../../port/address.ts";
import type { DatagramListener, DatagramSocket } from "../../port/datagram_socket.ts";
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

interface Datagram {
  readonly bytes: Uint8Array;
  readonly to: Address;
}

/** How an address is reached. */
interface Route {
  readonly conn: Deno.DatagramConn;
  readonly address: Deno.NetAddr;
}

/** One or two `Deno.DatagramConn` of one port, as a port. */
export class UdpSocket implements DatagramSocket {
  readonly localPort: number;
  readonly #conns: readonly Deno.DatagramConn[];
  /** Both may be the same socket; one is absent if its IP version is not available. */
  readonly #ipv4: Deno.DatagramConn | undefined;
  readonly #ipv6: Deno.DatagramConn | undefined;
  /** IPv6 link-local peers that were sent to, with the zone that a received datagram lacks. */
  readonly #zoned = new Map<string, string>();
  /** The zone of the address that it is bound to. */
  readonly #ownZone: string | undefined;
  readonly #listener: DatagramListener;
  /** What waits while something else is being sent. */
  #waiting: Datagram[] = [];
  /** Settles when nothing waits. Absent while nothing is sent. */
  #sending: Promise<void> | undefined;
  #pendingCount = 0;
  #lastTo: Address | undefined;
  #lastRoute: Route | undefined;
  #overflowCount = 0;
  #closed = false;

  /**
   * `conns` are bound to one port: one socket, or one per IP version if the system separates the two. `zone`: that of their
   * link-local address, if they are bound to one.
   */
  constructor(conns: readonly Deno.DatagramConn[], listener: DatagramListener, zone?: string) {
    this.#ownZone = zone;
    const isIpv6 = (conn: Deno.DatagramConn) => (conn.addr as Deno.NetAddr).hostname.includes(":");
    this.#conns = conns;
    this.#listener = listener;
    this.#ipv6 = conns.find(isIpv6);
    this.#ipv4 = conns.find((conn) => !isIpv6(conn));
    this.localPort = (conns[0].addr as Deno.NetAddr).port;
    for (const conn of conns) this.#receive(conn);
  }

  get pendingCount(): number {
    return this.#pendingCount;
  }

  send(bytes: Uint8Array, to: Address): void {
    if (this.#closed) return this.#listener.onFailed?.("the socket is closed");
    this.#pendingCount++;
    this.#waiting.push({ bytes, to });
    this.#sending ??= this.#sendWaiting();
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
    if (this.#sending !== undefined) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await Promise.race([this.#sending, new Promise((resolve) => timer = setTimeout(resolve, FLUSH_MS))]);
      clearTimeout(timer);
    }
    for (const conn of this.#conns) conn.close();
  }

  /** Sends what waits, one after another: two sends at once may leave out of order. Never rejects. */
  async #sendWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const leaving = this.#waiting;
      this.#waiting = [];
      for (const { bytes, to } of leaving) {
        let failure: string | undefined;
        try {
          const { conn, address } = this.#routeTo(to);
          await conn.send(bytes, address);
        } catch (error) {
          failure = (error as Error).message;
          await undefined; // sending to an unreachable address fails immediately, and no error is reported during its `send`
        }
        this.#pendingCount--;
        if (failure !== undefined) this.#tell(() => this.#listener.onFailed?.(failure));
      }
    }
    this.#sending = undefined;
    this.#tell(() => this.#listener.onDrained?.());
  }

  /** A fault of the listener is no reason to stop sending. */
  #tell(call: () => void): void {
    try {
      call();
    } catch (fault) {
      reportFault(fault);
    }
  }

  #routeTo(to: Address): Route {
    const { hostname, port } = to;
    if (this.#lastRoute === undefined || hostname !== this.#lastTo?.hostname || port !== this.#lastTo.port) {
      this.#lastRoute = this.#route(hostname, port);
      this.#lastTo = to;
    }
    return this.#lastRoute;
  }

  #route(hostname: string, port: number): Route {
    const zoneAt = hostname.indexOf("%");
    if (zoneAt > 0) {
      const address = hostname.slice(0, zoneAt);
      this.#zoned.delete(address);
      this.#zoned.set(address, hostname);
      if (this.#zoned.size > ZONED_LIMIT) this.#zoned.delete(this.#zoned.keys().next().value!);
    }
    const route = (conn: Deno.DatagramConn, hostname: string): Route => ({
      conn,
      address: { transport: "udp", hostname, port },
    });
    if (hostname.includes(":")) {
      if (this.#ipv6) return route(this.#ipv6, hostname);
    } else if (this.#ipv4) return route(this.#ipv4, hostname);
    // Linux accepts the IPv4 address as it is; macOS and Windows do not.
    else return route(this.#ipv6!, mapped(hostname));
    throw new Error(`this socket does not reach ${hostname}: it is one for IPv4`);
  }

  async #receive(conn: Deno.DatagramConn): Promise<void> {
    const buffer = new Uint8Array(RECEIVE_BUFFER_BYTES);
    let lastReported = "", last: Address = { hostname: "", port: 0 };
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
          last = { hostname: isLinkLocalIpv6(hostname) ? this.#withZone(hostname) : unmapped(hostname), port };
          lastReported = hostname;
        } else if (port !== last.port) last = { hostname: last.hostname, port };
        if (!this.#closed) this.#listener.onDatagram(bytes, last);
      } catch (fault) {
        reportFault(fault); // ours, and no reason to stop receiving
      }
    }
  }

  /** Without its zone, a link-local address could neither be answered nor be matched with the one that was called. */
  #withZone(hostname: string): string {
    const zoned = this.#zoned.get(hostname);
    if (zoned !== undefined) return zoned;
    const zone = this.#ownZone ?? ownLinkLocalZone();
    return zone === undefined ? hostname : `${hostname}%${zone}`;
  }
}
