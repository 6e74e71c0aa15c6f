import { systemClock } from "../../io/clock/system_clock.ts";
import type { Clock } from "../../port/clock.ts";
import type { NextStep } from "../../port/display.ts";
import type { EndReason } from "../../wire/wire.ts";

/** How long a window that closes by itself shows how the call ended. */
const LINGER_MS = 4000;

export interface AfterCall {
  readonly reason?: EndReason;
  /** What comes next, once the person has chosen it in the window. */
  readonly choice: Promise<NextStep | "leave">;
  /** Whether the window stays until the person closes it. Otherwise it stays just long enough to be read. */
  readonly stays: boolean;
  /** Settles when the person leaves by a signal. */
  readonly left: Promise<void>;
  readonly clock?: Pick<Clock, "nowMs" | "callAt">;
}

/** Lets the person see how a call ended, and choose what comes next. A person who has ended it has chosen. */
export async function afterCall(
  { reason, choice, stays, left, clock = systemClock }: AfterCall,
): Promise<NextStep | "leave"> {
  const { promise: looked, resolve } = Promise.withResolvers<"leave">();
  const leave = () => resolve("leave");
  const cancel = stays ? () => {} : clock.callAt(clock.nowMs() + LINGER_MS, leave);
  left.then(leave);
  if (reason === "hung_up") leave();
  const next = await Promise.race([choice, looked]);
  cancel();
  return next;
}
