import { systemClock } from "../../io/clock/system_clock.ts";
import { jsonLine } from "./event_writer.ts";

/** What vchat itself says, as a line for `--events -`: standard error then has nothing but events. */
export function noticeLine(line: string): string {
  const message = line.replace(/^vchat: (?:warning: )?/, "").trim();
  return jsonLine({ t: systemClock.epochMs(), event: "notice", message });
}

/** The event of an error that ends vchat. It comes from no call. */
export interface OwnError {
  readonly event: "error";
  readonly message: string;
  readonly hint?: string;
  readonly exit_code: number;
}

/** Why vchat ends without a call, or could not go on, as such a line. */
export function errorLine(message: string, hint: string | undefined, exitCode: number): string {
  const error: OwnError = { event: "error", message, hint, exit_code: exitCode };
  return jsonLine({ t: systemClock.epochMs(), ...error });
}
