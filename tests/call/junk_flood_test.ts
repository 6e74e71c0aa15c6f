import { assert, assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import { readProcFile } from "../../src/io/process/proc_file.ts";
import { systemClock } from "../../src/io/clock/system_clock.ts";
import { systemNetwork } from "../../src/io/network/system_network.ts";
import type { Network } from "../../src/port/network.ts";
import { eventually } from "../fake/eventually.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { openTestWire, type WireName } from "../fake/open_test_wire.ts";
import { freeBasePort } from "../fake/free_base_port.ts";
import { junkDatagram } from "../fake/junk_datagram.ts";

// The C library is loaded once per process. Load it before the tests, so that none of them seems to leak it.
readProcFile("/proc/self/stat");

const FRAMES = 45, FRAMES_PER_SECOND = 30;
/** How many datagrams the system buffers for a slow reader, plus room for a few frames. */
const UNREAD_DATAGRAMS = 32;

/** One end over real sockets. */
function realEnd(wire: WireName, role: "server" | "client", port: number, network: Network) {
  const events: CallEvent[] = [];
  const camera = new FakeCamera(systemClock);
  const address = { hostname: "127.0.0.1", port };
  const call = new Call(
    openTestWire(wire, role, address),
    { clock: systemClock, network, camera, onEvent: (event) => events.push(event) },
    { role, ...address, name: role, once: false },
  );
  const count = (event: CallEvent["event"]) => events.filter((e) => e.event === event).length;
  return { call, camera, events, count };
}

/** A stranger with real sockets. It sends no more until the last batch was read, however slow the machine is. */
class Stranger {
  readonly #socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  sent = 0;
  taken = 0;

  /** The machine's network, for the end under attack. */
  readonly network: Network = {
    ...systemNetwork,
    bindDatagram: (local, listener) =>
      systemNetwork.bindDatagram(local, {
        ...listener,
        onDatagram: (bytes, from) => {
          listener.onDatagram(bytes, from);
          if (from.port === (this.#socket.addr as Deno.NetAddr).port) this.taken++;
        },
      }),
  };

  async flood(count: number, ports: readonly number[]): Promise<void> {
    for (let left = count; left > 0; left -= UNREAD_DATAGRAMS) {
      for (let n = 0; n < Math.min(left, UNREAD_DATAGRAMS); n++) {
        const to = { transport: "udp", hostname: "127.0.0.1", port: ports[this.sent % ports.length] } as const;
        await this.#socket.send(junkDatagram(this.sent++), to);
      }
      if (this.taken < this.sent) await eventually(() => this.taken === this.sent);
    }
  }

  close(): void {
    this.#socket.close();
  }
}

/** A call under a flood of junk: with each frame, a stranger sends the server a frame interval's share of `perSecond` datagrams. */
async function callUnderFlood(wire: WireName, perSecond: number): Promise<void> {
  const port = freeBasePort();
  const stranger = new Stranger();
  const server = realEnd(wire, "server", port, stranger.network);
  const client = realEnd(wire, "client", port, systemNetwork);
  await server.call.start();
  await client.call.start();
  await eventually(() => server.count("connected") + client.count("connected") === 2);
  for (let n = 1; n <= FRAMES; n++) {
    server.camera.capture();
    client.camera.capture();
    await stranger.flood(Math.ceil(perSecond / FRAMES_PER_SECOND), wire === "plain" ? [port, port - 3] : [port]);
    await eventually(() => server.count("frame_shown") === n && client.count("frame_shown") === n);
  }
  // One in six is a sealed caller's hello, which is answered now and then.
  await eventually(() => droppedIn(server.events) >= Math.floor(stranger.sent * 5 / 6));
  assertEquals(server.count("ended") + client.count("ended"), 0);
  server.call.hangUp();
  client.call.hangUp();
  await Promise.all([server.call.ended, client.call.ended]);
  stranger.close();
}

/** How many datagrams an end has dropped, from its latest figures. */
function droppedIn(events: readonly CallEvent[]): number {
  const stats = events.findLast((event) => event.event === "stats");
  assert(stats === undefined || stats.event === "stats");
  return Object.values(stats?.drops.in ?? {}).reduce((sum, count) => sum + count, 0);
}

Deno.test("junk at the rate of 10,000 datagrams a second costs a plain call no frame", () =>
  callUnderFlood("plain", 10_000));

Deno.test("junk at the rate of 20,000 datagrams a second costs a sealed call no frame", () =>
  callUnderFlood("sealed", 20_000));
