import { assertEquals } from "@std/assert";
import { NewestFrame } from "../../../../src/io/window/serve/newest_frame.ts";

function start() {
  const sent: number[] = [];
  const dropped: number[] = [];
  const frames = new NewestFrame(({ n }) => sent.push(n), (n) => dropped.push(n));
  const offer = (...numbers: number[]) => {
    for (const n of numbers) frames.offer({ n, jpeg: new Uint8Array(1) });
  };
  return { sent, dropped, frames, offer };
}

Deno.test("the page has one frame, the newest waits, and those between are dropped", () => {
  const { sent, dropped, frames, offer } = start();
  frames.resume();
  offer(0, 1, 2, 3);
  assertEquals([sent, dropped], [[0], [1, 2]]);
  assertEquals(frames.settle(0), true);
  assertEquals([sent, dropped], [[0, 3], [1, 2]]);
  assertEquals(frames.settle(3), true);
  offer(4);
  assertEquals([sent, dropped], [[0, 3, 4], [1, 2]]);
});

Deno.test("a frame that the page does not have cannot be settled", () => {
  const { sent, frames, offer } = start();
  frames.resume();
  assertEquals(frames.settle(0), false);
  offer(0, 1);
  assertEquals(frames.settle(1), false);
  assertEquals(frames.settle(0), true);
  assertEquals(frames.settle(0), false);
  assertEquals(sent, [0, 1]);
});

Deno.test("the newest frame waits for a page to connect", () => {
  const { sent, dropped, frames, offer } = start();
  offer(0, 1);
  assertEquals([sent, dropped], [[], [0]]);
  frames.resume();
  assertEquals([sent, dropped], [[1], [0]]);
});

Deno.test("a hidden page gets nothing, and the newest frame when it is visible again", () => {
  const { sent, dropped, frames, offer } = start();
  frames.resume();
  offer(0);
  frames.pause();
  offer(1, 2);
  assertEquals(frames.settle(0), true);
  assertEquals([sent, dropped], [[0], [1]]);
  frames.resume();
  assertEquals([sent, dropped], [[0, 2], [1]]);
});

Deno.test("the frame of a page that disconnects is dropped, and every frame is accounted for at the end", () => {
  const { sent, dropped, frames, offer } = start();
  frames.resume();
  offer(0, 1);
  frames.disconnect();
  assertEquals([sent, dropped], [[0], [0]]);
  frames.resume();
  assertEquals([sent, dropped], [[0, 1], [0]]);
  offer(2);
  frames.close();
  assertEquals([sent, dropped], [[0, 1], [0, 1, 2]]);
});
