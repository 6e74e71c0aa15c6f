import type { Address } from "../../src/port/address.ts";
import { SeededRandom } from "./random.ts";

const LOOPBACK = "127.0.0.1";

/** What a relay does to the datagrams of both directions, in percent. */
export interface RelayConditions {
  readonly lossPercent: number;
  readonly dupPercent: number;
  /** Held back until the next datagram of the same direction is sent. */
  readonly reorderPercent: number;
}

/** One direction: returns what to send for a datagram that arrived. */
class Direction {
  readonly #random: SeededRandom;
  #held: Uint8Array | undefined;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  pass(datagram: Uint8Array, { lossPercent, dupPercent, reorderPercent }: RelayConditions): Uint8Array[] {
    const [lost, doubled, late] = [lossPercent, dupPercent, reorderPercent].map((percent) =>
      this.#random.next() * 100 < percent
    );
    if (lost) return [];
    const leaving = doubled ? [datagram, datagram] : [datagram];
    if (late && this.#held === undefined) {
      this.#held = leaving.pop()!.slice();
      return leaving;
    }
    if (this.#held !== undefined) leaving.push(this.#held);
    this.#held = undefined;
    return leaving;
  }
}

/**
 * Connects one client and a server with real sockets on this machine. It loses, duplicates and reorders datagrams from a
 * seed, stops passing them on, and moves either end to another address in the eyes of the other.
 */
export class UdpRelay {
  conditions: RelayConditions = { lossPercent: 0, dupPercent: 0, reorderPercent: 0 };
  readonly #server: Address;
  readonly #toServer: Direction;
  readonly #toClient: Direction;
  readonly #loops: Promise<void>[] = [];
  /** The socket that the client calls, and the one that calls the server. */
  #front!: Deno.DatagramConn;
  #back!: Deno.DatagramConn;
  #client: Deno.NetAddr | undefined;
  #cut = false;

  constructor(server: Address, seed = 1) {
    this.#server = server;
    this.#toServer = new Direction(seed * 2);
    this.#toClient = new Direction(seed * 2 + 1);
    this.moveServer();
    this.moveClient();
  }

  /** The address where the client now reaches the server. */
  get address(): Address {
    const { hostname, port } = this.#front.addr as Deno.NetAddr;
    return { hostname, port };
  }

  /** The address from which the server now hears the client. */
  get clientAddress(): Address {
    const { hostname, port } = this.#back.addr as Deno.NetAddr;
    return { hostname, port };
  }

  /** From now on passes nothing on. */
  cut(): void {
    this.#cut = true;
  }

  restore(): void {
    this.#cut = false;
  }

  /** From now on the server sees the client at another port, and reaches nobody at the old one. */
  moveClient(hostname = LOOPBACK): void {
    const before: Deno.DatagramConn | undefined = this.#back;
    const back = this.#back = Deno.listenDatagram({ transport: "udp", hostname, port: 0 });
    before?.close();
    this.#read(back, (datagram) => this.#client && this.#forward(datagram, this.#toClient, this.#front, this.#client));
  }

  /** From now on the client sees the server at another port, and reaches nobody at the old one. */
  moveServer(): void {
    const before: Deno.DatagramConn | undefined = this.#front;
    const front = this.#front = Deno.listenDatagram({ transport: "udp", hostname: LOOPBACK, port: 0 });
    before?.close();
    this.#read(front, (datagram, from) => {
      this.#client = from;
      return this.#forward(datagram, this.#toServer, this.#back, { transport: "udp", ...this.#server });
    });
  }

  async close(): Promise<void> {
    this.#front.close();
    this.#back.close();
    await Promise.all(this.#loops);
  }

  #read(conn: Deno.DatagramConn, pass: (datagram: Uint8Array, from: Deno.NetAddr) => unknown): void {
    const loop = async () => {
      const buffer = new Uint8Array(65_536);
      for (;;) {
        let received: [Uint8Array, Deno.Addr];
        try {
          received = await conn.receive(buffer);
        } catch {
          return; // closed
        }
        if (!this.#cut) await pass(received[0], received[1] as Deno.NetAddr);
      }
    };
    this.#loops.push(loop());
  }

  async #forward(
    datagram: Uint8Array,
    direction: Direction,
    through: Deno.DatagramConn,
    to: Deno.NetAddr,
  ): Promise<void> {
    for (const leaving of direction.pass(datagram, this.conditions)) {
      try {
        await through.send(leaving, to);
      } catch {
        return; // it was moved away from in the meantime
      }
    }
  }
}
