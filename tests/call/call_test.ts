import { assert, assertEquals, assertRejects } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import type { CallOptions } from "../../src/call/call_ports.ts";
import { NetworkError } from "../../src/port/network.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { openTestWire, WIRE_NAMES, type WireName } from "../fake/open_test_wire.ts";
import { testFrame } from "../fake/test_frame.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const SERVER_HOST = "192.0.2.1";
const PORT = 9699;

/** Registers one test for every wire. */
function overEveryWire(name: string, run: (wire: WireName) => Promise<void>): void {
  for (const wire of WIRE_NAMES) Deno.test(`${name} (${wire})`, () => run(wire));
}

/** Two ends on one virtual clock. */
class Scene {
  readonly clock = new VirtualClock();
  readonly network = new VirtualNetwork(this.clock);

  constructor(readonly wire: WireName = "plain") {}

  end(role: "server" | "client", { display = false, once = false, host = "198.51.100.1" } = {}) {
    const events: CallEvent[] = [];
    const recorded: Uint8Array[] = [];
    const camera = new FakeCamera(this.clock);
    const shown = display ? new FakeDisplay() : undefined;
    const options: CallOptions = {
      role,
      hostname: role === "server" ? "" : SERVER_HOST,
      port: PORT,
      name: role,
      once,
    };
    const call = new Call(
      openTestWire(this.wire, role, { hostname: SERVER_HOST, port: PORT }),
      {
        clock: this.clock,
        network: this.network.host(role === "server" ? SERVER_HOST : host),
        camera,
        display: shown,
        recording: { append: ({ bytes }) => recorded.push(bytes), expectSound() {}, appendSound() {} },
        rssBytes: () => 1,
        onEvent: (event) => events.push(event),
      },
      options,
    );
    const of = <E extends CallEvent["event"]>(event: E) =>
      events.filter((e) => e.event === event) as Extract<CallEvent, { event: E }>[];
    return { call, camera, display: shown, events, recorded, of };
  }

  async pair(server = {}, client = {}) {
    const ends = [this.end("server", server), this.end("client", client)] as const;
    await ends[0].call.start();
    await ends[1].call.start();
    await this.clock.advance(50);
    for (const { of } of ends) assertEquals(of("connected").length, 1);
    return ends;
  }
}

overEveryWire("a call: frames and texts both ways, without windows", async (wire) => {
  const scene = new Scene(wire);
  const [server, client] = await scene.pair();
  for (let n = 0; n < 30; n++) {
    server.camera.capture();
    client.camera.capture();
    await scene.clock.advance(1000 / 30);
  }
  server.call.typed("to the client");
  client.call.typed("to the server");
  await scene.clock.advance(100);
  for (const { of, recorded } of [server, client]) {
    assertEquals(of("frame_captured").length, 30);
    assertEquals(of("frame_sent").length, 30);
    assertEquals(of("frame_shown").map(({ n }) => n), Array.from({ length: 30 }, (_, n) => n));
    assertEquals(recorded.length, 30);
  }
  assertEquals(client.of("text_received").map(({ name, text }) => [name, text]), [["server", "to the client"]]);
  assertEquals(server.of("text_received").map(({ name, text }) => [name, text]), [["client", "to the server"]]);
  assertEquals(server.of("text_sent").map(({ text }) => text), ["to the client"]);
});

overEveryWire("with a window a frame is shown when the window has drawn it, not before", async (wire) => {
  const scene = new Scene(wire);
  const [server, client] = await scene.pair({}, { display: true });
  for (let n = 0; n < 3; n++) {
    server.camera.capture();
    await scene.clock.advance(33);
  }
  const display = client.display!;
  assertEquals(display.remote, [0, 1, 2]);
  assertEquals(client.of("frame_shown"), []);
  display.handlers.onShown(0);
  display.handlers.onDropped(1, "display_busy");
  display.handlers.onShown(2);
  display.handlers.onShown(2); // a page that reports a frame twice
  display.handlers.onShown(99);
  assertEquals(client.of("frame_shown").map(({ n }) => n), [0, 2]);
  assertEquals(client.of("frame_dropped").map(({ direction, reason }) => [direction, reason]), [[
    "in",
    "display_busy",
  ]]);
});

overEveryWire("a line typed in the window is shown as waiting, then as sent", async (wire) => {
  const scene = new Scene(wire);
  const [, client] = await scene.pair({}, { display: true });
  client.display!.handlers.onText("from the window");
  await scene.clock.advance(10);
  await scene.clock.advance(200);
  const deliveries = client.display!.lines.map(({ from, text, delivery }) => [from, text, delivery]);
  assertEquals(deliveries, [
    ["local", "from the window", "waiting"],
    ["local", "from the window", "sent"],
    ...(wire === "sealed" ? [["local", "from the window", "delivered"]] : []), // the plain wire does not report delivery
  ]);
});

overEveryWire("a picture captured just before the call is sent first; an old one is not sent", async (wire) => {
  for (const { ageMs, seqs } of [{ ageMs: 50, seqs: [1, 2] }, { ageMs: 150, seqs: [2] }]) {
    const scene = new Scene(wire);
    const server = scene.end("server"), client = scene.end("client");
    await server.call.start();
    server.camera.capture();
    server.camera.capture();
    await scene.clock.advance(ageMs);
    await client.call.start();
    await scene.clock.advance(40);
    server.camera.capture();
    await scene.clock.advance(10);
    assertEquals(server.of("frame_sent").map(({ seq }) => seq), seqs);
    assertEquals(client.of("frame_shown").length, seqs.length);
    await scene.clock.advance(1000);
    assertEquals(server.of("stats").at(-1)?.drops.out.no_peer, 3 - seqs.length);
  }
});

overEveryWire("a camera that was turned off shows nothing to a later caller", async (wire) => {
  const scene = new Scene(wire);
  const server = scene.end("server", { display: true }), client = scene.end("client");
  await server.call.start();
  server.camera.capture();
  server.display!.handlers.onCamera(false);
  await client.call.start();
  await scene.clock.advance(50);
  assertEquals(client.of("connected").length, 1);
  assertEquals(server.of("frame_sent"), []);
});

Deno.test("while the operating system holds a frame, only the newest later frame waits", async () => {
  const scene = new Scene();
  const [server, client] = await scene.pair();
  scene.network.holdSends();
  for (let n = 0; n < 5; n++) server.camera.capture();
  scene.network.releaseSends();
  await scene.clock.advance(10);
  assertEquals(server.of("frame_sent").map(({ seq }) => seq), [0, 4]);
  assertEquals(server.of("frame_dropped").map(({ reason }) => reason), ["superseded", "superseded", "superseded"]);
  assertEquals(client.of("frame_shown").length, 2);
});

Deno.test("a server waits for the next call; with --once it ends", async () => {
  for (const once of [false, true]) {
    const scene = new Scene();
    const [server, client] = await scene.pair({ once });
    client.call.hangUp();
    assertEquals(await client.call.ended, "hung_up");
    assert(client.camera.stopped);
    await scene.clock.advance(6000);
    assertEquals(server.of("ended").map(({ reason, final }) => [reason, final]), [["peer_left", once]]);
    assertEquals(server.camera.stopped, once);
    if (once) {
      assertEquals(await server.call.ended, "peer_left");
      continue;
    }
    const next = scene.end("client", { host: "198.51.100.2" });
    await next.call.start();
    await scene.clock.advance(50);
    server.camera.capture();
    await scene.clock.advance(10);
    assertEquals(next.of("frame_shown").length, 1);
  }
});

overEveryWire("leaving closes everything and is reported once", async (wire) => {
  const scene = new Scene(wire);
  const [server, client] = await scene.pair({ display: true });
  server.display!.handlers.onLeave();
  server.call.hangUp();
  assertEquals(await server.call.ended, "hung_up");
  assert(server.camera.stopped && !server.display!.closed);
  assertEquals(server.of("ended").map(({ reason, final }) => [reason, final]), [["hung_up", true]]);
  await scene.clock.advance(6000);
  assertEquals(await client.call.ended, "peer_left");
  assertEquals(server.events.at(-1)?.event, "ended");
});

overEveryWire("a camera that fails is reported, and the call goes on without pictures", async (wire) => {
  const scene = new Scene(wire);
  const [server, client] = await scene.pair({ display: true });
  server.camera.fail({ state: "failed", reason: "unplugged", message: "camera 0 was unplugged", hint: "plug it in" });
  assertEquals(server.of("camera").at(-1)?.reason, "unplugged");
  const { state, message, hint } = server.display!.state!.camera;
  assertEquals([state, message, hint], ["failed", "camera 0 was unplugged", "plug it in"]);
  client.camera.capture();
  await scene.clock.advance(10);
  assertEquals(server.of("frame_received").length, 1);
});

Deno.test("the camera gets the wire's limit before it starts", async () => {
  const scene = new Scene();
  const server = scene.end("server");
  await server.call.start();
  assertEquals(server.camera.limitsBytes, [49_128]);
  server.call.hangUp();
});

overEveryWire("figures come every second", async (wire) => {
  const scene = new Scene(wire);
  const [server] = await scene.pair();
  for (let n = 0; n < 60; n++) {
    server.camera.capture();
    await scene.clock.advance(1000 / 30);
  }
  const stats = server.of("stats").at(-1)!;
  assertEquals([stats.captured_fps, stats.sent_fps, stats.received_fps, stats.rss_bytes], [30, 30, 0, 1]);
});

overEveryWire("a taken port rejects the start and leaves nothing open", async (wire) => {
  const scene = new Scene(wire);
  await scene.network.host(SERVER_HOST).bindDatagram({ hostname: "", port: PORT }, { onDatagram() {} });
  const server = scene.end("server", { display: true });
  await assertRejects(() => server.call.start(), NetworkError, "UDP port 9699 is taken");
});

Deno.test("a flood of junk is fully counted but reported in few events", async () => {
  const scene = new Scene();
  const [server] = await scene.pair();
  const stranger = await scene.network.host("203.0.113.9").bindDatagram({ hostname: "", port: 0 }, { onDatagram() {} });
  for (let n = 0; n < 1000; n++) {
    stranger.send(Uint8Array.of(n), { hostname: SERVER_HOST, port: PORT - 3 });
  }
  await scene.clock.advance(2000);
  assertEquals(server.of("stats").at(-1)?.drops.in.stranger, 1000);
  const told = server.of("frame_dropped");
  assert(told.length < 50, `${told.length} events`);
  assertEquals(told.reduce((sum, { count }) => sum + count, 0), 1000);
});

overEveryWire("a picture that claims to be huge never reaches the display, whoever sends it", async (wire) => {
  const scene = new Scene(wire);
  const [server, client] = await scene.pair({}, { display: true });
  const unit = testFrame(0);
  claimSize(unit.bytes, 10_000, 10_000);
  server.call.feed({ kind: "frame", frame: unit });
  await scene.clock.advance(100);
  assertEquals(client.of("frame_dropped").map(({ reason }) => reason), ["jpeg_too_large"]);
  assertEquals(client.display!.remote, []);
});

overEveryWire("a picture too large for the other end is not sent, and this end reports it", async (wire) => {
  const scene = new Scene(wire);
  const [server, client] = await scene.pair({}, { display: true });
  server.camera.capture((bytes) => claimSize(bytes, 384, 4097));
  server.camera.capture((bytes) => claimSize(bytes, 384, 4096));
  await scene.clock.advance(100);
  assertEquals(server.of("frame_dropped").map(({ direction, reason }) => [direction, reason]), [[
    "out",
    "jpeg_too_large",
  ]]);
  assertEquals(client.of("frame_dropped"), []);
  assertEquals(client.display!.remote.length, 1);
});

function claimSize(jpeg: Uint8Array, width: number, height: number): void {
  const sof = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
  new DataView(jpeg.buffer).setUint32(jpeg.byteOffset + sof + 5, height << 16 | width);
}

overEveryWire("giving up says why nobody was reached; a call that has begun meanwhile is hung up", async (wire) => {
  const scene = new Scene(wire);
  const alone = scene.end("client", { display: true });
  await alone.call.start();
  await scene.clock.advance(500);
  alone.call.giveUp("no_answer", "too late");
  await scene.clock.advance(60_000);
  assertEquals(await alone.call.ended, "no_answer");
  const [{ t: _, ...ended }] = alone.of("ended");
  assertEquals(ended, { event: "ended", reason: "no_answer", message: "too late", final: true });
  assertEquals([alone.of("ended").length, alone.display!.state!.ended], [1, "no_answer"]);

  const [server, client] = await scene.pair();
  client.call.giveUp("no_answer");
  assertEquals(await client.call.ended, "hung_up");
  assertEquals(client.of("ended").map(({ reason }) => reason), ["hung_up"]);
  server.call.hangUp();
  await server.call.ended;
});
