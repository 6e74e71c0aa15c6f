import { assert, assertEquals } from "@std/assert";
import { ClockOffset } from "../../../src/media/rate/clock_offset.ts";
import { SeededRandom } from "../../fake/random.ts";

const AHEAD_MS = 12_345;

/** A round trip that starts at `atMs`, with the time of each way, and how long the peer holds the message. */
function roundTrip(clock: ClockOffset, atMs: number, thereMs: number, backMs: number, heldMs = 0): void {
  clock.onRoundTrip(atMs, heldMs, atMs + thereMs + heldMs + AHEAD_MS, atMs + thereMs + heldMs + backMs);
}

Deno.test("before the first round trip nothing is known", () => {
  const clock = new ClockOffset();
  assertEquals([clock.rttMs, clock.minRttMs, clock.toLocalMs(5)], [undefined, undefined, undefined]);
});

Deno.test("if both ways take equally long, the peer's times are exact, however long it held the message", () => {
  const clock = new ClockOffset();
  roundTrip(clock, 1000, 40, 40, 77);
  assertEquals([clock.rttMs, clock.minRttMs, clock.toLocalMs(2000 + AHEAD_MS)], [80, 80, 2000]);
});

Deno.test("the fastest round trip counts: queues in one direction do not change the offset", () => {
  const clock = new ClockOffset();
  const random = new SeededRandom(3);
  for (let n = 0; n < 30; n++) roundTrip(clock, 1000 + n * 100, 20 + (n === 9 ? 0 : random.next() * 200), 20);
  assertEquals(clock.minRttMs, 40);
  assert(Math.abs(clock.toLocalMs(9000 + AHEAD_MS)! - 9000) < 1e-6);
});

Deno.test("a fast round trip from long ago is forgotten when the path gets longer", () => {
  const clock = new ClockOffset();
  roundTrip(clock, 1000, 5, 5);
  for (let n = 0; n < 32; n++) roundTrip(clock, 2000 + n * 100, 50, 50);
  assertEquals(clock.minRttMs, 100);
});

Deno.test("the RTT is smoothed", () => {
  const clock = new ClockOffset();
  roundTrip(clock, 1000, 25, 25);
  roundTrip(clock, 1100, 65, 65);
  assertEquals(clock.rttMs, 60);
});

Deno.test("impossible round trips are ignored", () => {
  const clock = new ClockOffset();
  clock.onRoundTrip(1000, 500, 0, 1100); // held for longer than it took
  clock.onRoundTrip(1000, 0, 0, 70_000);
  clock.onRoundTrip(NaN, 0, 0, 1100);
  assertEquals(clock.rttMs, undefined);
});

Deno.test("the peer's clock is known from round trips, and the fastest ones count", () => {
  const clock = new ClockOffset();
  assertEquals(clock.toLocalMs(5), undefined);
  clock.onRoundTrip(1000, 10, 501_080, 1150); // 70 ms there and 70 back
  clock.onRoundTrip(2000, 0, 502_020, 2040); // 20 and 20
  clock.onRoundTrip(3000, 0, 503_090, 3110); // 90 and 20
  assertEquals(clock.toLocalMs(502_020), 2020);
  assertEquals(clock.minRttMs, 40);
  clock.onRoundTrip(9000, 0, 0, 8000);
  assertEquals(clock.minRttMs, 40);
});
