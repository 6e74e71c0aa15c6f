import { assert, assertEquals } from "@std/assert";
import { FilmMemory } from "../../../../src/io/capture/film/film_memory.ts";
import type { CutPicture } from "../../../../src/io/capture/picture_output.ts";

function film(timesMs: number[], maxBytes?: number): FilmMemory<CutPicture> {
  const memory = new FilmMemory<CutPicture>(maxBytes);
  for (const [i, timeMs] of timesMs.entries()) memory.add({ bytes: Uint8Array.of(i) }, timeMs);
  return memory;
}

Deno.test("a still picture is repeated soon", () => {
  const { offsetsMs, durationMs } = film([500]).timetable;
  assertEquals(offsetsMs, [0]);
  assert(durationMs > 0 && durationMs <= 1000);
});

Deno.test("a steady rate is kept, although the first pictures came at once and one was late", () => {
  const { offsetsMs, durationMs } = film([100, 102, 140, 180, 220, 260, 310, 340]).timetable;
  assertEquals(offsetsMs, [0, 40, 80, 120, 160, 200, 240, 280]);
  assertEquals(durationMs, 320);
});

Deno.test("small differences do not add up", () => {
  const times = Array.from({ length: 300 }, (_, i) => i * 100 / 3 + (i % 3 - 1));
  const { durationMs } = film(times).timetable;
  assert(Math.abs(durationMs - 10_000) < 20);
});

Deno.test("gaps of any length are kept", () => {
  const { offsetsMs, durationMs } = film([0, 1000, 1100, 3000]).timetable;
  assertEquals(offsetsMs, [0, 1000, 1100, 3000]);
  assert(durationMs > 3000 && durationMs <= 5000);
});

Deno.test("no part of a film that is too long is kept", () => {
  assertEquals(film([0, 1, 2], 3).isKept, true);
  assertEquals(film([0, 1, 2, 3], 3).isKept, false);
});

/** Shows `count` pictures of a film in virtual time. `slow` is called before each. */
async function shown(memory: FilmMemory<CutPicture>, count: number, startMs: number, slow = (_shown: number) => 0) {
  let nowMs = startMs;
  const times: [picture: number, atMs: number][] = [];
  await memory.play({
    nowMs: () => nowMs,
    pause: (ms) => Promise.resolve(void (nowMs += ms + slow(times.length))),
    isEnded: () => times.length >= count,
    show: ({ bytes: [picture] }) => times.push([picture, nowMs]),
  }, () => false);
  return times;
}

Deno.test("a film continues where ffmpeg reached its end, and keeps its rate", async () => {
  assertEquals(await shown(film([0, 40, 80]), 5, 90), [[0, 120], [1, 160], [2, 200], [0, 240], [1, 280]]);
  assertEquals(await shown(film([0, 40, 80]), 3, 150), [[0, 150], [1, 190], [2, 230]]);
});

Deno.test("a short delay is made up for, a sleep is not", async () => {
  const late = await shown(film([0, 40, 80]), 4, 90, (n) => n === 1 ? 30 : 0);
  assertEquals(late, [[0, 120], [1, 190], [2, 200], [0, 240]]);
  const slept = await shown(film([0, 40, 80]), 4, 90, (n) => n === 1 ? 60_000 : 0);
  assertEquals(slept, [[0, 120], [1, 60_160], [2, 60_160], [0, 60_200]]);
});

Deno.test("a film that is outdated is not repeated", async () => {
  const times: number[] = [];
  await film([0, 40]).play({
    nowMs: () => 0,
    pause: () => Promise.resolve(),
    isEnded: () => false,
    show: ({ bytes: [picture] }) => times.push(picture),
  }, () => times.length >= 4);
  assertEquals(times, [0, 1, 0, 1]);
});
