import { assert, assertEquals } from "@std/assert";
import { LipSync } from "../../../src/media/sound/lip_sync.ts";
import { SeededRandom } from "../../fake/random.ts";

/** The peer's clock is ahead of ours by this. */
const CLOCK_MS = 123_456;

interface Ways {
  readonly pictureMs: (nowMs: number) => number;
  readonly soundMs: (nowMs: number) => number;
}

/** Pictures at 30 fps and sound, with the delays of their ways. Returns how far they are apart: above 0, the sound is late. */
function run(sync: LipSync, seconds: number, ways: Ways, fromMs = 0): { apartMs: number[]; endMs: number } {
  const apartMs: number[] = [];
  let soundDelayMs = 0, nowMs = fromMs;
  for (; nowMs < fromMs + seconds * 1000; nowMs += 100 / 3) {
    sync.update(nowMs);
    const held = sync.pictureDelayMs;
    const pictureMs = ways.pictureMs(nowMs) + held;
    sync.onPicture(nowMs + CLOCK_MS - pictureMs, nowMs, held);
    // A jitter buffer follows in its own time.
    soundDelayMs += Math.max(-2, Math.min(2, sync.soundDelayMs - soundDelayMs));
    const soundMs = ways.soundMs(nowMs) + soundDelayMs;
    sync.onSound(nowMs + CLOCK_MS - soundMs, nowMs);
    apartMs.push(soundMs - pictureMs);
  }
  return { apartMs, endMs: nowMs };
}

function within(apartMs: readonly number[], limitMs: number): boolean {
  return apartMs.toSorted((a, b) => Math.abs(a) - Math.abs(b))[Math.floor(apartMs.length * 0.95)] <= limitMs &&
    apartMs.every((ms) => Number.isFinite(ms));
}

Deno.test("pictures wait for sound that is later", () => {
  const sync = new LipSync(), random = new SeededRandom(1);
  const ways = { pictureMs: () => 30 + random.next() * 20, soundMs: () => 150 };
  run(sync, 5, ways);
  assert(within(run(sync, 10, ways, 5000).apartMs, 25));
  assert(sync.pictureDelayMs > 95 && sync.pictureDelayMs < 125, `${sync.pictureDelayMs}`);
  assertEquals(sync.soundDelayMs, 0);
});

Deno.test("sound waits for pictures that are later, but for no more than 80 ms", () => {
  for (const [pictureMs, least, most] of [[100, 20, 35], [300, 79, 80]]) {
    const sync = new LipSync();
    const { apartMs } = run(sync, 10, { pictureMs: () => pictureMs, soundMs: () => 60 });
    assert(sync.soundDelayMs >= least && sync.soundDelayMs <= most, `${sync.soundDelayMs}`);
    assertEquals(sync.pictureDelayMs, 0);
    if (most < 80) assert(within(apartMs.slice(-100), 40));
  }
});

Deno.test("ways that are about as long are left alone", () => {
  const sync = new LipSync(), random = new SeededRandom(2);
  run(sync, 10, { pictureMs: () => 60 + random.next() * 10, soundMs: () => 70 });
  assertEquals([sync.pictureDelayMs, sync.soundDelayMs], [0, 0]);
});

Deno.test("a change is followed slowly, and jitter does not move anything", () => {
  const sync = new LipSync(), random = new SeededRandom(3);
  let last = 0;
  const ways = {
    pictureMs: () => 40 + random.next() * 40,
    soundMs: (nowMs: number) => nowMs < 10_000 ? 100 : 220,
  };
  for (let second = 0; second < 30; second += 0.1) {
    run(sync, 0.1, ways, second * 1000);
    assert(Math.abs(sync.pictureDelayMs - last) <= 9, `${sync.pictureDelayMs} after ${last}`);
    last = sync.pictureDelayMs;
  }
  assert(last > 140 && last < 180, `${last}`);
  const before = sync.pictureDelayMs;
  run(sync, 10, { pictureMs: () => 40 + random.next() * 40, soundMs: () => 220 }, 30_000);
  assert(Math.abs(sync.pictureDelayMs - before) < 12);
});

Deno.test("a peer's clock that jumps is followed, and nonsense changes nothing", () => {
  const sync = new LipSync();
  const { endMs } = run(sync, 5, { pictureMs: () => 20, soundMs: () => 120 });
  assert(sync.pictureDelayMs > 85, `${sync.pictureDelayMs}`);
  sync.onPicture(NaN, endMs, 0);
  sync.onSound(Infinity, endMs);
  const jumped = run(sync, 5, { pictureMs: () => 3_600_020, soundMs: () => 3_600_120 }, endMs);
  assert(within(jumped.apartMs.slice(30), 20));
});

Deno.test("without pictures, or without sound, nothing waits", () => {
  const sync = new LipSync();
  const { endMs } = run(sync, 5, { pictureMs: () => 20, soundMs: () => 120 });
  for (let n = 0; n < 100; n++) {
    sync.onPicture(endMs + n * 100, endMs + n * 100, sync.pictureDelayMs);
    sync.update(endMs + n * 100);
  }
  assert(sync.pictureDelayMs <= 1, `${sync.pictureDelayMs}`);
  assertEquals(sync.soundDelayMs, 0);
});

Deno.test("pictures that losses delay, now and then, are shown in step with the rest, and the sound is left alone", () => {
  const sync = new LipSync(), random = new SeededRandom(4), soundMs = 160;
  const apartMs: number[] = [];
  let lateMs = 0, isLossy = false, shownMs = 0;
  for (let captureMs = 0; captureMs < 60_000; captureMs += 100 / 3) {
    // For half a second in two, repairs take up to 70 ms; what has piled up drains.
    if (random.next() < (isLossy ? 0.08 : 0.02)) isLossy = !isLossy;
    lateMs = isLossy ? 40 + random.next() * 30 : Math.max(0, lateMs - 30);
    const arrivedMs = captureMs + 50 + random.next() * 8 + lateMs;
    const heldMs = sync.holdMs(captureMs + CLOCK_MS, arrivedMs);
    shownMs = Math.max(shownMs, arrivedMs + heldMs);
    sync.onPicture(captureMs + CLOCK_MS, shownMs, shownMs - arrivedMs);
    sync.onSound(arrivedMs + CLOCK_MS - soundMs, arrivedMs);
    sync.update(arrivedMs);
    if (captureMs > 10_000) apartMs.push(shownMs - captureMs - soundMs);
    assert(heldMs >= 0 && heldMs <= 400);
  }
  assert(within(apartMs, 40), `${apartMs.map(Math.abs).sort((a, b) => a - b)[Math.floor(apartMs.length * 0.95)]}`);
  assertEquals(sync.soundDelayMs, 0);
});
