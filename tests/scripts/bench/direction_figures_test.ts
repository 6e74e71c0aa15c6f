import { assertEquals } from "@std/assert";
import { directionFigures, type EndRecord } from "../../../scripts/bench/direction_figures.ts";
import type { CallEvent } from "../../../src/call/call_event.ts";

const FRAME_MS = 100;

/**
 * A second with ten frames. Each takes 1 ms until captured, 2 until sent, 30 until received, 4 until shown. Those in
 * `lost` are sent but do not arrive. With `numbered`, the wire carries the sender's numbers.
 */
function ends(lost: readonly number[], numbered: boolean): { sender: EndRecord; receiver: EndRecord } {
  const sent: CallEvent[] = [], received: CallEvent[] = [];
  const stamps = [];
  for (let seq = 0, n = 0; seq < 10; seq++) {
    const madeMs = 1000 + seq * FRAME_MS;
    sent.push({ event: "frame_captured", seq, bytes: 1, t: madeMs + 1 });
    sent.push({ event: "frame_sent", seq, bytes: 1, t: madeMs + 3 });
    if (lost.includes(seq)) continue;
    received.push({ event: "frame_received", n, bytes: 1, t: madeMs + 33, ...(numbered ? { seq } : {}) });
    received.push({ event: "frame_shown", n, t: madeMs + 37, ...(numbered ? { seq } : {}) });
    stamps.push({ source: 0, sequence: seq, madeMs });
    n++;
  }
  return { sender: { events: sent, stamps: [] }, receiver: { events: received, stamps } };
}

Deno.test("frames are traced from the source to the screen, with and without numbers on the wire", () => {
  for (const numbered of [true, false]) {
    const { sender, receiver } = ends([4, 5], numbered);
    const figures = directionFigures(sender, receiver, { fromMs: 1000, toMs: 2000 });
    assertEquals(figures, {
      shown: 8,
      shownFps: 8,
      missing: 2,
      delayMs: { p50: 37, p95: 37, max: 37 },
      capturedToShownMs: { p50: 36, p95: 36, max: 36 },
      stagesMs: { madeToCaptured: 1, capturedToSent: 2, sentToReceived: 30, receivedToShown: 4 },
      longestFreezeMs: 300,
      captured: 10,
      sent: 10,
      shownOfSentPercent: 80,
    });
  }
});

Deno.test("only frames within the spans count, and a freeze at their edges counts too", () => {
  const { sender, receiver } = ends([0, 1, 2], true);
  const figures = directionFigures(sender, receiver, { fromMs: 1000, toMs: 1500 }, { fromMs: 1900, toMs: 2000 });
  assertEquals([figures.shown, figures.captured, figures.missing], [3, 6, 4]);
  assertEquals(figures.shownFps, 5);
  assertEquals(figures.longestFreezeMs, 337);
});

Deno.test("no frames at all are a freeze over the whole span", () => {
  const figures = directionFigures({ events: [], stamps: [] }, { events: [], stamps: [] }, { fromMs: 0, toMs: 500 });
  assertEquals([figures.shown, figures.longestFreezeMs, figures.delayMs], [0, 500, undefined]);
});
