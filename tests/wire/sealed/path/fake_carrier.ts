import type { Address } from "../../../../src/port/address.ts";
import type { CarrierPorts, OpenCarrier, PathCarrier } from "../../../../src/wire/sealed/path/path_carrier.ts";
import type { Input } from "../../../../src/wire/wire.ts";
import { type End, SERVER_ADDRESS, type WirePair } from "../../../fake/wire_pair.ts";

/** The ids of streams that no wire opens: their bytes are what arrives on the path. */
const STREAM = { tcp: -1, relay: -2 } as const;

/** A path of its own between two ends, beside the network: what one sends reaches the other after a fixed time. */
export class FakeCarriedPath {
  /** Nothing passes. */
  down = false;
  sentDatagrams = 0;
  readonly #via: string;
  readonly #kind: "tcp" | "relay";
  readonly #delayMs: number;
  readonly #carriers: FakeCarrier[] = [];
  #pair: WirePair | undefined;

  constructor(kind: "tcp" | "relay", delayMs: number) {
    this.#kind = kind;
    this.#via = `${kind} 1`;
    this.#delayMs = delayMs;
  }

  /** The address of the server, as the client sees it on this path. */
  get serverAddress(): Address {
    return { ...SERVER_ADDRESS, via: this.#via };
  }

  /** To be opened by the server first. */
  readonly open: OpenCarrier = (ports) => {
    const isServer = this.#carriers.length === 0;
    const from = isServer ? { hostname: "198.51.100.1", port: 1, via: this.#via } : this.serverAddress;
    const carrier = new FakeCarrier(this.#kind, ports, from, (bytes) => this.#carry(isServer, bytes));
    this.#carriers.push(carrier);
    return carrier;
  };

  begin(pair: WirePair): void {
    this.#pair = pair;
  }

  /** The client's end is there, and offered. */
  offer(): void {
    this.#carriers[1].offer(this.serverAddress);
    this.#poke(this.#pair!.client);
  }

  /** The path is closed: both ends know it. */
  close(): void {
    this.down = true;
    for (const [i, end] of [this.#pair!.server, this.#pair!.client].entries()) {
      this.#carriers[i].close();
      this.#poke(end);
    }
  }

  #carry(fromServer: boolean, bytes: Uint8Array): void {
    this.sentDatagrams++;
    const pair = this.#pair!;
    pair.at(pair.nowMs + this.#delayMs, () => {
      if (this.down) return;
      pair.input(fromServer ? pair.client : pair.server, { kind: "stream_bytes", stream: STREAM[this.#kind], bytes });
    });
  }

  /** What the carrier did is carried out. */
  #poke(end: End): void {
    this.#pair!.input(end, { kind: "stream_bytes", stream: STREAM[this.#kind], bytes: new Uint8Array(0) });
  }
}

class FakeCarrier implements PathCarrier {
  readonly deadlineMs = Infinity;
  #nowMs = 0;

  constructor(
    readonly kind: "tcp" | "relay",
    readonly ports: CarrierPorts,
    readonly from: Address,
    readonly carry: (bytes: Uint8Array) => void,
  ) {}

  handle(input: Input, nowMs: number): boolean {
    this.#nowMs = nowMs;
    if (input.kind !== "stream_bytes" || input.stream !== STREAM[this.kind]) return false;
    if (input.bytes.length > 0) this.ports.deliver(this.from, input.bytes, nowMs);
    return true;
  }

  send(to: Address, bytes: Uint8Array): void {
    if (to.via === this.from.via) this.carry(bytes);
  }

  offer(address: Address): void {
    this.ports.offer([address], this.#nowMs);
  }

  close(): void {
    this.ports.withdraw(this.from, this.#nowMs);
  }
}
