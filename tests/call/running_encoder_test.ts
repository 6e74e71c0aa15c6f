import { assertEquals } from "@std/assert";
import { RunningEncoder } from "../../src/call/running_encoder.ts";
import type { RawPicture } from "../../src/port/raw_picture.ts";
import { FakeEncoder } from "../fake/fake_encoder.ts";

const SOURCE = { width: 64, height: 48 }, SIZE = { width: 32, height: 24 };
const picture = (captureMs: number): RawPicture => ({ ...SOURCE, bytes: new Uint8Array(64 * 48 * 3 / 2), captureMs });
const ORDER = { bits: 1000, keyframe: false };

function rig() {
  const encoders: FakeEncoder[] = [], madeOf: number[] = [], failures: string[] = [];
  const running = new RunningEncoder({
    ...{ codec: "vp8", kind: "camera", source: SOURCE, ...SIZE, bits: 1000, nowMs: 0 },
    open: (options) => {
      encoders.push(new FakeEncoder(options));
      return encoders[0];
    },
    onFrame: (_running, _frame, { captureMs }) => madeOf.push(captureMs),
    onFailed: (_running, message) => failures.push(message),
  });
  return { running, encoder: encoders[0], madeOf, failures };
}

Deno.test("each frame comes with the picture that it was made of", () => {
  const { running, encoder, madeOf } = rig();
  running.encode(picture(1), ORDER, 1);
  running.encode(picture(2), ORDER, 2);
  assertEquals(running.isBusy, true);
  encoder.giveAll();
  assertEquals([madeOf, running.isBusy], [[1, 2], false]);
});

Deno.test("it takes pictures of its source's size, and gives frames of its codec and size", () => {
  const { running } = rig();
  assertEquals([running.takes(SOURCE, "vp8"), running.gives(SIZE)], [true, true]);
  assertEquals([running.takes(SIZE, "vp8"), running.takes(SOURCE, "vp9"), running.gives(SOURCE)], [
    false,
    false,
    false,
  ]);
});

Deno.test("it is late if it still has a picture when the next one comes, once its process is up", () => {
  const { running, encoder } = rig();
  running.encode(picture(0), ORDER, 0);
  running.watch(30, 500);
  assertEquals(running.load.latePictures, 0);
  running.isWarm = true;
  running.watch(30, 500);
  assertEquals(running.load.latePictures, 1);
  encoder.giveAll();
  running.encode(picture(1), ORDER, 510);
  running.watch(30, 530); // a camera is not even
  assertEquals(running.load.latePictures, 1);
});

Deno.test("an encoder that gives no frame for five seconds has failed", () => {
  const { running, failures } = rig();
  running.checkStuck(100_000);
  running.encode(picture(0), ORDER, 0);
  running.checkStuck(5000);
  assertEquals(failures, []);
  running.checkStuck(5001);
  assertEquals(failures, ["ffmpeg gave no frame for 5 s"]);
});
