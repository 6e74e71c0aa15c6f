import { assert, assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { openTestWire, WIRE_NAMES, type WireName } from "../fake/open_test_wire.ts";
import { SeededRandom } from "../fake/random.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };
/** The fates of a frame on its way out. Drops of single datagrams are reported separately. */
const OUT_FATES = new Set(["superseded", "no_peer", "link_interrupted", "camera_off", "call_ended", "frame_too_large"]);
const IN_FATES = new Set(["display_busy", "undecodable", "call_ended"]);

interface End {
  readonly call: Call;
  readonly display: FakeDisplay;
  readonly events: CallEvent[];
  readonly cameras: FakeCamera[];
}

class Scene {
  readonly clock = new VirtualClock();
  readonly network = new VirtualNetwork(this.clock);

  constructor(readonly wire: WireName) {}

  async end(role: "server" | "client"): Promise<End> {
    const events: CallEvent[] = [];
    const display = new FakeDisplay();
    const cameras = [new FakeCamera(this.clock)];
    const call = new Call(
      openTestWire(this.wire, role, SERVER),
      {
        clock: this.clock,
        network: this.network.host(role === "server" ? SERVER.hostname : "198.51.100.1"),
        camera: cameras[0],
        openCamera: () => {
          cameras.push(new FakeCamera(this.clock));
          return Promise.resolve(cameras.at(-1)!);
        },
        display,
        onEvent: (event) => events.push(event),
      },
      { role, hostname: role === "server" ? "" : SERVER.hostname, port: SERVER.port, name: role, once: false },
    );
    await call.start();
    return { call, display, events, cameras };
  }
}

/** How many frames were reported as captured and received, and how many met each fate. */
function fates({ events }: End) {
  const count = { captured: 0, sent: 0, droppedOut: 0, received: 0, shown: 0, droppedIn: 0 };
  for (const event of events) {
    if (event.event === "frame_captured") count.captured++;
    if (event.event === "frame_sent") count.sent++;
    if (event.event === "frame_received") count.received++;
    if (event.event === "frame_shown") count.shown++;
    if (event.event !== "frame_dropped") continue;
    if (event.direction === "out" && OUT_FATES.has(event.reason)) count.droppedOut += event.count;
    if (event.direction === "in" && IN_FATES.has(event.reason)) count.droppedIn += event.count;
  }
  const stats = events.findLast((event) => event.event === "stats");
  count.droppedOut += stats?.drops.out.no_peer ?? 0; // not reported one by one
  return count;
}

function assertEveryFrameHasOneFate(end: End, seed: string): void {
  const { captured, sent, droppedOut, received, shown, droppedIn } = fates(end);
  assertEquals(sent + droppedOut, captured, `${seed}: out`);
  assertEquals(shown + droppedIn, received, `${seed}: in`);
}

for (const wire of WIRE_NAMES) {
  Deno.test(`whatever happens, every frame has exactly one counted fate (${wire})`, async () => {
    const seen = new Set<string>();
    let drawn = 0;
    for (let seed = 1; seed <= 25; seed++) {
      const random = new SeededRandom(seed);
      const scene = new Scene(wire);
      const { clock, network } = scene;
      const server = await scene.end("server");
      const clients: End[] = [];
      for (let calls = 0; calls < 3; calls++) {
        const client = await scene.end("client");
        clients.push(client);
        const ends = [server, client];
        for (let step = 0; step < 120; step++) {
          const { display, cameras } = ends[random.below(2)];
          const given = display.remote;
          switch (random.below(12)) {
            case 0:
              display.handlers.onCamera(random.below(2) === 0);
              break;
            case 1:
              network.holdSends();
              break;
            case 2:
              display.handlers.onDropped(
                given[random.below(given.length + 1)],
                random.below(2) === 0 ? "undecodable" : "display_busy",
              );
              break;
            case 3:
              // Long enough that the link sometimes counts as interrupted.
              await clock.advance(random.below(8) === 0 ? 1500 : 40);
              network.releaseSends();
              break;
            case 4:
            case 5:
              if (given.length > 0) {
                display.handlers.onShown(given[given.length - 1 - random.below(Math.min(3, given.length))]);
              }
              break;
            default:
              for (let burst = random.below(3); burst >= 0; burst--) cameras.at(-1)!.capture();
          }
          await clock.advance(random.below(30));
        }
        network.releaseSends();
        await clock.advance(1100); // so that the sums are reported too
        if (calls === 2) server.call.hangUp();
        cameraIn(client).capture();
        client.call.hangUp();
        await clock.advance(100);
        await client.call.ended;
      }
      for (const [at, end] of [server, ...clients].entries()) {
        assertEveryFrameHasOneFate(end, `seed ${seed}, end ${at}`);
        drawn += fates(end).shown;
        for (const event of end.events) if (event.event === "frame_dropped") seen.add(event.reason);
      }
    }
    const expected = ["superseded", "camera_off", "call_ended", "display_busy", "undecodable"];
    assertEquals(expected.filter((reason) => !seen.has(reason)), []);
    assert(drawn > 100);
  });
}

function cameraIn({ cameras }: End): FakeCamera {
  return cameras.at(-1)!;
}

Deno.test("a frame that is waiting when the camera is turned off is never sent", async () => {
  for (const wire of WIRE_NAMES) {
    const scene = new Scene(wire);
    const server = await scene.end("server"), client = await scene.end("client");
    await scene.clock.advance(100);
    scene.network.holdSends();
    for (let n = 0; n < 3; n++) cameraIn(server).capture();
    server.display.handlers.onCamera(false);
    scene.network.releaseSends();
    await scene.clock.advance(500);
    assertEquals(server.events.filter(({ event }) => event === "frame_sent").length, 1, wire);
    assertEquals(client.display.remote, [0], wire);
    const drops = server.events.flatMap((event) => event.event === "frame_dropped" ? [event.reason] : []);
    assertEquals(drops, ["superseded", "camera_off"], wire);
    for (const { call } of [client, server]) call.hangUp();
  }
});

Deno.test("a frame that is waiting when its call ends is not sent in the next call", async () => {
  for (const wire of WIRE_NAMES) {
    const scene = new Scene(wire);
    const server = await scene.end("server"), first = await scene.end("client");
    await scene.clock.advance(100);
    scene.network.holdSends();
    for (let n = 0; n < 2; n++) cameraIn(server).capture();
    first.call.hangUp();
    await scene.clock.advance(1);
    scene.network.releaseSends();
    await scene.clock.advance(100);
    const second = await scene.end("client");
    await scene.clock.advance(100);
    assertEquals(second.events.filter(({ event }) => event === "connected").length, 1, wire);
    assertEquals(second.display.remote, [], wire);
    for (const { call } of [second, server]) call.hangUp();
    await scene.clock.advance(100);
    assertEveryFrameHasOneFate(server, wire);
  }
});

Deno.test("a frame that the display never reports is dropped when too far behind, and not confused with a later call's", async () => {
  const scene = new Scene("plain");
  const server = await scene.end("server"), first = await scene.end("client");
  await scene.clock.advance(100);
  for (let n = 0; n < 70; n++) {
    cameraIn(first).capture();
    await scene.clock.advance(33);
  }
  const drops = () => server.events.flatMap((event) => event.event === "frame_dropped" ? [event.reason] : []);
  assertEquals(drops(), new Array(6).fill("display_busy"));
  first.call.hangUp();
  await scene.clock.advance(1100);
  const second = await scene.end("client");
  await scene.clock.advance(100);
  cameraIn(second).capture();
  await scene.clock.advance(50);
  server.display.handlers.onShown(69); // of the previous call
  assertEquals(server.events.filter(({ event }) => event === "frame_shown").length, 0);
  server.display.handlers.onShown(server.display.remote.at(-1)!);
  assertEquals(server.events.flatMap((event) => event.event === "frame_shown" ? [event.n] : []), [0]);
  for (const { call } of [second, server]) call.hangUp();
});

Deno.test("a broken picture from the camera is counted, unless the camera is off", async () => {
  const scene = new Scene("plain");
  const { call, display, events, cameras } = await scene.end("server");
  await scene.clock.advance(100);
  cameras[0].breakPicture();
  display.handlers.onCamera(false);
  cameras[0].breakPicture();
  call.hangUp();
  await scene.clock.advance(3000);
  const broken = events.filter((event) => event.event === "frame_dropped" && event.reason === "camera_broken");
  assertEquals(broken.map((event) => event.event === "frame_dropped" && [event.direction, event.count]), [["out", 1]]);
});
