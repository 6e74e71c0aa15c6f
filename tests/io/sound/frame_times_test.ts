import { assert, assertEquals } from "@std/assert";
import { FrameTimes } from "../../../src/io/sound/frame_times.ts";

Deno.test("times that are measured inexactly are evened out", () => {
  const times = new FrameTimes();
  const given = Array.from({ length: 400 }, (_, n) => times.next(1000 + 10 * n + (n % 2 === 0 ? 4 : -4)));
  const late = given.slice(200).map((ms, n) => ms - (1000 + 10 * (n + 200)));
  assert(late.every((ms) => Math.abs(ms) < 1), String(late));
});

Deno.test("a device whose clock is faster is followed", () => {
  const times = new FrameTimes();
  let lastMs = 0;
  for (let n = 0; n < 100_000; n++) lastMs = times.next(9.999 * n);
  assert(Math.abs(lastMs - 9.999 * 99_999) < 1);
});

Deno.test("after a gap the times go on from what is measured", () => {
  const times = new FrameTimes();
  assertEquals([0, 10, 500, 510].map((ms) => times.next(ms)), [0, 10, 500, 510]);
});
