import { systemClock } from "../../io/clock/system_clock.ts";
import type { Display } from "../../port/display.ts";
import type { Options } from "../options/parse_args.ts";

/** Opens the window. `say` is given what a person should know about it. */
export async function openDisplay({ role }: Options, say: (line: string) => void): Promise<Display> {
  const { openWindow } = await import("../../io/window/open_window.ts");
  return openWindow({
    title: `vchat ${role}`,
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    nowMs: systemClock.nowMs,
    callAt: systemClock.callAt,
    onNotice: say,
  });
}
