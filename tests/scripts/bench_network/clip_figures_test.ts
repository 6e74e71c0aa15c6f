import { assertEquals } from "@std/assert";
import type { CallEvent } from "../../../src/call/call_event.ts";
import { clipFigures } from "../../../scripts/bench_network/clip_figures.ts";

const INTERVAL_MS = 100;

/** Ten frames a second from 0 ms on, of which those in `shown` are shown after `delaysMs`. */
function record(shown: readonly number[], delaysMs: (number: number) => number, count = 20) {
  const handedOverMs = new Map(Array.from({ length: count }, (_, number) => [number, number * INTERVAL_MS]));
  const receiver: CallEvent[] = shown.map((number, n) => ({
    ...{ event: "frame_shown", n, seq: number, t: number * INTERVAL_MS + delaysMs(number) },
  }));
  const pictures = shown.map((number) => ({ number, psnrDb: 30 + number }));
  const sender: CallEvent[] = [...handedOverMs].flatMap(([seq, t]): CallEvent[] => [
    { event: "frame_captured", seq, bytes: 1000, t: t + 3 },
    { event: "frame_sent", seq, bytes: 1000, t: t + 5 },
  ]);
  return { handedOverMs, receiver, pictures, sender };
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at);

Deno.test("the delay is from the hand-over of the frame whose number was read until it is shown", () => {
  const figures = clipFigures(record([0, 1, 2, 4], (number) => 10 + number), { fromMs: 0, toMs: 500 });
  assertEquals(figures.delayMs, { p50: 12, p95: 14, max: 14 });
  assertEquals([figures.shown, figures.shownFps, figures.sent, figures.meanBytes], [4, 8, 5, 1000]);
  assertEquals(figures.psnrDb, 30 + 7 / 4);
  assertEquals([figures.handedOver, figures.encoded, figures.sent], [5, 5, 5]);
  assertEquals(figures.stagesMs, {
    handedOverToEncoded: { p50: 3, p95: 3, max: 3 },
    encodedToSent: { p50: 2, p95: 2, max: 2 },
    sentToShown: { p50: 7, p95: 9, max: 9 },
  });
});

Deno.test("a frame counts as shown if it ever is, and one that the source had to leave out counts as not shown", () => {
  const lateAndMissing = record(numbers(0, 20).filter((number) => number !== 7), () => 150);
  assertEquals(clipFigures(lateAndMissing, { fromMs: 0, toMs: 1000 }).shownPercent, 90);
  const leftOut = record(numbers(0, 20), () => 5);
  leftOut.handedOverMs.delete(3);
  leftOut.pictures.splice(3, 1);
  leftOut.receiver.splice(19, 1);
  assertEquals(clipFigures(leftOut, { fromMs: 0, toMs: 1000 }).shownPercent, 90);
});

Deno.test("gaps are counted at the edges of a span too, and not between two spans", () => {
  const figures = (...spans: { fromMs: number; toMs: number }[]) =>
    clipFigures(record([5, 6, 9, 17, 18], () => 0), ...spans);
  const one = figures({ fromMs: 0, toMs: 1850 });
  assertEquals([one.longestGapMs, one.longGaps], [800, 3]);
  const two = figures({ fromMs: 400, toMs: 1000 }, { fromMs: 1650, toMs: 1850 });
  assertEquals([two.longestGapMs, two.longGaps], [300, 1]);
});

Deno.test("frames without a readable number are told apart", () => {
  const unread = record([0, 1, 2], () => 10);
  const figures = clipFigures({ ...unread, pictures: [{ number: 0, psnrDb: 30 }, {}] }, { fromMs: 0, toMs: 300 });
  assertEquals([figures.shown, figures.unread, figures.psnrDb], [3, 2, 30]);
});
