import { assertEquals } from "@std/assert";
import { DelayedQueue } from "../../../src/media/transport/delayed_queue.ts";

Deno.test("items come when they are due, the soonest first, and in order at the same time", () => {
  const queue = new DelayedQueue<string>();
  assertEquals([queue.deadlineMs, queue.take(1000)], [Infinity, undefined]);
  for (const [item, atMs] of [["c", 30], ["a", 10], ["d", 30], ["b", 20]] as const) queue.push(item, atMs);
  assertEquals([queue.deadlineMs, queue.take(9)], [10, undefined]);
  assertEquals([queue.take(25), queue.take(25), queue.take(25)], ["a", "b", undefined]);
  assertEquals([queue.deadlineMs, queue.take(30), queue.take(30), queue.deadlineMs], [30, "c", "d", Infinity]);
});

Deno.test("what is cleared never comes", () => {
  const queue = new DelayedQueue<number>();
  queue.push(1, 10);
  queue.clear();
  assertEquals([queue.take(1000), queue.deadlineMs], [undefined, Infinity]);
});
