import { assertEquals } from "@std/assert";
import { firstPicture } from "../../../../src/cli/commands/doctor/first_picture.ts";
import type { Camera } from "../../../../src/port/capture_device.ts";
import { FakeCamera } from "../../../fake/fake_camera.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";
import { readIvf } from "../../../vectors/read_ivf.ts";

const NO_ENCODER = { setRate() {}, limitFrame() {}, requestKeyframe() {} };

Deno.test("the size of the first picture is returned, and the camera is stopped", async () => {
  const camera = new FakeCamera(new VirtualClock());
  const picture = firstPicture(camera, 10_000);
  camera.capture();
  camera.capture();
  assertEquals([await picture, camera.stopped], [{ width: 400, height: 300 }, true]);
});

Deno.test("a camera that fails says why, and is stopped", async () => {
  const camera = new FakeCamera(new VirtualClock());
  const picture = firstPicture(camera, 10_000);
  camera.fail({ state: "failed", reason: "busy", message: "it is in use", hint: "close the other program" });
  assertEquals(
    [await picture, camera.stopped],
    [{ problem: "it is in use", hint: "close the other program" }, true],
  );
});

Deno.test("an invalid picture is skipped, and a camera without pictures is given up", async () => {
  const camera = new FakeCamera(new VirtualClock());
  const broken: Camera = {
    ...NO_ENCODER,
    start: (onFrame, onState) => {
      onState({ state: "starting" });
      onFrame({ bytes: new Uint8Array(10), sequence: 0, captureMs: 0, keyframe: true });
    },
    stop: () => camera.stop(),
  };
  assertEquals([await firstPicture(broken, 20), camera.stopped], [{ problem: "no picture within 0.02 seconds" }, true]);
});

Deno.test("a camera with an encoder encodes as if for a peer; the size is that of its picture, not of the frame", async () => {
  const [bytes] = readIvf("video/halves_vp8.ivf"), told: string[] = [];
  let give = () => {};
  const camera: Camera = {
    ...NO_ENCODER,
    codecs: ["vp8", "vp9"],
    start(onFrame, onState, _onBroken, more) {
      onState({ state: "running" });
      give = () => {
        more?.onPicture?.({ width: 1280, height: 720, bytes: new Uint8Array(0), captureMs: 0 });
        onFrame({ bytes, sequence: 0, captureMs: 0, keyframe: true, codec: "vp8" });
      };
    },
    setPeer(codecs, isNew) {
      told.push(`${codecs} ${isNew}`);
      give();
    },
    stop: () => Promise.resolve(void told.push("stopped")),
  };
  assertEquals(await firstPicture(camera, 10_000), { width: 1280, height: 720 });
  assertEquals(told, ["vp8,vp9 true", "stopped"]);
});
