import { assertEquals } from "@std/assert";
import { LocalCamera } from "../../src/call/local_camera.ts";
import type { Camera, CapturedFrame, CaptureState } from "../../src/port/capture_device.ts";
import type { Codec, MediaTrack } from "../../src/port/encoded_frame.ts";
import { FakeCamera } from "../fake/fake_camera.ts";
import { settled, VirtualClock } from "../fake/virtual_clock.ts";

/** A camera that closes when the test says so. */
class SlowCamera extends FakeCamera {
  readonly gone = Promise.withResolvers<void>();
  starts = 0;

  override start(...handlers: Parameters<FakeCamera["start"]>): void {
    this.starts++;
    super.start(...handlers);
  }

  override stop(): Promise<void> {
    void super.stop();
    return this.gone.promise;
  }
}

/** A camera that starts with `device`. Keeps what it reports. */
function start({ withDevice = true, canOpen = true, started = true } = {}) {
  const clock = new VirtualClock();
  const states: CaptureState[] = [];
  const units: number[] = [];
  /** The devices that were requested. The test answers each request. */
  const opened: (PromiseWithResolvers<SlowCamera> & { readonly choice: string | undefined })[] = [];
  const device = withDevice ? new SlowCamera(clock) : undefined;
  const camera = new LocalCamera({
    device,
    open: canOpen
      ? (choice) => {
        const answer = Promise.withResolvers<SlowCamera>();
        opened.push({ ...answer, choice });
        return answer.promise;
      }
      : undefined,
    track: { id: 0, kind: "camera", codec: "jpeg" },
    onFrame: ({ sequence }) => void units.push(sequence),
    onState: (state) => void states.push(state),
  });
  if (started) camera.start();
  return { clock, camera, device, states, units, opened, newDevice: () => new SlowCamera(clock) };
}

const names = (states: readonly CaptureState[]) => states.map(({ state }) => state);

Deno.test("off stops and ignores the device; on opens another once the first is closed", async () => {
  const { camera, device, states, units, opened, newDevice } = start();
  device!.capture();
  camera.turn(false);
  device!.capture();
  device!.fail({ state: "failed" });
  assertEquals([camera.isOn, device!.stopped, units], [false, true, [0]]);
  camera.turn(true);
  await settled();
  assertEquals([camera.isOn, opened.length], [true, 0]);
  device!.gone.resolve();
  await settled();
  const next = newDevice();
  opened[0].resolve(next);
  await settled();
  next.capture();
  next.capture();
  assertEquals([opened[0].choice, units], [undefined, [0, 0, 1]]);
  assertEquals(names(states), ["running", "off", "starting", "running"]);
});

Deno.test("turning the camera to its current state does nothing", async () => {
  const { camera, device, states, opened } = start();
  camera.turn(true);
  await settled();
  assertEquals([device!.stopped, opened.length, names(states)], [false, 0, ["running"]]);
  camera.turn(false);
  camera.turn(false);
  assertEquals(names(states), ["running", "off"]);
});

Deno.test("without a device to start with the camera is off until it is turned on", async () => {
  const { camera, states, opened, newDevice } = start({ withDevice: false });
  assertEquals([camera.isOn, states], [false, []]);
  camera.turn(true);
  await settled();
  opened[0].resolve(newDevice());
  await settled();
  assertEquals([camera.isOn, names(states)], [true, ["starting", "running"]]);
});

Deno.test("if no device can be opened, off stays off and the choice stays the same", () => {
  const { camera, device, states } = start({ canOpen: false });
  camera.choose("1");
  assertEquals([camera.choice, device!.stopped], [undefined, false]);
  camera.turn(false);
  camera.turn(true);
  assertEquals([camera.isOn, names(states)], [false, ["running", "off"]]);
});

Deno.test("choosing another camera replaces the first, even if that is off; choosing the same one does nothing", async () => {
  const { camera, device, opened, newDevice } = start();
  device!.gone.resolve();
  camera.choose("1");
  await settled();
  assertEquals([device!.stopped, camera.choice, opened[0].choice], [true, "1", "1"]);
  const second = newDevice();
  second.gone.resolve();
  opened[0].resolve(second);
  await settled();
  camera.choose("1");
  await settled();
  assertEquals([opened.length, second.stopped], [1, false]);
  camera.turn(false);
  camera.choose("2");
  await settled();
  assertEquals([camera.isOn, opened[1].choice], [true, "2"]);
});

Deno.test("every device gets the encoder's limit before it starts", async () => {
  const { camera, device, opened, newDevice } = start();
  camera.setRate(2000);
  camera.setRate(1000);
  device!.gone.resolve();
  camera.choose("1");
  await settled();
  const next = newDevice();
  opened[0].resolve(next);
  await settled();
  assertEquals(device!.ratesKbps, [2000, 1000]);
  assertEquals(next.ratesKbps, [1000]);
});

Deno.test("a device that opens after it is no longer wanted is stopped and never started", async () => {
  const { camera, device, states, opened, newDevice } = start();
  device!.gone.resolve();
  camera.choose("1");
  await settled();
  camera.choose("2");
  const late = newDevice();
  late.gone.resolve();
  opened[0].resolve(late);
  await settled();
  assertEquals([late.starts, late.stopped], [0, true]);
  const wanted = newDevice();
  opened[1].resolve(wanted);
  await settled();
  assertEquals([opened[1].choice, wanted.starts], ["2", 1]);
  assertEquals(names(states), ["running", "starting", "starting", "running"]);
});

Deno.test("a camera that cannot be opened is reported in words, and another can be chosen", async () => {
  const { camera, device, states, opened, newDevice } = start();
  device!.gone.resolve();
  camera.choose("7");
  await settled();
  opened[0].reject(Object.assign(new Error("no camera with index 7"), { hint: "vchat devices lists the cameras" }));
  await settled();
  assertEquals(states.at(-1), {
    state: "failed",
    reason: "not_found",
    message: "no camera with index 7",
    hint: "vchat devices lists the cameras",
  });
  assertEquals(camera.isOn, true);
  camera.choose("7");
  await settled();
  opened[1].resolve(newDevice());
  await settled();
  assertEquals(names(states).slice(-2), ["starting", "running"]);
});

Deno.test("a failure to open is not reported if the device is no longer wanted", async () => {
  const { camera, device, states, opened } = start();
  device!.gone.resolve();
  camera.choose("7");
  await settled();
  camera.turn(false);
  opened[0].reject(new Error("no camera with index 7"));
  await settled();
  assertEquals(names(states), ["running", "starting", "off"]);
});

Deno.test("stop waits until every device is closed, including those still being opened", async () => {
  const { camera, device, opened, newDevice } = start();
  device!.gone.resolve();
  camera.choose("1");
  await settled();
  let isOver = false;
  const over = camera.stop().then(() => isOver = true);
  const late = newDevice();
  await settled();
  assertEquals(isOver, false);
  opened[0].resolve(late);
  await settled();
  assertEquals([isOver, late.starts, late.stopped], [false, 0, true]);
  late.gone.resolve();
  await over;
  assertEquals(camera.isOn, false);
});

Deno.test("a camera that is turned off or changed before the start is started at most once", async () => {
  const off = start({ started: false });
  off.camera.turn(false);
  off.camera.start();
  assertEquals([off.device!.starts, names(off.states)], [0, ["off"]]);

  const changed = start({ started: false });
  changed.device!.gone.resolve();
  changed.camera.choose("1");
  await settled();
  const chosen = changed.newDevice();
  changed.opened[0].resolve(chosen);
  await settled();
  changed.camera.start();
  assertEquals([changed.device!.starts, chosen.starts], [0, 1]);
});

/** A camera with a predictive encoder, as a call sees it. */
class PredictiveDevice implements Camera {
  readonly codecs = ["vp8"] as const;
  readonly peers: (readonly Codec[] | undefined)[] = [];
  left = 0;
  stopped = false;
  give: (frame: CapturedFrame) => void = () => {};

  constructor(readonly kind: "camera" | "screen" = "camera") {}

  start(onFrame: (frame: CapturedFrame) => void): void {
    this.give = onFrame;
  }

  setRate(): void {}
  limitFrame(): void {}
  requestKeyframe(): void {}

  setPeer(codecs: readonly Codec[] | undefined): void {
    this.peers.push(codecs);
  }

  frameLeft(): void {
    this.left++;
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }
}

/** Starts with a predictive camera. Opens a JPEG camera if no other codec is possible. */
function startPredictive() {
  const first = new PredictiveDevice();
  const opened: { device: Camera; codecs?: readonly Codec[] }[] = [];
  const tracks: MediaTrack[] = [];
  const camera = new LocalCamera({
    device: first,
    open: (choice, codecs) => {
      const device = codecs === undefined
        ? new PredictiveDevice(choice === "screen" ? "screen" : "camera")
        : new FakeCamera(new VirtualClock());
      opened.push({ device, codecs });
      return Promise.resolve(device);
    },
    track: { id: 0, kind: "camera", codec: "jpeg" },
    onTrack: (track) => void tracks.push(track),
    onFrame: () => {},
    onState: () => {},
  });
  camera.start();
  return { camera, first, opened, tracks };
}

const FRAME = { bytes: new Uint8Array(3), sequence: 0, captureMs: 0, keyframe: true };

Deno.test("a predictive camera learns of the peer and of frames that were sent; its codec is announced before its frames", () => {
  const { camera, first, opened, tracks } = startPredictive();
  camera.setPeer(["jpeg", "vp8"], true);
  first.give({ ...FRAME, codec: "vp8" });
  first.give({ ...FRAME, codec: "vp8" });
  camera.frameLeft();
  camera.setPeer(undefined);
  assertEquals([first.peers, first.left, opened.length], [[["jpeg", "vp8"], undefined], 1, 0]);
  assertEquals(tracks, [{ id: 0, kind: "camera", codec: "vp8" }]);
});

Deno.test("a screen is announced as one, and a camera again after it", async () => {
  const { camera, opened, tracks } = startPredictive();
  camera.choose("screen");
  await settled();
  (opened[0].device as PredictiveDevice).give({ ...FRAME, codec: "vp8" });
  assertEquals(camera.kind, "screen");
  camera.choose("0");
  await settled();
  (opened[1].device as PredictiveDevice).give({ ...FRAME, codec: "vp8" });
  assertEquals(tracks.map(({ kind, codec }) => `${kind} ${codec}`), ["screen vp8", "camera vp8"]);
});

Deno.test("for a peer that decodes only JPEG the camera is reopened, and reopened again for a peer that decodes more", async () => {
  const { camera, first, opened } = startPredictive();
  camera.setPeer(["jpeg"], true);
  await settled();
  assertEquals([first.stopped, opened.map(({ codecs }) => codecs)], [true, [["jpeg"]]]);
  camera.setPeer(undefined);
  camera.setPeer(["jpeg"], true);
  await settled();
  assertEquals(opened.length, 1, "the JPEG camera does for the next such peer");
  camera.setPeer(["jpeg", "vp8"], true);
  await settled();
  assertEquals(opened.map(({ codecs }) => codecs), [["jpeg"], undefined]);
  assertEquals((opened[1].device as PredictiveDevice).peers, [["jpeg", "vp8"]]);
});
