import type { Address } from "../port/address.ts";
import type { DatagramSocket, OnDatagram } from "../port/datagram_socket.ts";
import { unmapped } from "./host_name.ts";
import { readUdpOverflowCount } from "./udp_overflow.ts";

/** More than any datagram: the largest UDP payload is 65,507 bytes over IPv4. */
const RECEIVE_BUFFER_BYTES = 65_536;

/** A `Deno.DatagramConn` as a port. */
export class UdpSocket implements DatagramSocket {
  readonly localPort: number;
  readonly #conn: Deno.DatagramConn;
  /** The send before, so that datagrams leave in order; two sends under way at once may not. */
  #lastSend: Promise<unknown> | undefined;
  #overflowCount = 0;
  #closed = false;

  constructor(conn: Deno.DatagramConn, onDatagram: OnDatagram) {
    this.#conn = conn;
    this.localPort = (conn.addr as Deno.NetAddr).port;
    this.#receive(onDatagram);
  }

  send(bytes: Uint8Array, to: Address): Promise<string | undefined> {
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

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#conn.close();
  }

  async #sendNow(bytes: Uint8Array, { hostname, port }: Address): Promise<string | undefined> {
    if (this.#closed) return "the socket is closed";
    try {
      await this.#conn.send(bytes, { transport: "udp", hostname, port });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #receive(onDatagram: OnDatagram): Promise<void> {
    const buffer = new Uint8Array(RECEIVE_BUFFER_BYTES);
    let lastMapped = "", lastHostname = "";
    while (!this.#closed) {
      try {
        const [bytes, from] = await this.#conn.receive(buffer);
        const { hostname, port } = from as Deno.NetAddr;
        if (hostname !== lastMapped) lastHostname = unmapped(lastMapped = hostname);
        if (!this.#closed) onDatagram(bytes, { hostname: lastHostname, port });
      } catch (error) {
        // Closing interrupts a receive. Windows reports here that an earlier datagram could not be delivered
        // (WSAECONNRESET): that says nothing about this socket.
        if (this.#closed || error instanceof Deno.errors.BadResource) return;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  }
}
