import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { SoundOrder } from "../../../src/media/recording/sound_order.ts";

/** An Opus packet of 10 ms (CELT, fullband, mono), marked with a number. */
function packet(sequence: number): Uint8Array {
  return Uint8Array.of(0xf0, sequence >> 8, sequence & 0xff);
}

/** A packet of the wire: the newest frame and repetitions, captured at `10 * sequence` and 40 ms on the way. */
function received(sequences: readonly number[], { arrivedMs = 10 * sequences[0] + 40, captured = true } = {}) {
  const frames = sequences.map((sequence) => ({ sequence, bytes: packet(sequence) }));
  return { frames, captureMs: captured ? 10 * sequences[0] : undefined, arrivedMs };
}

const marks = (order: SoundOrder, untilMs: number, nowMs: number) =>
  [...order.take(untilMs, nowMs)].map(({ bytes }) => bytes[1] << 8 | bytes[2]);

Deno.test("frames are given out once each and in order, repetitions in the place of what was lost", () => {
  const order = new SoundOrder();
  for (const sequences of [[0], [1, 0], [4, 3], [3, 2], [5, 4]]) order.add(received(sequences));
  const taken = [...order.take(Infinity, Infinity)];
  assertEquals(taken.map(({ bytes }) => bytes[2]), [0, 1, 2, 3, 4, 5]);
  assertEquals(taken.map(({ timeMs }) => timeMs), [0, 10, 20, 30, 40, 50]);
  assertEquals(taken.map(({ continues }) => continues), [false, true, true, true, true, true]);
  assertEquals(taken.map(({ durationMs }) => durationMs), Array(6).fill(10));
});

Deno.test("a frame waits 200 ms for one that is missing before it, and what comes later is left out", () => {
  const order = new SoundOrder();
  order.add(received([0]));
  assertEquals(marks(order, Infinity, 40), []); // another might come before the first one
  assertEquals(marks(order, Infinity, 240), [0]);
  order.add(received([22]));
  assertEquals(marks(order, Infinity, 459), []);
  assertEquals(marks(order, Infinity, 460), [22]);
  order.add(received([21], { arrivedMs: 470 }));
  order.add(received([23]));
  assertEquals(marks(order, Infinity, 470), [23]);
});

Deno.test("a frame waits for the picture of its time, but not longer than 500 ms", () => {
  const order = new SoundOrder();
  for (const n of [0, 1, 2, 3]) order.add(received([n]));
  assertEquals(marks(order, 10, 250), [0, 1]);
  assertEquals(order.first?.timeMs, 20);
  assertEquals(marks(order, 10, 559), []);
  assertEquals(marks(order, 10, 560), [2]);
});

Deno.test("without capture times, the times are those of arrival, and a wrong clock counts for ten seconds", () => {
  const timeOf = (captureMs: number | undefined) => {
    const order = new SoundOrder();
    order.add({ frames: [{ sequence: 7, bytes: packet(7) }], captureMs, arrivedMs: 50_000 });
    return [...order.take(Infinity, Infinity)][0].timeMs;
  };
  assertEquals([undefined, 49_960, -1e12, 1e12].map(timeOf), [50_000, 49_960, 40_000, 50_000]);
});

Deno.test("a sender that begins anew, and one of another call, is followed at once", () => {
  const order = new SoundOrder();
  order.add(received([3000]));
  order.add(received([10, 9], { arrivedMs: 30_100 }));
  assertEquals(marks(order, Infinity, Infinity), [3000, 9, 10]);
  order.startOver();
  order.add(received([5, 4], { arrivedMs: 30_200 }));
  assertEquals(marks(order, Infinity, Infinity), [4, 5]);
});

Deno.test("silence and what is no Opus packet of this wire are left out", () => {
  const order = new SoundOrder();
  order.add({ frames: [], captureMs: 0, arrivedMs: 40 });
  for (const bytes of [[], [0xff], [0xfb, 0x06, 1], [0xf0, ...Array(1275).fill(0)]]) {
    order.add({ frames: [{ sequence: 1, bytes: Uint8Array.from(bytes) }], captureMs: 10, arrivedMs: 40 });
  }
  assertEquals([order.first, marks(order, Infinity, Infinity)], [undefined, []]);
});

Deno.test("whatever comes, frames rise, none comes twice, and no more than 2.5 s of them wait", () => {
  const sound = fc.record({
    frames: fc.array(
      fc.record({ sequence: fc.nat({ max: 2 ** 32 - 1 }), bytes: fc.uint8Array({ maxLength: 20 }) }),
      { maxLength: 8 },
    ),
    captureMs: fc.option(fc.double({ min: -1e15, max: 1e15, noNaN: true }), { nil: undefined }),
    waitMs: fc.nat({ max: 300 }),
  });
  fc.assert(fc.property(fc.array(sound, { maxLength: 60 }), (sounds) => {
    const order = new SoundOrder();
    let nowMs = 0, held = 0;
    for (const { frames, captureMs, waitMs } of sounds) {
      order.add({ frames, captureMs, arrivedMs: nowMs += waitMs });
      held += frames.length;
      for (const { timeMs, durationMs } of order.take(nowMs - 40, nowMs)) {
        held--;
        assert(timeMs <= nowMs && timeMs >= nowMs - 30_000 && durationMs >= 2.5 && durationMs <= 60);
      }
      assert(held >= 0);
    }
  }));
  const order = new SoundOrder();
  for (let n = 0; n < 20_000; n++) order.add(received([n], { arrivedMs: 100_000 }));
  assertEquals(marks(order, Infinity, Infinity), Array.from({ length: 256 }, (_, n) => 20_000 - 256 + n));
});
