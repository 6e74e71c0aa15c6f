import { DesktopNotifier } from "../../io/notify/desktop_notifier.ts";
import type { CallConsole } from "../console/call_console.ts";
import { CallNotifications } from "../console/call_notifications.ts";
import type { Options } from "../options/parse_args.ts";
import type { Closer } from "./close_all.ts";

/** Undefined if the person wants no notifications, or if there is no person: neither a window nor a terminal. */
export function openNotifications(
  { notify, window }: Options,
  console: CallConsole,
  closers: Closer[],
): CallNotifications | undefined {
  const isTerminal = console.showState !== undefined;
  if (!notify || !window && !isTerminal) return undefined;
  const notifier = new DesktopNotifier({ os: Deno.build.os, env: (name) => Deno.env.get(name) });
  closers.push(notifier);
  return new CallNotifications({ notifier, hasWindow: window });
}
