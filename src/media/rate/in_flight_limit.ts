// Tuned with `deno task bench:network`.

/** How much may be in flight beyond what the path itself holds: because a report is late, and for one or two packets. */
const SLACK_MS = 60, SLACK_BYTES = 3000;
/** How much may be in flight before anything was measured, in bytes. */
const FIRST_BYTES = 30_000;
/** Before anything was measured, a frame of more than this many times what is in flight may follow it. */
const FIRST_FRAME_FACTOR = 4;

/**
 * How many bytes may be in flight when another frame starts: what the path holds (rate times RTT), and some more.
 *
 * Source: BBR limits what is in flight to a multiple of this product (draft-ietf-ccwg-bbr). Here it is a sum, because a frame's
 * delay may grow by 60 ms, whatever the RTT.
 */
export function inFlightLimitBytes(capacityKbps: number, rttMs: number): number {
  return capacityKbps * (rttMs + SLACK_MS) / 8 + SLACK_BYTES;
}

/**
 * Whether a frame may start before the link was measured: a second large frame is a risk, and a third would double it.
 */
export function mayStartUnmeasured(inFlightBytes: number, frameBytes: number): boolean {
  return inFlightBytes + frameBytes <= FIRST_BYTES || inFlightBytes * FIRST_FRAME_FACTOR < frameBytes;
}
