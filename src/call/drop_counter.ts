import type { DropReason } from "../wire/drop_reason.ts";
import type { CallEventBody, DropCounts } from "./call_event.ts";

/** How many drops for one direction and reason get an event of their own each second. The rest share one event. */
const REPORTED_EACH_SECOND = 20;

/** Counts and reports drops. A flood of junk does not become a flood of events. */
export class DropCounter {
  readonly #counts = { in: new Map<DropReason, number>(), out: new Map<DropReason, number>() };
  readonly #reported = { in: new Map<DropReason, number>(), out: new Map<DropReason, number>() };
  readonly #unreported = { in: new Map<DropReason, number>(), out: new Map<DropReason, number>() };
  readonly #emit: (event: CallEventBody) => void;

  constructor(emit: (event: CallEventBody) => void) {
    this.#emit = emit;
  }

  add(direction: "in" | "out", reason: DropReason, count = 1): void {
    increase(this.#counts[direction], reason, count);
    if (reason === "no_peer") return; // the camera runs before the call: no news, 30 times a second
    if ((this.#reported[direction].get(reason) ?? 0) < REPORTED_EACH_SECOND) {
      increase(this.#reported[direction], reason, 1);
      this.#emit({ event: "frame_dropped", direction, reason, count });
    } else {
      increase(this.#unreported[direction], reason, count);
    }
  }

  /** The second is over: reports the drops that were held back. */
  flush(): void {
    for (const direction of ["in", "out"] as const) {
      for (const [reason, count] of this.#unreported[direction]) {
        this.#emit({ event: "frame_dropped", direction, reason, count });
      }
      this.#unreported[direction].clear();
      this.#reported[direction].clear();
    }
  }

  counts(): { in: DropCounts; out: DropCounts } {
    return { in: Object.fromEntries(this.#counts.in), out: Object.fromEntries(this.#counts.out) };
  }
}

function increase(counts: Map<DropReason, number>, reason: DropReason, by: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + by);
}
