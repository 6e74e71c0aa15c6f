import { assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { EndReason } from "../../src/wire/wire.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { openTestWire } from "../fake/open_test_wire.ts";
import { settled, VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };
const LINGER_MS = 4000;

class LingeringDisplay extends FakeDisplay {
  readonly lingerMs = LINGER_MS;
}

/** A client whose display lingers, in a call with a server that has no display. */
async function inCall() {
  const clock = new VirtualClock();
  const network = new VirtualNetwork(clock);
  const end = (role: "server" | "client", display?: LingeringDisplay) => {
    const camera = new FakeCamera(clock);
    const host = network.host(role === "server" ? SERVER.hostname : "198.51.100.1");
    const call = new Call(
      openTestWire("sealed", role, SERVER),
      { clock, network: host, camera, display, onEvent: () => {} },
      { role, hostname: role === "server" ? "" : SERVER.hostname, port: SERVER.port, name: role, once: true },
    );
    return { call, camera };
  };
  const display = new LingeringDisplay();
  const server = end("server");
  const client = end("client", display);
  await server.call.start();
  await client.call.start();
  await clock.advance(100);
  assertEquals(display.state?.phase, "in_call");
  let reason: EndReason | undefined;
  client.call.ended.then((ended) => reason = ended);
  return { clock, display, server, client, ended: () => reason };
}

Deno.test("the display shows for a while how a call ended; the camera stops at once", async () => {
  const { clock, display, server, client, ended } = await inCall();
  server.call.hangUp();
  await clock.advance(100);
  assertEquals([display.state!.phase, display.state!.ended], ["ended", "peer_left"]);
  assertEquals([client.camera.stopped, display.closed, ended()], [true, false, undefined]);
  await clock.advance(LINGER_MS - 200);
  assertEquals([display.closed, ended()], [false, undefined]);
  await clock.advance(200);
  assertEquals([display.closed, ended()], [true, "peer_left"]);
});

Deno.test("a person may leave at once after reading it, and the reason stays the same", async () => {
  for (const leave of ["by the window", "by a signal"]) {
    const { clock, display, server, client, ended } = await inCall();
    server.call.hangUp();
    await clock.advance(100);
    if (leave === "by the window") display.handlers.onLeave();
    else client.call.hangUp();
    await settled();
    assertEquals([display.closed, ended()], [true, "peer_left"], leave);
  }
});

Deno.test("a person who leaves the call is shown nothing more", async () => {
  const { display, client, ended } = await inCall();
  client.call.hangUp();
  await settled();
  assertEquals([display.closed, ended()], [true, "hung_up"]);
});

Deno.test("a line typed after the end is shown as lost, and the camera stays off", async () => {
  const { clock, display, server } = await inCall();
  server.call.hangUp();
  await clock.advance(100);
  display.handlers.onText("are you there?");
  display.handlers.onCamera(true);
  display.handlers.onChooseCamera("1");
  await clock.advance(100);
  assertEquals(display.lines.map(({ text, delivery }) => [text, delivery]), [["are you there?", "lost"]]);
  assertEquals([display.state!.camera.state, display.closed], ["off", false]);
});
