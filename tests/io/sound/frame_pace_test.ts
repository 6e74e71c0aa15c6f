import { assertEquals } from "@std/assert";
import { FramePace } from "../../../src/io/sound/frame_pace.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";

function start() {
  const clock = new VirtualClock();
  const ending = new AbortController();
  const pace = new FramePace(clock, ending.signal);
  const given: (number | undefined)[] = [];
  return { clock, ending, pace, given };
}

Deno.test("a frame each 10 ms, on the dot", async () => {
  const { clock, ending, pace, given } = start();
  const running = (async () => {
    for (let dueMs; (dueMs = await pace.next()) !== undefined;) given.push(dueMs);
  })();
  await clock.advance(35);
  ending.abort();
  await running;
  assertEquals(given, [1000, 1010, 1020, 1030]);
});

Deno.test("what is late is made up for, but not a sleep of the machine", async () => {
  const { clock, pace } = start();
  assertEquals(await pace.next(), 1000);
  await clock.advance(100);
  for (let ms = 1010; ms <= 1100; ms += 10) assertEquals(await pace.next(), ms);
  await clock.advance(60_000);
  assertEquals(await pace.next(), 61_100);
});

Deno.test("an ended pace gives nothing, and does not wait", async () => {
  const { ending, pace } = start();
  await pace.next();
  ending.abort();
  assertEquals(await pace.next(), undefined);
});
