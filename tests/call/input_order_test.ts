import { assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import type { DatagramListener, DatagramSocket } from "../../src/port/datagram_socket.ts";
import type { Network } from "../../src/port/network.ts";
import type { Input, Output, Wire } from "../../src/wire/wire.ts";
import { InputQueue } from "../../src/call/input_queue.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { settled, VirtualClock } from "../fake/virtual_clock.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };
const PEER = { address: SERVER, name: "server", sealed: true };

/** A wire that numbers its packets as it makes them, like the sealed wire. */
class NumberingWire implements Wire {
  readonly deadlineMs = Infinity;
  readonly taken: string[] = [];
  #number = 0;

  readonly #outputs: Output[] = [];

  handle(input: Input): void {
    this.#outputs.push(...this.#outputsOf(input));
  }

  pollOutput(): Output | undefined {
    return this.#outputs.shift();
  }

  #outputsOf(input: Input): Output[] {
    this.taken.push(input.kind === "text" ? `text ${input.text}` : input.kind);
    switch (input.kind) {
      case "datagram":
        return [{ kind: "connected", peer: PEER }, this.#packet(), this.#packet(), this.#packet()];
      case "frame":
        return [{ kind: "frame_sent", track: 0, sequence: input.frame.sequence, bytes: 1 }, this.#packet()];
      case "text":
        return [{ kind: "text_sent", id: input.id }, this.#packet()];
      case "hang_up":
        return [this.#packet(), { kind: "ended", reason: "hung_up" }];
      default:
        return [];
    }
  }

  #packet(): Output {
    return { kind: "send_datagram", channel: 0, to: SERVER, bytes: Uint8Array.of(this.#number++) };
  }
}

/** A client whose packets the test sees, and whose events it can answer at once. */
async function client(onEvent: (call: Call, event: CallEvent) => void = () => {}) {
  const clock = new VirtualClock();
  const wire = new NumberingWire();
  const sent: number[] = [];
  const events: CallEvent[] = [];
  let listener: DatagramListener = { onDatagram() {} };
  const socket: DatagramSocket = {
    localPort: 40_000,
    pendingCount: 0,
    send: (bytes) => void sent.push(bytes[0]),
    takeOverflowCount: () => 0,
    close: () => Promise.resolve(),
  };
  const network = {
    bindDatagram: (_local, given) => {
      listener = given;
      return Promise.resolve(socket);
    },
  } as Pick<Network, "bindDatagram"> as Network;
  const camera = new FakeCamera(clock);
  const call: Call = new Call(wire, {
    clock,
    network,
    camera,
    onEvent: (event) => {
      events.push(event);
      onEvent(call, event);
    },
  }, { role: "client", ...SERVER, name: "client", once: true });
  await call.start();
  return { call, clock, camera, wire, sent, events, connect: () => listener.onDatagram(Uint8Array.of(1), SERVER) };
}

Deno.test("frames released by the start of a call leave after the packets made before", async () => {
  const { camera, connect, sent, wire } = await client();
  camera.capture(); // no peer yet: it will be the first frame of the call
  connect();
  await settled();
  assertEquals(wire.taken, ["track", "start", "datagram", "frame"]);
  assertEquals(sent, [0, 1, 2, 3]);
});

Deno.test("lines typed while outputs are carried out wait their turn, in order", async () => {
  const { connect, sent, wire, events } = await client((call, event) => {
    if (event.event === "connected") ["one", "two"].forEach((line) => call.typed(line));
    if (event.event === "text_sent" && event.text === "one") call.typed("three");
  });
  connect();
  await settled();
  assertEquals(wire.taken.slice(3), ["text one", "text two", "text three"]);
  assertEquals(sent, [0, 1, 2, 3, 4, 5]);
  assertEquals(events.flatMap((event) => event.event === "text_sent" ? [event.text] : []), ["one", "two", "three"]);
});

Deno.test("leaving while outputs are carried out happens after them; lines typed after that are reported lost", async () => {
  const { call, connect, sent, wire, events } = await client((call, event) => {
    if (event.event !== "connected") return;
    call.hangUp();
    call.hangUp();
    call.typed("too late");
  });
  connect();
  assertEquals(await call.ended, "hung_up");
  assertEquals(wire.taken, ["track", "start", "datagram", "hang_up"]);
  assertEquals(sent, [0, 1, 2, 3]);
  assertEquals(events.filter(({ event }) => event === "ended").length, 1);
  assertEquals(events.flatMap((event) => event.event === "text_lost" ? [event.text, event.reason] : []), [
    "too late",
    "call_ended",
  ]);
});

Deno.test("a queued datagram keeps its bytes when its buffer is reused", () => {
  const came: string[] = [];
  const buffer = Uint8Array.of(1);
  const queue = new InputQueue((input) => {
    if (input.kind === "datagram") came.push(`${input.bytes}`);
    if (input.kind !== "start") return;
    for (const byte of [2, 3]) {
      buffer[0] = byte;
      queue.push({ kind: "datagram", channel: 0, from: SERVER, bytes: buffer });
      queue.push({ kind: "stream_bytes", stream: 1, bytes: buffer });
    }
    buffer[0] = 9;
  });
  queue.push({ kind: "start" });
  assertEquals(came, ["2", "3"]);
});

Deno.test("an input that throws does not block the next", () => {
  const came: string[] = [];
  const queue = new InputQueue((input) => {
    if (input.kind === "start") {
      queue.push({ kind: "hang_up" });
      throw new Error("start");
    }
    came.push(input.kind);
  });
  try {
    queue.push({ kind: "start" });
  } catch {
    // The exception reaches the caller.
  }
  queue.push({ kind: "time" });
  assertEquals(came, ["hang_up", "time"]);
});
