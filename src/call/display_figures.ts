import type { DisplayFigures } from "../port/display.ts";
import type { CallStats } from "./call_event.ts";
import { callQuality, worseLoss } from "./call_quality.ts";

/**
 * The figures of one second, as a display shows them. `expectsPicture`: whether the peer means to send pictures. `inCallMs`: how
 * long the call has stood.
 */
export function displayFigures(
  stats: CallStats,
  { epochMs, expectsPicture, inCallMs }: { epochMs: number; expectsPicture: boolean; inCallMs: number },
): DisplayFigures {
  const { link, drops } = stats;
  const measured = {
    delayMs: stats.delay_ms,
    rttMs: link?.rtt_ms,
    jitterMs: link?.jitter_ms,
    loss: link && worseLoss(link),
  };
  return {
    epochMs,
    quality: callQuality(stats, expectsPicture, inCallMs),
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

function kbps(bytesASecond: number): number {
  return Math.round(bytesASecond * 8 / 1000);
}
