import type { CallEvent } from "../../src/call/call_event.ts";
import type { Span } from "../bench/direction_figures.ts";
import type { HeardDelay } from "./heard_delays.ts";

/** A picture is compared with a word that was heard within this time of it, in milliseconds. */
const NEAR_MS = 500;

/**
 * For each picture shown within `span`: how long after the sound that was captured with it, in milliseconds. Below 0: before it.
 * `sender` and `receiver`: their events.
 */
export function picturesApart(
  sender: readonly CallEvent[],
  receiver: readonly CallEvent[],
  heard: readonly HeardDelay[],
  { fromMs, toMs }: Span,
): number[] {
  const capturedMs = new Map(sender.flatMap((event) => event.event === "frame_captured" ? [[event.seq, event.t]] : []));
  return receiver.flatMap((event) => {
    if (event.event !== "frame_shown" || event.seq === undefined || event.t < fromMs || event.t >= toMs) return [];
    const madeMs = capturedMs.get(event.seq);
    const word = nearest(heard, event.t);
    return madeMs === undefined || word === undefined ? [] : [event.t - madeMs - word.delayMs];
  });
}

function nearest(heard: readonly HeardDelay[], atMs: number): HeardDelay | undefined {
  const distance = (word: HeardDelay) => Math.abs(word.heardMs - atMs);
  const best = heard.toSorted((a, b) => distance(a) - distance(b))[0];
  return best !== undefined && distance(best) <= NEAR_MS ? best : undefined;
}
