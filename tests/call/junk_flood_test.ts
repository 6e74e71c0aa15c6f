import { assert, assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import { readProcFile } from "../../src/io/proc_file.ts";
import { systemClock } from "../../src/io/system_clock.ts";
import { systemNetwork } from "../../src/io/system_network.ts";
import { createPlainWire } from "../../src/wire/plain/plain_wire.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { freeBasePort } from "../fake/free_base_port.ts";

// The C library is loaded once a process and stays: before the tests, so that none of them seems to leak it.
readProcFile("/proc/self/stat");

const SECONDS = 3;

/** One end over real sockets. */
function realEnd(role: "server" | "client", port: number) {
  const events: CallEvent[] = [];
  const camera = new FakeCamera(systemClock);
  const address = { hostname: "127.0.0.1", port };
  const call = new Call(
    createPlainWire(role === "server" ? { role } : { role, server: address }),
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

Deno.test("10,000 junk datagrams a second from a stranger leave the call its frames", async () => {
  const port = freeBasePort();
  const server = realEnd("server", port);
  const client = realEnd("client", port);
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
        ...["127.0.0.1", String(to), String(SECONDS + 1), "5000"],
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
    assert(sent > 60 && shown >= 0.95 * sent, `${shown} of ${sent} frames shown`);
  }
  const stats = server.events.findLast((event) => event.event === "stats");
  assert(stats?.event === "stats" && (stats.drops.in.stranger ?? 0) > 10_000, JSON.stringify(stats));
  assertEquals(server.count("ended") + client.count("ended"), 0);
  server.call.hangUp();
  client.call.hangUp();
  await Promise.all([server.call.ended, client.call.ended]);
});
