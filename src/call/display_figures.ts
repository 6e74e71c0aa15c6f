import type { DisplayFigures } from "../port/display.ts";
import type { CallStats } from "./call_event.ts";

/** Above these a call is only fair, or poor. What a person notices: ITU-T G.114 for delay, else by looking. */
const FAIR = { delayMs: 200, rttMs: 250, jitterMs: 30, loss: 0.02 };
const POOR = { delayMs: 400, rttMs: 500, jitterMs: 80, loss: 0.1 };
/** Frames a second below which motion is jerky, or gone. */
const FAIR_FPS = 12;
const POOR_FPS = 5;

/**
 * The figures of a second as a display shows them. `expectsPicture`: whether the peer means to send any.
 */
export function displayFigures(
  stats: CallStats,
  { epochMs, expectsPicture }: { epochMs: number; expectsPicture: boolean },
): DisplayFigures {
  const { link, drops } = stats;
  const measured = {
    delayMs: stats.delay_ms,
    rttMs: link?.rtt_ms,
    jitterMs: link?.jitter_ms,
    loss: link && Math.max(link.loss_in, link.loss_out),
  };
  return {
    epochMs,
    quality: quality(measured, expectsPicture ? stats.received_fps : Infinity),
    receivedFps: stats.received_fps,
    shownFps: stats.shown_fps,
    sentFps: stats.sent_fps,
    receivedKbps: kbps(stats.received_bytes),
    sentKbps: kbps(stats.sent_bytes),
    ...measured,
    drops: (["in", "out"] as const).flatMap((direction) =>
      Object.entries(drops[direction]).map(([reason, count]) => ({ direction, reason, count }))
    ),
  };
}

type Measured = Partial<Record<keyof typeof FAIR, number>>;

function quality(measured: Measured, fps: number): DisplayFigures["quality"] {
  const exceeds = (limits: typeof FAIR) =>
    (Object.keys(limits) as (keyof typeof FAIR)[]).some((name) => (measured[name] ?? 0) > limits[name]);
  if (fps < POOR_FPS || exceeds(POOR)) return "poor";
  return fps < FAIR_FPS || exceeds(FAIR) ? "fair" : "good";
}

function kbps(bytesASecond: number): number {
  return Math.round(bytesASecond * 8 / 1000);
}
