import { assert, assertEquals } from "@std/assert";
import { Deadline } from "../../src/call/deadline.ts";
import type { Clock } from "../../src/port/clock.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";

/** A virtual clock that counts the timers set and cancelled. */
class CountingClock extends VirtualClock implements Clock {
  set = 0;
  cancelled = 0;

  override callAt(atMs: number, callback: () => void): () => void {
    this.set++;
    const cancel = super.callAt(atMs, callback);
    return () => {
      this.cancelled++;
      cancel();
    };
  }
}

function deadline() {
  const clock = new CountingClock();
  const reachedMs: number[] = [];
  return { clock, reachedMs, deadline: new Deadline(clock, () => reachedMs.push(clock.nowMs())) };
}

Deno.test("a deadline that moves later keeps its timer and still fires on time", async () => {
  const { clock, reachedMs, deadline: d } = deadline();
  d.set(1100);
  for (let i = 0; i < 50; i++) {
    await clock.advance(1);
    d.set(clock.nowMs() + 100);
  }
  assertEquals([clock.set, clock.cancelled], [1, 0]);
  await clock.advance(1000);
  assertEquals(reachedMs, [1150]);
  assert(clock.set <= 3);
});

Deno.test("a deadline that moves sooner fires sooner, and only once", async () => {
  const { clock, reachedMs, deadline: d } = deadline();
  d.set(1500);
  d.set(1010);
  d.set(1005);
  await clock.advance(1000);
  assertEquals(reachedMs, [1005]);
});

Deno.test("a deadline of Infinity, or a cancelled one, never fires", async () => {
  const { clock, reachedMs, deadline: d } = deadline();
  d.set(1010);
  d.set(Infinity);
  await clock.advance(100);
  d.set(1200);
  d.cancel();
  await clock.advance(1000);
  assertEquals(reachedMs, []);
  d.set(3000);
  await clock.advance(1000);
  assertEquals(reachedMs, [3000]);
});

Deno.test("a deadline can be set again from its own callback", async () => {
  const clock = new VirtualClock();
  const reachedMs: number[] = [];
  const d = new Deadline(clock, () => {
    reachedMs.push(clock.nowMs());
    if (reachedMs.length < 3) d.set(clock.nowMs() + 10);
  });
  d.set(1010);
  await clock.advance(100);
  assertEquals(reachedMs, [1010, 1020, 1030]);
});
