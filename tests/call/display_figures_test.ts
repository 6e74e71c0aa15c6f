import { assertEquals } from "@std/assert";
import type { CallStats, LinkFigures } from "../../src/call/call_event.ts";
import { displayFigures } from "../../src/call/display_figures.ts";

const LINK: LinkFigures = {
  rtt_ms: 40,
  jitter_ms: 3,
  loss_in: 0.004,
  loss_out: 0.011,
  capacity_kbps: 9000,
  packet_bytes: 1200,
};

const STATS: CallStats = {
  captured_fps: 30,
  sent_fps: 29.9,
  received_fps: 29.8,
  shown_fps: 29.7,
  sent_bytes: 100_000,
  received_bytes: 112_563,
  delay_ms: 61.5,
  drops: { in: { unit_incomplete: 12, display_busy: 1 }, out: { no_peer: 3 } },
  link: LINK,
};

const shown = (stats: Partial<CallStats> = {}, expectsPicture = true, inCallMs = 3000) =>
  displayFigures({ ...STATS, ...stats }, { epochMs: 5, expectsPicture, inCallMs });

Deno.test("the figures of a second are in a display's units", () => {
  assertEquals(shown(), {
    epochMs: 5,
    quality: "good",
    receivedFps: 29.8,
    shownFps: 29.7,
    sentFps: 29.9,
    receivedKbps: 901,
    sentKbps: 800,
    delayMs: 61.5,
    rttMs: 40,
    jitterMs: 3,
    loss: 0.011,
    drops: [
      { direction: "in", reason: "unit_incomplete", count: 12 },
      { direction: "in", reason: "display_busy", count: 1 },
      { direction: "out", reason: "no_peer", count: 3 },
    ],
  });
});

Deno.test("figures that a wire does not measure are absent and do not lower the quality", () => {
  const { quality, delayMs, rttMs, jitterMs, loss } = shown({ delay_ms: undefined, link: undefined });
  assertEquals([quality, delayMs, rttMs, jitterMs, loss], ["good", undefined, undefined, undefined, undefined]);
});

Deno.test("a call is as good as its worst figure; a value at the limit is still within it", () => {
  const link = (more: Partial<LinkFigures>) => ({ link: { ...LINK, ...more } });
  const rows: [Partial<CallStats>, string][] = [
    [{ delay_ms: 200 }, "good"],
    [{ delay_ms: 201 }, "fair"],
    [{ delay_ms: 400 }, "fair"],
    [{ delay_ms: 401 }, "poor"],
    [link({ rtt_ms: 250 }), "good"],
    [link({ rtt_ms: 251 }), "fair"],
    [link({ rtt_ms: 501 }), "poor"],
    [link({ jitter_ms: 30 }), "good"],
    [link({ jitter_ms: 31 }), "fair"],
    [link({ jitter_ms: 81 }), "poor"],
    [link({ loss_in: 0.02 }), "good"],
    [link({ loss_in: 0.021 }), "fair"],
    [link({ loss_out: 0.021 }), "fair"],
    [link({ loss_out: 0.11 }), "poor"],
    [{ received_fps: 12 }, "good"],
    [{ received_fps: 11.9 }, "fair"],
    [{ received_fps: 5 }, "fair"],
    [{ received_fps: 4.9 }, "poor"],
    [{ ...link({ loss_in: 0.2 }), delay_ms: 250 }, "poor"],
  ];
  for (const [stats, quality] of rows) assertEquals(shown(stats).quality, quality, JSON.stringify(stats));
});

Deno.test("missing pictures do not matter if none are expected", () => {
  assertEquals(shown({ received_fps: 0 }, false).quality, "good");
  assertEquals(shown({ received_fps: 0, delay_ms: 300 }, false).quality, "fair");
});

Deno.test("nothing is said about the first three seconds of a call", () => {
  const starting = { received_fps: 3, delay_ms: 450 };
  assertEquals(shown(starting, true, 2999).quality, undefined);
  assertEquals(shown(starting, true, 3000).quality, "poor");
});
