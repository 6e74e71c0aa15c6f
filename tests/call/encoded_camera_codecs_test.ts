import { assert, assertEquals } from "@std/assert";
import type { Codec } from "../../src/port/encoded_frame.ts";
import { EncodedCameraRig } from "./encoded_camera_rig.ts";

Deno.test("a better codec is tried with the same pictures, unseen, and takes over with a keyframe", () => {
  const rig = new EncodedCameraRig(["vp8", "vp9"]).connect();
  rig.run(2);
  assertEquals([rig.running, rig.changes], [["vp8", "vp9"], [["vp8", true]]]);
  const [vp8, vp9] = rig.encoders;
  assertEquals(vp9.orders.at(-1)!.picture, vp8.orders.at(-1)!.picture);
  assert(vp9.orders.at(-1)!.bits <= vp8.orders.at(-1)!.bits);
  rig.run(3);
  assertEquals([rig.running, rig.changes], [["vp9"], [["vp8", true], ["vp9", true]]]);
  assertEquals(rig.frames.map(({ sequence }) => sequence), rig.frames.map((_, i) => i));
  assertEquals(rig.skipped, 0);
});

Deno.test("a trial that fails, or is too expensive, ends, and nobody notices", () => {
  for (const end of ["fails", "is too expensive"]) {
    const rig = new EncodedCameraRig(["vp8", "vp9"]).connect();
    rig.run(2);
    if (end === "fails") rig.encoders[1].options.onFailed("ffmpeg stopped", "do this");
    else rig.encoders[1].costMs = 100;
    rig.run(10);
    assertEquals([rig.running, rig.changes, rig.states, rig.encoders.length], [["vp8"], [["vp8", true]], [], 2], end);
  }
});

Deno.test("the trial of a codec begins again with another size of the picture", () => {
  const rig = new EncodedCameraRig(["vp8", "vp9"]).connect();
  rig.run(2);
  rig.camera.setRate(200);
  rig.run(5);
  assertEquals([rig.running, rig.changes], [["vp9"], [["vp8", true], ["vp9", true]]]);
  assertEquals(rig.encoders.map(({ options }) => [options.codec, options.height]), [
    ["vp8", 480],
    ["vp9", 480],
    ["vp8", 360],
    ["vp9", 360],
  ]);
});

Deno.test("a better codec that becomes too slow continues until the first one is warm, and that begins with a keyframe", () => {
  const rig = new EncodedCameraRig(["vp8", "vp9"]).connect();
  rig.run(5);
  rig.encoders[1].costMs = 100;
  const next = () => {
    rig.capture();
    rig.encoders[1].giveAll();
    rig.camera.frameLeft();
  };
  while (rig.encoders.length < 3) next();
  const before = rig.frames.length;
  for (let i = 0; i < 3; i++) next();
  assertEquals(rig.frames.slice(before).map(({ codec }) => codec), ["vp9", "vp9", "vp9"]);
  rig.run(20);
  assertEquals([rig.running, rig.changes], [["vp8"], [["vp8", true], ["vp9", true], ["vp8", true]]]);
});

Deno.test("a better codec whose encoder fails is replaced, without a word", () => {
  const rig = new EncodedCameraRig(["vp8", "vp9"]).connect();
  rig.run(5);
  rig.encoders[1].options.onFailed("ffmpeg stopped", "do this");
  rig.run(20);
  assertEquals([rig.running, rig.changes.at(-1), rig.states], [["vp8"], ["vp8", true], []]);
});

Deno.test("the next call begins with the better codec, at once; one with a peer that lacks it begins with the first", () => {
  const rig = new EncodedCameraRig(["vp8", "vp9"]).connect();
  rig.run(5);
  const call = (codecs: readonly Codec[]) => {
    rig.camera.setPeer(undefined);
    rig.run(1);
    const before = rig.frames.length;
    rig.camera.setPeer(codecs, true);
    rig.encoder.giveAll();
    rig.camera.frameLeft();
    rig.run(1);
    return [rig.running, rig.frames[before].codec, rig.frames[before].keyframe];
  };
  assertEquals(call(["jpeg", "vp8", "vp9"]), [["vp9"], "vp9", true]);
  assertEquals(rig.encoders.length, 2);
  assertEquals(call(["jpeg", "vp8"]), [["vp8"], "vp8", true]);
});

Deno.test("an encoder that keeps its size is replaced for another rate: the next one takes over with a keyframe", () => {
  const rig = new EncodedCameraRig(["h264"]).connect(900);
  rig.run(3);
  // The first began before the rate was known.
  assertEquals(rig.encoders.map(({ options }) => Math.round(options.bits)), [10_000, 30_000]);
  assertEquals([rig.running.length, rig.frames.filter(({ keyframe }) => keyframe).length], [1, 2]);
  rig.camera.setRate(450);
  rig.run(0.1);
  const [, second, third] = rig.encoders;
  assertEquals([second.closed, Math.round(third.options.bits)], [true, 15_000]);
  rig.run(5);
  assertEquals(rig.encoders.length, 3);
  const numbers = rig.frames.map(({ sequence }) => sequence);
  assertEquals([numbers, rig.frames.at(-1)!.dependsOn], [numbers.map((_, i) => i), numbers.at(-2)]);
});

Deno.test("an encoder that keeps its size continues through small changes of the rate, and while the next one starts", () => {
  const rig = new EncodedCameraRig(["h264"]).connect(900);
  rig.run(3);
  for (const kbps of [850, 1000, 800]) {
    rig.camera.setRate(kbps);
    rig.run(2);
  }
  assertEquals(rig.encoders.length, 2);
  rig.camera.setRate(300);
  const before = rig.frames.length;
  for (let i = 0; i < 5; i++) {
    rig.capture();
    rig.encoders[1].giveAll();
    rig.camera.frameLeft();
  }
  assertEquals([rig.encoders.length, rig.frames.length - before], [3, 5]);
});
