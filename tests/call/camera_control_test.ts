import { assertEquals } from "@std/assert";
import { Call } from "../../src/call/call.ts";
import type { CallEvent } from "../../src/call/call_event.ts";
import type { CallOptions, CallPorts } from "../../src/call/call_ports.ts";
import type { CameraChoice } from "../../src/port/capture_device.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { FakeDisplay } from "../fake/fake_display.ts";
import { openTestWire } from "../fake/open_test_wire.ts";
import { settled, VirtualClock } from "../fake/virtual_clock.ts";
import { VirtualNetwork } from "../fake/virtual_network.ts";

const SERVER = { hostname: "192.0.2.1", port: 9699 };

class MenuDisplay extends FakeDisplay {
  menu: readonly CameraChoice[] | undefined;

  showCameras(cameras: readonly CameraChoice[]): void {
    this.menu = cameras;
  }
}

/** A sealed call of two ends with displays. `client` gives additional ports of the client, and `chosen` what it had chosen before. */
async function inCall(client: (clock: VirtualClock) => Partial<CallPorts>, chosen?: CallOptions["chosen"]) {
  const clock = new VirtualClock();
  const network = new VirtualNetwork(clock);
  const end = async (role: "server" | "client", ports: Partial<CallPorts>) => {
    const display = new MenuDisplay();
    const events: CallEvent[] = [];
    const host = network.host(role === "server" ? SERVER.hostname : "198.51.100.1");
    const call = new Call(
      openTestWire("sealed", role, SERVER),
      { clock, network: host, display, onEvent: (event) => events.push(event), ...ports },
      { role, hostname: role === "server" ? "" : SERVER.hostname, port: SERVER.port, name: role, once: true, chosen },
    );
    await call.start();
    return { call, display, events, picture: () => display.state!.peerPicture, camera: () => display.state!.camera };
  };
  const ends = {
    clock,
    server: await end("server", { camera: new FakeCamera(clock) }),
    client: await end("client", client(clock)),
  };
  await clock.advance(300);
  assertEquals([ends.server.display.state!.phase, ends.client.display.state!.phase], ["in_call", "in_call"]);
  return ends;
}

Deno.test("an end without a camera shows as off until it turns one on", async () => {
  const opened: (string | undefined)[] = [];
  const { clock, server, client } = await inCall((clock) => ({
    openCamera: (choice) => {
      opened.push(choice);
      return Promise.resolve(new FakeCamera(clock));
    },
  }));
  assertEquals([server.picture(), client.picture(), client.camera().state], ["off", "expected", "none"]);
  client.display.handlers.onCamera(true);
  await clock.advance(300);
  assertEquals([server.picture(), client.camera().state, opened], ["expected", "running", [undefined]]);
});

Deno.test("the peer learns when the camera is turned off, turned on, or replaced by another", async () => {
  const cameras: FakeCamera[] = [];
  const { clock, server, client } = await inCall((clock) => {
    const camera = new FakeCamera(clock);
    cameras.push(camera);
    return {
      camera,
      openCamera: () => {
        cameras.push(new FakeCamera(clock));
        return Promise.resolve(cameras.at(-1)!);
      },
    };
  });
  const shown = () => server.display.remote.length;
  cameras[0].capture();
  await clock.advance(100);
  assertEquals(shown(), 1);

  client.display.handlers.onCamera(false);
  cameras[0].capture();
  await clock.advance(300);
  assertEquals([server.picture(), client.camera().state, cameras[0].stopped, shown()], ["off", "off", true, 1]);

  client.display.handlers.onChooseCamera("1");
  await clock.advance(300);
  cameras[1].capture();
  await clock.advance(100);
  assertEquals([server.picture(), client.camera().choice, shown()], ["expected", "1", 2]);

  client.display.handlers.onChooseCamera("2");
  await clock.advance(100);
  cameras[1].capture();
  cameras[2].capture();
  await clock.advance(100);
  assertEquals([cameras[1].stopped, client.camera().choice, shown()], [true, "2", 3]);
  assertEquals(server.picture(), "expected");
});

Deno.test("the menu shows the camera that was chosen before the call, until the person chooses another", async () => {
  const { clock, client } = await inCall((clock) => ({
    camera: new FakeCamera(clock),
    openCamera: () => Promise.resolve(new FakeCamera(clock)),
  }), { camera: "1" });
  assertEquals(client.camera().choice, "1");
  client.display.handlers.onCamera(false);
  assertEquals([client.camera().state, client.camera().choice], ["off", "1"]);
  client.display.handlers.onChooseCamera("2");
  await clock.advance(300);
  assertEquals([client.camera().state, client.camera().choice], ["running", "2"]);
});

Deno.test("a camera that fails is off for the peer until it, or another, runs", async () => {
  const cameras: FakeCamera[] = [];
  const { clock, server, client } = await inCall((clock) => {
    cameras.push(new FakeCamera(clock));
    return {
      camera: cameras[0],
      openCamera: (choice) => {
        if (choice === "broken") return Promise.reject(new Error("there is no such camera"));
        cameras.push(new FakeCamera(clock));
        return Promise.resolve(cameras.at(-1)!);
      },
    };
  });
  const told = async () => {
    await clock.advance(300);
    return [server.picture(), client.camera().state];
  };
  cameras[0].fail({ state: "failed", reason: "busy", message: "camera 0 is used" });
  assertEquals(await told(), ["off", "failed"]);
  // It tries again by itself: that is no picture yet.
  cameras[0].fail({ state: "starting" });
  assertEquals(await told(), ["off", "starting"]);
  cameras[0].fail({ state: "running" });
  assertEquals(await told(), ["expected", "running"]);
  client.display.handlers.onChooseCamera("broken");
  assertEquals(await told(), ["off", "failed"]);
  client.display.handlers.onChooseCamera("1");
  assertEquals(await told(), ["expected", "running"]);
  cameras[1].fail({ state: "failed", reason: "busy", message: "camera 1 is used" });
  assertEquals(await told(), ["off", "failed"]);
  client.display.handlers.onCamera(false);
  client.display.handlers.onCamera(true);
  assertEquals(await told(), ["expected", "running"]);
});

Deno.test("cameras are listed on request; if that fails, the list is empty", async () => {
  const choices = [{ id: "0", name: "Front" }];
  const { client } = await inCall(() => ({ listCameras: () => Promise.resolve(choices) }));
  client.display.handlers.onListCameras();
  await settled();
  assertEquals(client.display.menu, choices);

  for (const listCameras of [undefined, () => Promise.reject(new Error("no ffmpeg"))]) {
    const { client } = await inCall(() => ({ listCameras }));
    client.display.handlers.onListCameras();
    await settled();
    assertEquals(client.display.menu, []);
  }
});

Deno.test("a list that arrives after the end is not shown", async () => {
  const list = Promise.withResolvers<CameraChoice[]>();
  const { client } = await inCall(() => ({ listCameras: () => list.promise }));
  client.display.handlers.onListCameras();
  client.call.hangUp();
  list.resolve([]);
  await settled();
  assertEquals(client.display.menu, undefined);
});
