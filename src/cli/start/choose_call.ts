import { hasDisplay } from "../../io/window/launch/has_display.ts";
import { type CalledServer, calledServer } from "../presence/called_server.ts";
import { canChoose } from "../presence/run_menu.ts";
import type { Options } from "../options/parse_args.ts";
import { UsageError } from "../user_error.ts";
import type { StartedDevices } from "./started_devices.ts";

/** A call that can be made, or waited for: its options name a role. */
export interface ChosenCall extends CalledServer {
  /** Those that run already, if the person chose the call in the window. */
  readonly devices?: StartedDevices;
}

/**
 * What is done before any window is open: a person at a terminal chooses what the command line leaves open. Without a role, and
 * with a window to come, nothing is chosen yet. Undefined if the person leaves instead.
 */
export async function chooseInTerminal(given: Options): Promise<ChosenCall | undefined> {
  const hasWindow = given.window && hasDisplay(Deno.build.os, (name) => Deno.env.get(name));
  const isByMenu = given.role === undefined ? !hasWindow : isSought(given) && canChoose();
  if (!isByMenu) return await calledServer(given);
  if (!canChoose()) throw whichEnd();
  return await (await import("./choose_by_menu.ts")).chooseByMenu(given);
}

/** Whether the server is only known by its code. */
function isSought({ role, host, code }: Options): boolean {
  return role === "client" && host === "" && code !== undefined;
}

function whichEnd(): UsageError {
  return new UsageError(
    "which end is this?",
    "vchat --role server, or vchat and the link, the address or the code of the other end",
  );
}
