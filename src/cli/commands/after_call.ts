import { systemClock } from "../../io/clock/system_clock.ts";
import type { CallWindow } from "../../io/window/open_window.ts";
import type { EndReason } from "../../wire/wire.ts";

/** How long a window that closes by itself shows how the call ended. */
const LINGER_MS = 4000;

/** What comes after a call: another to the same end, another choice, or nothing. */
export type NextStep = "call_again" | "start_page" | "leave";

/** Shows how the call ended, unless the person ended it. `left`: settles when they leave by a signal. */
export async function afterCall(
  reason: EndReason,
  window: CallWindow | undefined,
  left: Promise<void>,
): Promise<NextStep> {
  if (window === undefined || reason === "hung_up") return "leave";
  const { promise: looked, resolve } = Promise.withResolvers<void>();
  const cancel = systemClock.callAt(systemClock.nowMs() + LINGER_MS, resolve);
  await Promise.race([looked, window.left, left]);
  cancel();
  return "leave";
}
