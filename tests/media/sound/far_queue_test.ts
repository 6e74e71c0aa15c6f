import { assertEquals } from "@std/assert";
import { FarQueue } from "../../../src/media/sound/far_queue.ts";

/** Takes once. Returns the first samples of the blocks, and how far the echoes moved. */
function take(queue: FarQueue): { played: number[]; shift: number } {
  const played: number[] = [];
  const shift = queue.take((far) => void played.push(far[0]));
  return { played, shift };
}

const block = (value: number) => new Float32Array(480).fill(value);

Deno.test("one block is played for each captured one, in order, and may be reused at once", () => {
  const queue = new FarQueue(), far = new Float32Array(480);
  for (let n = 1; n <= 10; n++) {
    queue.push(far.fill(n));
    assertEquals(take(queue), { played: [n], shift: 0 });
  }
});

Deno.test("devices that run in bursts of two stay paired", () => {
  const queue = new FarQueue();
  for (let n = 1; n < 20; n += 2) {
    queue.push(block(n));
    queue.push(block(n + 1));
    assertEquals(take(queue), { played: [n], shift: 0 });
    assertEquals(take(queue), { played: [n + 1], shift: 0 });
  }
});

Deno.test("a missing block moves the echoes, and the extra one moves them back", () => {
  const queue = new FarQueue();
  assertEquals(take(queue), { played: [], shift: -1 });
  for (const n of [1, 2, 3]) queue.push(block(n));
  assertEquals(take(queue), { played: [1, 2], shift: 1 });
  assertEquals(take(queue), { played: [3], shift: 0 });
});

Deno.test("a loudspeaker that stands still plays silence", () => {
  const queue = new FarQueue();
  for (let n = 0; n < 4; n++) assertEquals(take(queue), { played: [], shift: -1 });
  for (let n = 0; n < 100; n++) assertEquals(take(queue), { played: [0], shift: 0 });
  queue.push(block(7));
  assertEquals(take(queue), { played: [7], shift: 0 });
});

Deno.test("a microphone that stands still fills no memory, and nothing is lost of the count", () => {
  const queue = new FarQueue();
  for (let n = 1; n <= 50; n++) queue.push(block(n));
  const { played, shift } = take(queue);
  assertEquals(played, [...new Array(47).fill(0), 48, 49]);
  assertEquals(shift, 48);
  assertEquals(take(queue), { played: [50], shift: 0 });
});
