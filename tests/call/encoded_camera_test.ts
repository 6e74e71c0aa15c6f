import { assert, assertEquals } from "@std/assert";
import { EncodedCameraRig } from "./encoded_camera_rig.ts";

Deno.test("without a peer the encoder is warmed up, and no frame is made", () => {
  const rig = new EncodedCameraRig();
  for (let i = 0; i < 5; i++) rig.capture();
  assertEquals(rig.encoders.length, 1);
  assertEquals(rig.encoder.orders.length, 1);
  rig.encoder.give();
  rig.capture();
  assertEquals([rig.frames, rig.encoder.orders.length, rig.pictures], [[], 1, 6]);
});

Deno.test("a call begins with a keyframe of the newest picture, at once", () => {
  const rig = new EncodedCameraRig();
  rig.capture();
  rig.encoder.give();
  rig.capture();
  rig.nowMs += 10;
  rig.camera.setPeer(["jpeg", "vp8"], true);
  assertEquals(rig.encoder.orders[1].keyframe, true);
  rig.encoder.give();
  const [{ keyframe, sequence, captureMs, codec, dependsOn }] = rig.frames;
  assertEquals([keyframe, sequence, captureMs, codec, dependsOn], [true, 0, rig.nowMs - 10, "vp8", undefined]);
});

Deno.test("each frame refers to the one before, and gets its share of the rate", () => {
  const rig = new EncodedCameraRig().connect(900);
  rig.capture();
  rig.encoder.give();
  assertEquals(rig.encoder.orders.at(-1)!.bits, 30_000);
  assertEquals(rig.frames.at(-1)!.dependsOn, rig.frames.at(-1)!.sequence - 1);
  rig.camera.frameLeft();
  rig.camera.setRate(300_000);
  rig.capture();
  assertEquals(rig.encoder.orders.at(-1)!.bits, 1_400_000 / 30, "more shows in no picture");
});

Deno.test("a picture waits until the frame before has left, and a newer one replaces it", () => {
  const rig = new EncodedCameraRig().connect();
  rig.capture();
  rig.encoder.give();
  const before = rig.encoder.orders.length;
  for (let i = 0; i < 4; i++) rig.capture();
  assertEquals([rig.encoder.orders.length, rig.skipped], [before, 3]);
  rig.camera.frameLeft();
  assertEquals(rig.encoder.orders.length, before + 1);
  assertEquals(rig.encoder.orders.at(-1)!.picture.captureMs, rig.nowMs);
  rig.camera.frameLeft();
  assertEquals(rig.encoder.orders.length, before + 1, "nothing waits");
});

Deno.test("a busy encoder gets no picture, even if the frame before has left", () => {
  const rig = new EncodedCameraRig().connect();
  rig.capture();
  rig.camera.frameLeft();
  rig.capture();
  assertEquals(rig.encoder.orders.filter(({ picture }) => picture.captureMs >= rig.nowMs).length, 0);
});

Deno.test("a keyframe is made once when it is requested", () => {
  const rig = new EncodedCameraRig().connect();
  rig.camera.requestKeyframe();
  for (let i = 0; i < 2; i++) {
    rig.capture();
    rig.encoder.give();
    rig.camera.frameLeft();
  }
  assertEquals(rig.frames.slice(-2).map(({ keyframe }) => keyframe), [true, false]);
});

Deno.test("a smaller picture comes from a second encoder, once it is warm, and begins with a keyframe", () => {
  const rig = new EncodedCameraRig().connect();
  rig.camera.setRate(200);
  rig.capture();
  const [first, second] = rig.encoders;
  assertEquals([second.options.width, second.options.height], [480, 360]);
  // Until then the first encoder continues.
  first.give();
  rig.camera.frameLeft();
  assertEquals(rig.frames.at(-1)!.keyframe, false);
  second.give();
  assertEquals(first.closed, false);
  rig.capture();
  rig.capture();
  assertEquals(first.closed, true);
  second.give();
  assertEquals(rig.frames.at(-1)!.keyframe, true);
  assertEquals(rig.frames.map(({ sequence }) => sequence), rig.frames.map((_, i) => i));
});

Deno.test("at a low rate, fewer pictures a second are encoded", () => {
  const rig = new EncodedCameraRig().connect();
  rig.camera.setRate(90); // 360x270 at 20, by the steps
  let orders = 0;
  for (let i = 0; i < 90; i++) {
    rig.capture();
    for (const encoder of rig.encoders) {
      const before = rig.frames.length;
      while (encoder.orders.length > 0 && !encoder.closed) {
        try {
          encoder.give();
        } catch {
          break; // it has given all frames
        }
      }
      orders += rig.frames.length - before;
    }
    rig.camera.frameLeft();
  }
  assert(orders >= 40 && orders <= 62, `${orders} frames of 90 pictures`);
});

Deno.test("pictures that come at irregular times are all encoded, at the camera's rate", () => {
  const rig = new EncodedCameraRig().connect();
  const before = rig.encoder.orders.length;
  for (let i = 0; i < 60; i++) {
    rig.nowMs += i % 2 === 0 ? 12 : -12;
    rig.capture();
    rig.encoder.give();
    rig.camera.frameLeft();
  }
  assertEquals(rig.encoder.orders.length, before + 60);
});

Deno.test("a source that changes its size gets another encoder", () => {
  const rig = new EncodedCameraRig().connect();
  rig.capture(320, 240);
  assertEquals(rig.encoder.options.source.width, 320);
  rig.encoder.give();
  rig.capture(320, 240);
  rig.encoder.give();
  assertEquals(rig.frames.at(-1)!.keyframe, true);
});

Deno.test("of the codecs that both ends support, this end's first choice is used", () => {
  const rig = new EncodedCameraRig(["av1", "vp9", "vp8"]);
  rig.capture();
  rig.encoder.give();
  rig.camera.setPeer(["jpeg", "vp8", "vp9"], true);
  rig.encoder.give();
  rig.capture();
  rig.encoder.give();
  assertEquals(rig.encoders.map(({ options }) => options.codec), ["av1", "vp9"]);
  assertEquals(rig.frames.map(({ codec }) => codec), ["vp9"]);
});

Deno.test("nothing is encoded while the link is interrupted; after it the picture returns with a keyframe at the known rate", () => {
  const rig = new EncodedCameraRig().connect(1200);
  rig.camera.setPeer(undefined);
  const before = rig.encoder.orders.length;
  rig.capture();
  assertEquals(rig.encoder.orders.length, before);
  rig.camera.setPeer(["vp8"]);
  assertEquals(rig.encoder.orders.at(-1)!.keyframe, true);
  assertEquals(rig.encoder.orders.at(-1)!.bits, 40_000);
});

Deno.test("an encoder that fails is reported, and started again after a pause that grows", () => {
  const rig = new EncodedCameraRig().connect();
  const startsMs: number[] = [];
  for (let i = 0; i < 200; i++) {
    const count = rig.encoders.length;
    rig.capture();
    if (rig.encoders.length > count) startsMs.push(rig.nowMs);
    if (i === 0 || rig.encoders.length > count) rig.encoder.options.onFailed("ffmpeg stopped", "do this");
  }
  assertEquals(rig.states.at(-1), { state: "failed", reason: "stopped", message: "ffmpeg stopped", hint: "do this" });
  const gaps = startsMs.slice(1).map((ms, i) => ms - startsMs[i]);
  assert(gaps.length >= 1 && gaps.every((gap, i) => gap >= 2000 * 2 ** i), `${gaps}`);
});

Deno.test("an encoder that gives no frame for seconds is given up", () => {
  const rig = new EncodedCameraRig().connect();
  for (let i = 0; i < 160; i++) rig.capture();
  assertEquals(rig.states.at(-1)?.state, "failed");
  assertEquals(rig.encoders[0].closed, true);
});

Deno.test("an encoder that works again is reported, once", () => {
  const rig = new EncodedCameraRig().connect();
  rig.encoder.options.onFailed("ffmpeg stopped", "do this");
  while (rig.encoders.length === 1) rig.capture();
  for (let i = 0; i < 3; i++) {
    rig.encoder.give();
    rig.camera.frameLeft();
    rig.capture();
  }
  assertEquals(rig.states.map(({ state }) => state), ["failed", "running"]);
  assertEquals(rig.frames.slice(-2).map(({ keyframe }) => keyframe), [true, false]);
});

Deno.test("stopping ends the camera and the encoders, and no frame comes after that", async () => {
  const rig = new EncodedCameraRig().connect();
  rig.camera.setRate(200);
  rig.capture();
  const before = rig.frames.length;
  await rig.camera.stop();
  assertEquals([rig.cameraStopped, ...rig.encoders.map(({ closed }) => closed)], [true, true, true]);
  rig.encoders[0].give();
  rig.capture();
  assertEquals(rig.frames.length, before);
});
