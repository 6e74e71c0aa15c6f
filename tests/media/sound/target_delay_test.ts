import { assert, assertEquals } from "@std/assert";
import { TargetDelay } from "../../../src/media/sound/target_delay.ts";
import { SeededRandom } from "../../fake/random.ts";

/** A frame each 10 ms, with a delay. Returns when the next one is due. */
function feed(target: TargetDelay, count: number, delayOf: (n: number) => number, fromMs = 0): number {
  for (let n = 0; n < count; n++) target.onFrame(delayOf(n), 0, false, fromMs + n * 10);
  return fromMs + count * 10;
}

Deno.test("without jitter the target is the delay of the link and a small margin", () => {
  const target = new TargetDelay();
  feed(target, 500, () => 40.4);
  assertEquals(target.targetMs, 43);
});

Deno.test("the target covers 99 % of the frames, not the rarest", () => {
  const target = new TargetDelay(), random = new SeededRandom(1);
  feed(target, 1000, (n) => n === 500 ? 300 : 40 + random.next() * 30);
  assert(target.targetMs >= 70 && target.targetMs <= 73, `${target.targetMs}`);
});

Deno.test("peaks that come back raise it, and are forgotten when they do not", () => {
  const target = new TargetDelay();
  // Each 2 s eight frames wait for up to 80 ms, as where a radio looks for other stations.
  const nowMs = feed(target, 1000, (n) => 20 + Math.max(0, 80 - n % 200 * 10));
  assert(target.targetMs >= 70, `${target.targetMs}`);
  feed(target, 1001, () => 20, nowMs);
  assertEquals(target.targetMs, 23);
});

Deno.test("a queue that has gone is forgotten after 1.5 s, but for 50 ms", () => {
  const target = new TargetDelay();
  let nowMs = feed(target, 100, (n) => 20 + n * 3);
  assert(target.targetMs > 310, `${target.targetMs}`);
  nowMs = feed(target, 152, () => 20, nowMs);
  assertEquals(target.targetMs, 21 + 50 + 2);
  feed(target, 851, () => 20, nowMs);
  assertEquals(target.targetMs, 23);
});

Deno.test("frames that were late because the call had just begun are forgotten at once", () => {
  const target = new TargetDelay();
  let nowMs = feed(target, 60, (n) => 420 - Math.min(400, n * 8));
  nowMs = feed(target, 10, () => 20, nowMs);
  assert(target.targetMs <= 45, `${target.targetMs}`);
  // Later such frames are jitter.
  nowMs = feed(target, 300, () => 20, nowMs);
  nowMs = feed(target, 20, () => 90, nowMs);
  feed(target, 10, () => 2, nowMs);
  assert(target.targetMs >= 90, `${target.targetMs}`);
});

Deno.test("repetitions are waited for if losses are frequent", () => {
  const rare = new TargetDelay(), frequent = new TargetDelay();
  for (let n = 0; n < 2000; n++) {
    rare.onFrame(n % 1000 === 5 ? 40 : 20, n % 1000 === 5 ? 20 : 0, false, n * 10);
    frequent.onFrame(n % 50 === 5 ? 40 : 20, n % 50 === 5 ? 20 : 0, false, n * 10);
  }
  assertEquals([rare.targetMs, frequent.targetMs], [23, 43]);
});

Deno.test("repetitions that were late because all frames were are forgotten with the jitter, not long after it", () => {
  const target = new TargetDelay();
  // Each 20th frame is lost and repeated in the second packet after it, as at the busy start of a call, and then without jitter.
  const lossy = (from: number, to: number, jitterMs: (n: number) => number) => {
    for (let n = from; n < to; n++) {
      if (n % 20 !== 0) target.onFrame(20 + jitterMs(n), 0, false, n * 10 + jitterMs(n));
      else target.onFrame(40 + jitterMs(n + 2), 20, false, (n + 2) * 10 + jitterMs(n + 2));
    }
  };
  lossy(0, 300, (n) => n * 7 % 50);
  assert(target.targetMs >= 85, `${target.targetMs}`);
  lossy(300, 1310, () => 0);
  assertEquals(target.targetMs, 43);
});

Deno.test("what was queued during an outage does not count, but a delay that stays does", () => {
  const target = new TargetDelay();
  let nowMs = feed(target, 1000, () => 20);
  nowMs = feed(target, 40, (n) => 420 - n * 10, nowMs + 400);
  assertEquals(target.targetMs, 23);
  feed(target, 100, () => 120, nowMs + 400);
  assertEquals(target.targetMs, 123);
});

Deno.test("nobody waits for longer than 400 ms", () => {
  const target = new TargetDelay();
  feed(target, 1000, (n) => n % 10 === 0 ? 800 : 20);
  assertEquals(target.targetMs, 21 + 400 + 2);
});
