import { assertEquals, assertNotEquals } from "@std/assert";
import { StartCamera } from "../../../src/cli/start/start_camera.ts";
import { StartedDevices } from "../../../src/cli/start/started_devices.ts";
import type { CaptureState } from "../../../src/port/capture_device.ts";
import { FakeCamera } from "../../fake/fake_camera.ts";
import { settled, VirtualClock } from "../../fake/virtual_clock.ts";

function open() {
  const clock = new VirtualClock();
  const requests: (PromiseWithResolvers<FakeCamera> & { readonly choice?: string })[] = [];
  const states: string[] = [];
  const hints: (string | undefined)[] = [];
  let pictures = 0;
  const camera = new StartCamera({
    open: (choice) => {
      const request = { ...Promise.withResolvers<FakeCamera>(), choice };
      requests.push(request);
      return request.promise;
    },
    onState: ({ state, hint }) => {
      states.push(state);
      hints.push(hint);
    },
    onJpeg: () => void pictures++,
    onRaw: () => {},
  });
  /** Opens the last camera that was asked for. */
  const answer = async () => {
    const device = new FakeCamera(clock);
    requests.at(-1)!.resolve(device);
    await settled();
    return device;
  };
  return { camera, requests, states, hints, answer, pictures: () => pictures };
}

Deno.test("the camera of the start page goes on in the call, and shows nothing there any more", async () => {
  const { camera, states, answer, pictures } = open();
  camera.turn(true);
  await settled();
  const device = await answer();
  device.capture();
  assertEquals([states, pictures()], [["starting", "running"], 1]);

  const taken = (await camera.take())!;
  assertEquals(device.stopped, false);
  device.capture(); // nobody listens in between
  const heard: (CaptureState | number)[] = [];
  taken.start(({ sequence }) => heard.push(sequence), (state) => heard.push(state));
  device.capture();
  device.fail({ state: "failed" });
  assertEquals(heard, [{ state: "running" }, 2, { state: "failed" }]);
  assertEquals([states.slice(2), pictures()], [[], 1]);
  taken.setRate(300);
  taken.requestKeyframe();
  assertEquals([device.ratesKbps, device.keyframesRequested], [[300], 1]);
  await taken.stop();
  assertEquals(device.stopped, true);
});

Deno.test("a camera that is still opened is waited for; one that is off or failed is not given", async () => {
  const late = open();
  late.camera.turn(true);
  await settled();
  const taking = late.camera.take();
  const device = await late.answer();
  assertNotEquals(await taking, undefined);
  assertEquals(device.stopped, false);

  const off = open();
  off.camera.turn(true);
  await settled();
  const dark = await off.answer();
  off.camera.turn(false);
  assertEquals([await off.camera.take(), dark.stopped, off.states.at(-1)], [undefined, true, "off"]);

  const missing = open();
  missing.camera.turn(true);
  await settled();
  missing.requests[0].reject(
    Object.assign(new Error("no such camera"), { hint: "connect one; --camera test shows another" }),
  );
  await settled();
  assertEquals([await missing.camera.take(), missing.states], [undefined, ["starting", "failed"]]);
  assertEquals(missing.hints, [undefined, "connect one"]); // a window has no command line
});

Deno.test("the chosen camera is the one that the call opens again", async () => {
  const { camera, requests, answer } = open();
  camera.turn(true);
  await settled();
  const first = await answer();
  camera.choose("1");
  await settled();
  const second = await answer();
  assertEquals([first.stopped, second.stopped, requests.map(({ choice }) => choice)], [true, false, [undefined, "1"]]);
  await camera.take();
  void camera.reopen();
  assertEquals(requests.at(-1)!.choice, "1");
});

Deno.test("who leaves the start page closes the camera, also one that is still opened", async () => {
  const { camera, answer } = open();
  camera.turn(true);
  await settled();
  const stopping = camera.stop();
  const device = await answer();
  await stopping;
  assertEquals(device.stopped, true);
});

Deno.test("started devices are given once, and closed whoever has them", async () => {
  const device = new FakeCamera(new VirtualClock());
  const devices = new StartedDevices(device, undefined, () => Promise.resolve(device));
  assertEquals([devices.takeCamera(), devices.takeCamera(), devices.takeSound()], [device, undefined, undefined]);
  await devices.close();
  assertEquals(device.stopped, true);
});
