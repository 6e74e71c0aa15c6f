import { assertEquals } from "@std/assert";
import { PredictiveFrames } from "../../../../src/io/window/serve/predictive_frames.ts";

/** Everything that is reported, in order: `sent 0`, `dropped 1`, `asked`. */
function start() {
  const told: string[] = [];
  let nowMs = 0;
  const frames = new PredictiveFrames({
    send: ({ n }) => told.push(`sent ${n}`),
    onDropped: (n) => told.push(`dropped ${n}`),
    onKeyframeNeeded: () => told.push("asked"),
    nowMs: () => nowMs,
  });
  return {
    frames,
    /** What was reported since the last call. */
    told: () => told.splice(0),
    key: (n: number) => frames.offer({ n, keyframe: true }),
    delta: (...numbers: number[]) => numbers.forEach((n) => frames.offer({ n, keyframe: false })),
    wait: (ms: number) => void (nowMs += ms),
  };
}

Deno.test("frames go to the page at once and in order, from a keyframe on", () => {
  const { frames, told, key, delta } = start();
  frames.resume();
  key(0);
  delta(1, 2);
  key(3);
  assertEquals(told(), ["sent 0", "sent 1", "sent 2", "sent 3"]);
  assertEquals([frames.settle(1), frames.settle(1), frames.settle(9)], [true, false, false]);
});

Deno.test("if a track does not begin with a keyframe, one is requested once, and no frame is sent before it", () => {
  const { frames, told, key, delta } = start();
  frames.resume();
  delta(0, 1);
  assertEquals(told(), ["dropped 0", "asked", "dropped 1"]);
  key(2);
  delta(3);
  assertEquals(told(), ["sent 2", "sent 3"]);
});

Deno.test("a page that has too many frames gets none until the next keyframe after it has caught up", () => {
  const { frames, told, key, delta } = start();
  frames.resume();
  key(0);
  for (let n = 1; n < 30; n++) delta(n);
  assertEquals(told().length, 30);
  delta(30, 31);
  key(32);
  assertEquals(told(), ["dropped 30", "asked", "dropped 31", "dropped 32", "asked"]);
  frames.settle(0);
  delta(33);
  assertEquals(told(), ["dropped 33"]);
  key(34);
  assertEquals(told(), ["sent 34"]);
});

Deno.test("a page that keeps a frame for long is too slow, even if it has few", () => {
  const { frames, told, key, delta, wait } = start();
  frames.resume();
  key(0);
  delta(1);
  wait(400);
  delta(2);
  wait(1);
  delta(3);
  frames.settle(0);
  frames.settle(1);
  key(4);
  assertEquals(told(), ["sent 0", "sent 1", "sent 2", "dropped 3", "asked", "sent 4"]);
});

Deno.test("a hidden page gets nothing, and needs a keyframe when it is visible again", () => {
  const { frames, told, key, delta } = start();
  frames.resume();
  key(0);
  frames.pause();
  frames.resume();
  delta(1); // no frame was left out
  assertEquals(told(), ["sent 0", "sent 1"]);
  frames.pause();
  delta(2);
  key(3);
  assertEquals(told(), ["dropped 2", "dropped 3"]);
  frames.resume();
  delta(4);
  key(5);
  assertEquals(told(), ["asked", "dropped 4", "sent 5"]);
});

Deno.test("the frames of a page that disconnects are dropped, and the next page begins with a keyframe", () => {
  const { frames, told, key, delta } = start();
  frames.resume();
  assertEquals(told(), []);
  key(0);
  delta(1);
  frames.disconnect();
  frames.resume();
  delta(2);
  key(3);
  assertEquals(told(), ["sent 0", "sent 1", "dropped 0", "dropped 1", "asked", "dropped 2", "sent 3"]);
});

Deno.test("a decoder that has failed continues with the next keyframe, which may be on its way already", () => {
  const { frames, told, key, delta } = start();
  frames.resume();
  key(0);
  delta(1);
  frames.keyframeNeeded(1);
  delta(2);
  key(3);
  assertEquals(told(), ["sent 0", "sent 1", "asked", "dropped 2", "sent 3"]);
  frames.keyframeNeeded(1);
  delta(4);
  assertEquals(told(), ["sent 4"]);
});

Deno.test("another track begins with a keyframe, and none is requested while there is no track", () => {
  const { frames, told, key, delta } = start();
  frames.resume();
  key(0);
  frames.startOver();
  frames.pause();
  frames.resume();
  assertEquals(told(), ["sent 0"]);
  delta(1);
  key(2);
  assertEquals(told(), ["dropped 1", "asked", "sent 2"]);
});
