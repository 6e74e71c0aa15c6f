import { assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import { CallHistory } from "../../src/call/call_history.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { openTestWire } from "../fake/open_test_wire.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };

/** A display that also knows of which peer each frame is. */
class PeerDisplay extends FakeDisplay {
  readonly frames: [peer: number, n: number][] = [];

  override showFrame(...[peer, _track, { n }]: Parameters<FakeDisplay["showFrame"]>): void {
    this.frames.push([peer, n]);
  }
}

/** A client's calls with the same display, and a new server for each. */
class Scene {
  readonly clock = new VirtualClock();
  readonly display = new PeerDisplay();
  readonly events: CallEvent[] = [];
  readonly history = new CallHistory();
  readonly #network = new VirtualNetwork(this.clock);
  #seed = 0;

  async inCall() {
    const server = this.#end("server");
    const client = this.#end("client");
    await server.call.start();
    await client.call.start();
    await this.clock.advance(100);
    assertEquals(this.display.state?.phase, "in_call");
    return { server, client };
  }

  /** The server leaves. */
  async end({ server, client }: Awaited<ReturnType<Scene["inCall"]>>): Promise<void> {
    server.call.hangUp();
    await this.clock.advance(100);
    assertEquals([await server.call.ended, await client.call.ended], ["hung_up", "peer_left"]);
  }

  of<E extends CallEvent["event"]>(event: E) {
    return this.events.filter((e) => e.event === event) as Extract<CallEvent, { event: E }>[];
  }

  #end(role: "server" | "client") {
    const { clock, display } = this;
    const isServer = role === "server";
    const camera = new FakeCamera(clock);
    const network = this.#network.host(isServer ? SERVER.hostname : "198.51.100.1");
    const onEvent = (event: CallEvent) => void (isServer || this.events.push(event));
    const ports = { clock, network, camera, onEvent, ...(isServer ? {} : { display, history: this.history }) };
    const hostname = isServer ? "" : SERVER.hostname;
    const call = new Call(openTestWire("sealed", role, SERVER, ++this.#seed), ports, {
      ...{ role, hostname, port: SERVER.port, name: role, once: false },
      cameraOff: !isServer && this.history.settings?.cameraOn === false,
    });
    return { call, camera };
  }
}

Deno.test("the display stays open after the end, and shows why; the camera stops at once", async () => {
  const scene = new Scene();
  const call = await scene.inCall();
  await scene.end(call);
  const { display } = scene;
  assertEquals([display.state!.phase, display.state!.ended], ["ended", "peer_left"]);
  assertEquals([call.client.camera.stopped, display.closed], [true, false]);
});

Deno.test("a line typed after the end is shown as lost, and the camera stays off", async () => {
  const scene = new Scene();
  await scene.end(await scene.inCall());
  const { display } = scene;
  display.handlers.onText("are you there?");
  display.handlers.onCamera(true);
  display.handlers.onChooseCamera("1");
  await scene.clock.advance(100);
  assertEquals(display.lines.map(({ text, delivery }) => [text, delivery]), [["are you there?", "lost"]]);
  assertEquals([display.state!.camera.state, display.closed], ["off", false]);
});

Deno.test("the next call has the lines of the one before, and numbers of its own", async () => {
  const scene = new Scene();
  const first = await scene.inCall();
  scene.display.handlers.onText("one");
  first.server.call.typed("two");
  for (let n = 0; n < 2; n++) {
    first.server.camera.capture();
    await scene.clock.advance(100);
  }
  await scene.end(first);
  const next = await scene.inCall();
  scene.display.handlers.onText("three");
  next.server.call.typed("four");
  next.server.camera.capture();
  await scene.clock.advance(100);
  const lines = scene.display.handlers.lines();
  assertEquals(lines.map(({ from, id, text, delivery }) => [from, id, text, delivery]), [
    ["local", 1, "one", "delivered"],
    ["remote", 1, "two", undefined],
    ["local", 2, "three", "delivered"],
    ["remote", 2, "four", undefined],
  ]);
  // A late report about a frame of the first call is not one about a frame of the next.
  assertEquals(scene.display.frames, [[1, 0], [1, 1], [2, 2]]);
  for (const n of [1, 2, 2]) scene.display.handlers.onShown(n);
  assertEquals(scene.of("frame_shown").map(({ seq }) => seq), [0]);
  await scene.end(next);
});

Deno.test("a camera that was off stays off in the next call, and the peer is told", async () => {
  const scene = new Scene();
  const first = await scene.inCall();
  assertEquals(scene.history.settings, undefined);
  scene.display.handlers.onCamera(false);
  await scene.end(first);
  assertEquals(scene.history.settings?.cameraOn, false);
  const next = await scene.inCall();
  assertEquals(scene.display.state!.camera.state, "off");
  next.client.camera.capture();
  await scene.clock.advance(100);
  assertEquals(scene.of("frame_sent"), []);
  await scene.end(next);
  assertEquals(scene.history.settings?.cameraOn, false);
});
