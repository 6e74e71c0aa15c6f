import type { CallEvent } from "../../src/call/call_event.ts";
import type { Span } from "../bench/direction_figures.ts";

/**
 * For each second within `span`: how long after the sound that was captured with it a picture was shown, in milliseconds. Below 0:
 * before it. By the receiver's own figures, which count from the capture of both: what the sender reports of a picture comes after
 * its encoder, which is late on a busy machine.
 */
export function picturesApart(receiver: readonly CallEvent[], { fromMs, toMs }: Span): number[] {
  return receiver.flatMap((event) => {
    if (event.event !== "stats" || event.t < fromMs || event.t >= toMs) return [];
    const { delay_ms, sound } = event;
    return delay_ms === undefined || sound?.mouth_to_ear_ms === undefined ? [] : [delay_ms - sound.mouth_to_ear_ms];
  });
}
