import type { CallWindow } from "../../io/window/open_window.ts";
import { type CalledServer, calledServer } from "../presence/called_server.ts";
import type { Options } from "../options/parse_args.ts";
import { UsageError } from "../user_error.ts";

/** A call that can be made, or waited for: its options name a role. */
export type ChosenCall = CalledServer;

/**
 * What is done before any window is open: a person at a terminal chooses what the command line leaves open. Without a role, and
 * with a window to come, nothing is chosen yet. Undefined if the person leaves instead.
 */
export async function chooseInTerminal(given: Options): Promise<ChosenCall | undefined> {
  if (given.role === undefined && !given.window) throw whichEnd();
  return await calledServer(given);
}

/**
 * Lets the person choose a call on the page of the window. `problem`: why the call chosen before could not be made. Undefined if
 * the person leaves instead.
 */
export function chooseInWindow(
  _given: Options,
  _window: CallWindow,
  _say: (text: string) => void,
  _problem?: string,
): Promise<ChosenCall | undefined> {
  return Promise.reject(whichEnd());
}

function whichEnd(): UsageError {
  return new UsageError(
    "which end is this?",
    "vchat --role server, or vchat and the link, the address or the code of the other end",
  );
}
