import { assertEquals, assertStrictEquals } from "@std/assert";
import type { Address } from "../../../../src/port/address.ts";
import { KnownCandidates } from "../../../../src/wire/sealed/path/known_candidates.ts";
import type { CarrierPorts, PathCarrier } from "../../../../src/wire/sealed/path/path_carrier.ts";
import { PathWire } from "../../../../src/wire/sealed/path/path_wire.ts";
import type { Input, Output, Wire } from "../../../../src/wire/wire.ts";

const HOME: Address = { hostname: "192.0.2.1", port: 9699 };
const OVER_TCP: Address = { ...HOME, via: "tcp 17" };
const BYTES = Uint8Array.of(1, 2, 3);

/** A wire that puts out what a test tells it to. */
class ScriptedWire implements Wire {
  readonly inputs: Input[] = [];
  readonly outputs: Output[] = [];
  deadlineMs = Infinity;
  onInput: (input: Input) => void = () => {};

  handle(input: Input): void {
    this.inputs.push(input);
    this.onInput(input);
  }

  pollOutput(): Output | undefined {
    return this.outputs.shift();
  }
}

/** Carries nothing: notes what it is given, and takes the inputs of stream 17. */
class NotingCarrier implements PathCarrier {
  readonly kind = "tcp";
  readonly notes: unknown[] = [];
  deadlineMs = Infinity;

  constructor(readonly ports: CarrierPorts) {}

  handle(input: Input): boolean {
    this.notes.push(input.kind);
    return "stream" in input && input.stream === 17;
  }

  send(to: Address, bytes: Uint8Array): void {
    this.notes.push([to.via, bytes]);
    this.ports.transmit({ kind: "write_stream", stream: 17, bytes });
  }

  onEvent({ kind }: { kind: string }): void {
    this.notes.push(`event ${kind}`);
  }
}

function pathWire() {
  const inner = new ScriptedWire(), candidates = new KnownCandidates();
  let carrier!: NotingCarrier;
  const wire = new PathWire(inner, candidates, [(ports) => carrier = new NotingCarrier(ports)]);
  return { inner, candidates, carrier, wire };
}

function outputs(wire: Wire): Output[] {
  const taken: Output[] = [];
  for (let output; (output = wire.pollOutput());) taken.push(output);
  return taken;
}

Deno.test("plain datagrams pass as the same objects, in both directions", () => {
  const { inner, wire } = pathWire();
  const output: Output = { kind: "send_datagram", channel: 0, to: HOME, bytes: BYTES };
  inner.outputs.push(output);
  assertStrictEquals(wire.pollOutput(), output);
  const input: Input = { kind: "datagram", channel: 0, from: HOME, bytes: BYTES };
  wire.handle(input, 1);
  assertStrictEquals(inner.inputs[0], input);
});

Deno.test("a datagram to a carrier's path goes to the carrier, and what it puts out comes in its place", () => {
  const { inner, carrier, wire } = pathWire();
  inner.outputs.push(
    { kind: "send_datagram", channel: 0, to: OVER_TCP, bytes: BYTES },
    { kind: "send_datagram", channel: 0, to: HOME, bytes: BYTES },
    { kind: "send_datagram", channel: 0, to: { ...HOME, via: "relay 1" }, bytes: BYTES },
  );
  assertEquals(outputs(wire).map(({ kind }) => kind), ["write_stream", "send_datagram"]);
  assertEquals(carrier.notes, [["tcp 17", BYTES]], "a path without a carrier carries nothing");
});

Deno.test("what a carrier takes does not reach the wire; what it delivers comes from its path", () => {
  const { inner, carrier, wire } = pathWire();
  wire.handle({ kind: "stream_bytes", stream: 17, bytes: BYTES }, 1);
  wire.handle({ kind: "stream_bytes", stream: 18, bytes: BYTES }, 2);
  carrier.ports.deliver(OVER_TCP, BYTES, 3);
  assertEquals(inner.inputs, [
    { kind: "stream_bytes", stream: 18, bytes: BYTES },
    { kind: "datagram", channel: 0, from: OVER_TCP, bytes: BYTES },
  ]);
});

Deno.test("the earliest deadline counts, and only who has one gets the time", () => {
  const { inner, carrier, wire } = pathWire();
  inner.deadlineMs = 20;
  carrier.deadlineMs = 10;
  assertEquals(wire.deadlineMs, 10);
  wire.handle({ kind: "time" }, 10);
  assertEquals([inner.inputs.length, carrier.notes], [0, ["time"]]);
  carrier.deadlineMs = Infinity;
  wire.handle({ kind: "time" }, 20);
  assertEquals([inner.inputs.length, carrier.notes], [1, ["time"]]);
});

Deno.test("goodbyes reach the carrier before it hears that this end leaves", () => {
  const { inner, carrier, wire } = pathWire();
  inner.onInput = () =>
    inner.outputs.push(
      { kind: "send_datagram", channel: 0, to: OVER_TCP, bytes: BYTES },
      { kind: "ended", reason: "hung_up" },
    );
  wire.handle({ kind: "hang_up" }, 1);
  assertEquals(carrier.notes, [["tcp 17", BYTES], "event ended", "hang_up"]);
  assertEquals(outputs(wire).map(({ kind }) => kind), ["write_stream", "ended"]);
});

Deno.test("carriers see the path of an event, others only the address and the kind", () => {
  const { inner, wire } = pathWire();
  const peer = { address: OVER_TCP, path: "tcp", name: "Ann", sealed: true } as const;
  inner.outputs.push(
    { kind: "connected", peer },
    { kind: "peer_moved", peer },
    { kind: "calling", attempt: 1, address: OVER_TCP },
    { kind: "caller", caller: { address: OVER_TCP, name: "Ann", isKnown: true } },
    { kind: "code_changed", code: "a-b-c", reason: "guessed", guesser: OVER_TCP },
  );
  const shown = { ...peer, address: HOME };
  assertEquals(outputs(wire), [
    { kind: "connected", peer: shown },
    { kind: "peer_moved", peer: shown },
    { kind: "calling", attempt: 1, address: HOME },
    { kind: "caller", caller: { address: HOME, name: "Ann", isKnown: true } },
    { kind: "code_changed", code: "a-b-c", reason: "guessed", guesser: HOME },
  ]);
});

Deno.test("what a carrier offers and withdraws reaches the wire as candidates of the peer, at most eight", () => {
  const { inner, candidates, carrier, wire } = pathWire();
  const many = Array.from({ length: 12 }, (_, i) => ({ hostname: `192.0.2.${i}`, port: 9699 }));
  carrier.ports.offer(many, 1);
  carrier.ports.offer([OVER_TCP, many[11]], 2);
  assertEquals(candidates.ofPeer, [...many.slice(5), OVER_TCP]);
  carrier.ports.withdraw(OVER_TCP, 3);
  assertEquals(inner.inputs.at(-1), { kind: "peer_candidates", addresses: many.slice(5) });
  wire.handle({ kind: "candidates", addresses: many }, 4);
  assertEquals(candidates.own, many.slice(0, 8));
});
