import { assert, assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import { readProcFile } from "../../src/io/proc_file.ts";
import { systemClock } from "../../src/io/system_clock.ts";
import { systemNetwork } from "../../src/io/network/system_network.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { openTestWire, type WireName } from "../fake/open_test_wire.ts";
import { freeBasePort } from "../fake/free_base_port.ts";

// The C library is loaded once a process and stays: before the tests, so that none of them seems to leak it.
readProcFile("/proc/self/stat");

const SECONDS = 3;

/** One end over real sockets. */
function realEnd(wire: WireName, role: "server" | "client", port: number) {
  const events: CallEvent[] = [];
  const camera = new FakeCamera(systemClock);
  const address = { hostname: "127.0.0.1", port };
  const call = new Call(
    openTestWire(wire, role, address),
    { clock: systemClock, network: systemNetwork, camera, onEvent: (event) => events.push(event) },
    { role, ...address, name: role, once: false },
  );
  const count = (event: CallEvent["event"]) => events.filter((e) => e.event === event).length;
  return { call, camera, events, count };
}

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; !done(); waited++) {
    assert(waited < 1000, "it did not happen in ten seconds");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A call of three seconds while a stranger sends `perSecond` junk datagrams to the server's UDP ports. */
async function callUnderFlood(wire: WireName, perSecond: number): Promise<void> {
  const port = freeBasePort();
  const server = realEnd(wire, "server", port);
  const client = realEnd(wire, "client", port);
  await server.call.start();
  await client.call.start();
  await until(() => server.count("connected") + client.count("connected") === 2);
  const junk = [port, port - 3].map((to) =>
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-check",
        "--unstable-net",
        "--allow-net",
        new URL("../fake/junk_sender.ts", import.meta.url).href,
        ...["127.0.0.1", String(to), String(SECONDS + 1), String(perSecond / 2)],
      ],
    }).output()
  );
  const frames = setInterval(() => {
    server.camera.capture();
    client.camera.capture();
  }, 1000 / 30);
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  clearInterval(frames);
  await Promise.all(junk);
  await until(() => server.count("stats") >= SECONDS);
  for (const [from, to] of [[server, client], [client, server]]) {
    const sent = from.count("frame_sent");
    const shown = to.count("frame_shown");
    assert(sent > 20 && shown >= 0.95 * sent, `${shown} of ${sent} frames shown`);
  }
  const stats = server.events.findLast((event) => event.event === "stats");
  assert(stats?.event === "stats");
  const dropped = Object.values(stats.drops.in).reduce((sum, count) => sum + count, 0);
  assert(dropped > perSecond, JSON.stringify(stats));
  assertEquals(server.count("ended") + client.count("ended"), 0);
  server.call.hangUp();
  client.call.hangUp();
  await Promise.all([server.call.ended, client.call.ended]);
}

Deno.test("10,000 junk datagrams a second from a stranger leave a plain call its frames", () =>
  callUnderFlood("plain", 10_000));

Deno.test("20,000 junk datagrams a second from a stranger leave a sealed call its frames", () =>
  callUnderFlood("sealed", 20_000));
