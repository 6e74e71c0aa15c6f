import type { Address } from "../../src/port/address.ts";
import { formatAddress, sameAddress } from "../../src/port/address.ts";
import type { DatagramChannel, Input, Output, StreamChannel, StreamId, Wire, WireEvent } from "../../src/wire/wire.ts";
import { type LinkChange, type LinkConditions, LossyLink } from "./lossy_link.ts";
import { LossyStream } from "./lossy_stream.ts";

export const SERVER_HOST = "192.0.2.1";
export const PORT_BASE = 9699;
/** The address where a client reaches the server's channel 0. */
export const SERVER_ADDRESS: Address = { hostname: SERVER_HOST, port: PORT_BASE };

export interface LinkPlan {
  readonly conditions?: Partial<LinkConditions>;
  readonly schedule?: readonly LinkChange[];
  /** Conditions that differ from those of both directions. */
  readonly toServer?: Partial<LinkConditions>;
  readonly toClient?: Partial<LinkConditions>;
}

export interface TimedEvent {
  readonly atMs: number;
  readonly event: WireEvent;
}

interface Datagram {
  readonly channel: DatagramChannel;
  readonly from: Address;
  readonly to: Address;
  readonly bytes: Uint8Array;
}

interface Connection {
  readonly twin: StreamId;
  readonly twinEnd: End;
  readonly out: LossyStream;
  closing: boolean;
}

/** One wire in the simulated network, with all its events. */
export class End {
  readonly events: TimedEvent[] = [];
  /** Called for every event, after it was stored. */
  onEvent: (event: WireEvent, nowMs: number) => void = () => {};
  /** The open connections of this end, with the direction away from it. `closing`: the wire has closed it. */
  readonly streams = new Map<StreamId, Connection>();
  sentDatagrams = 0;
  sentBytes = 0;
  /** Switched off: takes no inputs and gives no outputs. */
  dead = false;
  readonly #byKind = new Map<WireEvent["kind"], (WireEvent & { atMs: number })[]>();
  /** How many of the events are sorted in there. */
  #sorted = 0;

  constructor(readonly name: string, readonly wire: Wire, public address: Address) {}

  /** All events of a kind so far. */
  eventsOf<K extends WireEvent["kind"]>(kind: K): (Extract<WireEvent, { kind: K }> & { atMs: number })[] {
    // Sort only new events: tests that wait for a condition call this after every step.
    for (; this.#sorted < this.events.length; this.#sorted++) {
      const { event, atMs } = this.events[this.#sorted];
      const ofKind = this.#byKind.get(event.kind);
      if (ofKind === undefined) this.#byKind.set(event.kind, [{ ...event, atMs }]);
      else ofKind.push({ ...event, atMs });
    }
    return (this.#byKind.get(kind) ?? []).slice() as (Extract<WireEvent, { kind: K }> & { atMs: number })[];
  }
}

/** A client in the network: its wire, and its two directions to the server. */
export class ClientEnd extends End {
  readonly toServer: LossyLink<Datagram>;
  readonly toClient: LossyLink<Datagram>;

  constructor(name: string, wire: Wire, address: Address, plan: LinkPlan, seed: number) {
    super(name, wire, address);
    this.toServer = new LossyLink({ ...plan.conditions, ...plan.toServer }, seed * 2 + 1, plan.schedule);
    this.toClient = new LossyLink({ ...plan.conditions, ...plan.toClient }, seed * 2 + 2, plan.schedule);
  }
}

/** What the server sent to an end without a wire (a stranger, an attacker). */
export interface Overheard {
  readonly atMs: number;
  readonly to: Address;
  readonly bytes: Uint8Array;
}

/**
 * A server and its clients, run in virtual time over lossy links. It carries out every output of a wire and keeps every
 * deadline. It knows nothing about the protocols.
 */
export class WirePair {
  nowMs: number;
  readonly server: End;
  readonly clients: ClientEnd[] = [];
  /** More addresses of the server's host. What the server sends still comes from the first one. */
  readonly serverAliases = new Set<string>();
  /** Datagrams that the server sent to addresses that no client has. */
  readonly overheard: Overheard[] = [];
  /** Sees every datagram before the link does, and may change or drop it. */
  tamper: (bytes: Uint8Array, direction: "to_server" | "to_client") => Uint8Array | undefined = (bytes) => bytes;
  /** In order of time; at the same time, in the order in which they were added. */
  readonly #timers: { atMs: number; run: () => void }[] = [];
  #nextStream = 1;
  readonly #seed: number;

  constructor(options: { server: Wire; client?: Wire; link?: LinkPlan; seed?: number; startMs?: number }) {
    this.nowMs = options.startMs ?? 1000;
    this.#seed = options.seed ?? 1;
    this.server = new End("server", options.server, SERVER_ADDRESS);
    if (options.client !== undefined) this.addClient(options.client, options.link);
  }

  get client(): ClientEnd {
    return this.clients[0];
  }

  addClient(wire: Wire, link: LinkPlan = {}): ClientEnd {
    const n = this.clients.length + 1;
    const address = { hostname: `198.51.100.${n}`, port: 40_000 + n };
    const client = new ClientEnd(`client ${n}`, wire, address, link, this.#seed * 100 + n);
    this.clients.push(client);
    return client;
  }

  /** Starts the server, then every client. */
  start(): void {
    this.input(this.server, { kind: "start" });
    for (const client of this.clients) this.input(client, { kind: "start" });
  }

  input(end: End, input: Input): void {
    if (end.dead) return;
    end.wire.handle(input, this.nowMs);
    for (let output; (output = end.wire.pollOutput());) this.#carryOut(end, output);
  }

  at(atMs: number, run: () => void): void {
    const after = this.#timers.findLastIndex((timer) => timer.atMs <= atMs);
    this.#timers.splice(after + 1, 0, { atMs, run });
  }

  /** From now on the client has another address. Its TCP connections hang. */
  moveClient(client: ClientEnd, address: Address): void {
    client.address = address;
    this.#cutStreams(client);
  }

  /** The server's host changes: clients that send to the old address reach nobody. */
  moveServer(hostname: string): void {
    this.server.address = { ...this.server.address, hostname };
    for (const client of this.clients) this.#cutStreams(client);
  }

  /** Sends a datagram to the server from any address, without a link. */
  injectToServer(from: Address, bytes: Uint8Array, channel: DatagramChannel = 0): void {
    this.input(this.server, { kind: "datagram", channel, from, bytes });
  }

  /** Runs everything that is due up to and including `untilMs`. */
  runUntil(untilMs: number): void {
    for (;;) {
      const nextMs = this.#nextMs();
      if (nextMs > untilMs) break;
      this.nowMs = Math.max(this.nowMs, nextMs);
      this.#step();
    }
    this.nowMs = Math.max(this.nowMs, untilMs);
  }

  runFor(ms: number): void {
    this.runUntil(this.nowMs + ms);
  }

  /** Runs until `done` is true or the time is over. Returns whether it was done. */
  runUntilDone(done: () => boolean, limitMs: number): boolean {
    const endMs = this.nowMs + limitMs;
    while (!done()) {
      const nextMs = this.#nextMs();
      if (nextMs > endMs) return false;
      this.nowMs = Math.max(this.nowMs, nextMs);
      this.#step();
    }
    return true;
  }

  get #ends(): End[] {
    return [this.server, ...this.clients];
  }

  #nextMs(): number {
    let nextMs = this.#timers.length > 0 ? this.#timers[0].atMs : Infinity;
    for (const end of this.#ends) {
      if (!end.dead) nextMs = Math.min(nextMs, end.wire.deadlineMs);
      for (const { out } of end.streams.values()) nextMs = Math.min(nextMs, out.nextMs);
    }
    for (const c of this.clients) nextMs = Math.min(nextMs, c.toServer.nextMs, c.toClient.nextMs);
    return nextMs;
  }

  #step(): void {
    while (this.#timers.length > 0 && this.#timers[0].atMs <= this.nowMs) this.#timers.shift()!.run();
    for (const client of this.clients) {
      for (let d; (d = client.toServer.take(this.nowMs)) !== undefined;) {
        if (d.to.hostname !== this.server.address.hostname && !this.serverAliases.has(d.to.hostname)) continue;
        this.input(this.server, { kind: "datagram", channel: d.channel, from: d.from, bytes: d.bytes });
      }
      for (let d; (d = client.toClient.take(this.nowMs)) !== undefined;) {
        if (!sameAddress(d.to, client.address)) continue;
        this.input(client, { kind: "datagram", channel: 0, from: d.from, bytes: d.bytes });
      }
    }
    for (const end of this.#ends) {
      for (const [stream, { twin, twinEnd, out }] of [...end.streams]) {
        for (let a; (a = out.take(this.nowMs)) !== undefined;) {
          const other = twinEnd.streams.get(twin);
          const listening = other !== undefined && !other.closing;
          if ("bytes" in a) {
            if (listening) this.input(twinEnd, { kind: "stream_bytes", stream: twin, bytes: a.bytes });
            continue;
          }
          const mine = end.streams.get(stream);
          end.streams.delete(stream);
          twinEnd.streams.delete(twin);
          if (listening) this.input(twinEnd, { kind: "stream_closed", stream: twin });
          if (mine !== undefined && !mine.closing) this.input(end, { kind: "stream_closed", stream });
        }
      }
      if (!end.dead && end.wire.deadlineMs <= this.nowMs) this.input(end, { kind: "time" });
    }
  }

  #carryOut(end: End, output: Output): void {
    switch (output.kind) {
      case "send_datagram":
        return this.#sendDatagram(end, output.channel, output.to, output.bytes);
      case "dial_stream":
        return this.#dial(end as ClientEnd, output.channel, output.to);
      case "write_stream": {
        const connection = end.streams.get(output.stream);
        if (connection !== undefined && !connection.closing) connection.out.write(output.bytes, this.nowMs);
        return;
      }
      case "close_stream": {
        const connection = end.streams.get(output.stream);
        if (connection === undefined || connection.closing) return;
        connection.closing = true;
        connection.out.close(this.nowMs);
        return;
      }
      default:
        end.events.push({ atMs: this.nowMs, event: output });
        end.onEvent(output, this.nowMs);
    }
  }

  #sendDatagram(end: End, channel: DatagramChannel, to: Address, original: Uint8Array): void {
    end.sentDatagrams++;
    end.sentBytes += original.length;
    const fromServer = end === this.server;
    const bytes = this.tamper(original, fromServer ? "to_client" : "to_server");
    if (bytes === undefined) return;
    if (!fromServer) {
      const client = end as ClientEnd;
      client.toServer.send({ channel, from: client.address, to, bytes }, bytes.length, this.nowMs);
      return;
    }
    const client = this.clients.find((c) => sameAddress(c.address, to));
    if (client === undefined) {
      this.overheard.push({ atMs: this.nowMs, to, bytes });
      return;
    }
    const from = { hostname: end.address.hostname, port: PORT_BASE - channel };
    client.toClient.send({ channel, from, to, bytes }, bytes.length, this.nowMs);
  }

  #dial(client: ClientEnd, channel: StreamChannel, to: Address): void {
    const rttMs = client.toServer.conditionsAt(this.nowMs).delayMs + client.toClient.conditionsAt(this.nowMs).delayMs;
    this.at(this.nowMs + rttMs, () => {
      const isThere = to.hostname === this.server.address.hostname || this.serverAliases.has(to.hostname);
      if (client.toServer.conditionsAt(this.nowMs).down || this.server.dead || !isThere) {
        this.input(client, { kind: "stream_failed", channel, remote: to });
        return;
      }
      const a = this.#nextStream++;
      const b = this.#nextStream++;
      const seed = this.#seed * 1000 + a;
      client.streams.set(a, {
        twin: b,
        twinEnd: this.server,
        out: new LossyStream(client.toServer, seed),
        closing: false,
      });
      this.server.streams.set(b, {
        twin: a,
        twinEnd: client,
        out: new LossyStream(client.toClient, seed + 1),
        closing: false,
      });
      const remote = { hostname: client.address.hostname, port: 50_000 + a };
      this.input(this.server, { kind: "stream_opened", stream: b, channel, remote });
      if (client.streams.has(a)) this.input(client, { kind: "stream_opened", stream: a, channel, remote: to });
    });
  }

  #cutStreams(client: ClientEnd): void {
    for (const { out, twinEnd, twin } of client.streams.values()) {
      out.cut(this.nowMs);
      twinEnd.streams.get(twin)?.out.cut(this.nowMs);
    }
  }

  /** For messages of failed tests. */
  toString(): string {
    return this.#ends.map((end) =>
      `${end.name} ${formatAddress(end.address)}: ` +
      end.events.filter((e) => e.event.kind !== "frame_received" && e.event.kind !== "frame_sent").slice(-20)
        .map((e) => `${e.atMs.toFixed(1)} ${JSON.stringify(e.event)}`).join("; ")
    ).join("\n");
  }
}
