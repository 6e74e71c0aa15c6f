import type { DisplayFigures } from "../port/display.ts";
import type { CallStats } from "./call_event.ts";

/** Above these values a call is fair or poor. Delay is from ITU-T G.114, the others from watching calls. */
const FAIR = { delayMs: 200, rttMs: 250, jitterMs: 30, loss: 0.02 };
const POOR = { delayMs: 400, rttMs: 500, jitterMs: 80, loss: 0.1 };
/** Below these frame rates motion is jerky, or no longer visible. */
const FAIR_FPS = 12;
const POOR_FPS = 5;
/** In the first seconds of a call both cameras and the link rate still start: what is measured then says nothing about the call. */
const KNOWN_AFTER_MS = 3000;

/**
 * How good one second of a call was, once that is known. `inCallMs`: how long the call has stood at its end. Terminal and window
 * both use this rule.
 */
export function callQuality(
  stats: Pick<CallStats, "received_fps" | "delay_ms" | "link">,
  expectsPicture: boolean,
  inCallMs: number,
): DisplayFigures["quality"] {
  if (inCallMs < KNOWN_AFTER_MS) return undefined;
  const { delay_ms, link } = stats;
  const exceeds = (limits: typeof FAIR) =>
    (delay_ms ?? 0) > limits.delayMs || link !== undefined &&
      (link.rtt_ms > limits.rttMs || link.jitter_ms > limits.jitterMs || worseLoss(link) > limits.loss);
  const fps = expectsPicture ? stats.received_fps : Infinity;
  if (fps < POOR_FPS || exceeds(POOR)) return "poor";
  return fps < FAIR_FPS || exceeds(FAIR) ? "fair" : "good";
}

/** 0 to 1: the loss in the worse direction. */
export function worseLoss({ loss_in, loss_out }: { readonly loss_in: number; readonly loss_out: number }): number {
  return Math.max(loss_in, loss_out);
}
