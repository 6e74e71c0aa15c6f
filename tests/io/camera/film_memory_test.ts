import { assert, assertEquals } from "@std/assert";
import { FilmMemory } from "../../../src/io/camera/film_memory.ts";

function film(timesMs: number[], maxBytes?: number): FilmMemory {
  const memory = new FilmMemory(maxBytes);
  for (const [i, timeMs] of timesMs.entries()) memory.add(Uint8Array.of(i), timeMs);
  return memory;
}

Deno.test("a still picture comes again soon", () => {
  const { offsetsMs, durationMs } = film([500]).timetable;
  assertEquals(offsetsMs, [0]);
  assert(durationMs > 0 && durationMs <= 1000);
});

Deno.test("a steady rate is kept, though the first pictures came at once and one was late", () => {
  const { offsetsMs, durationMs } = film([100, 102, 140, 180, 220, 260, 310, 340]).timetable;
  assertEquals(offsetsMs, [0, 40, 80, 120, 160, 200, 240, 280]);
  assertEquals(durationMs, 320);
});

Deno.test("small differences do not add up", () => {
  const times = Array.from({ length: 300 }, (_, i) => i * 100 / 3 + (i % 3 - 1));
  const { durationMs } = film(times).timetable;
  assert(Math.abs(durationMs - 10_000) < 20);
});

Deno.test("gaps of all kinds are kept", () => {
  const { offsetsMs, durationMs } = film([0, 1000, 1100, 3000]).timetable;
  assertEquals(offsetsMs, [0, 1000, 1100, 3000]);
  assert(durationMs > 3000 && durationMs <= 5000);
});

Deno.test("what is too long is not kept, not even in part", () => {
  assertEquals(film([0, 1, 2], 3).pictures.length, 3);
  assertEquals(film([0, 1, 2, 3], 3).pictures.length, 0);
});
