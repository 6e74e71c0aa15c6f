import { textWidth } from "../../src/cli/terminal/text_width.ts";
import { startInShell } from "./shell_terminal.ts";
import type { Tmux } from "./tmux.ts";
import { randomBasePort, VchatProcess } from "./vchat_process.ts";

/** No settings of this machine, and no window. A server on loopback is not announced. */
export const QUIET = ["--no-config", "--wire", "plain", "--no-window"];

export interface TerminalCall {
  readonly tmux: Tmux;
  /** The other end, a filter. */
  readonly peer: VchatProcess;
}

/** A client in a terminal, in a call with a server that is a filter. */
export async function withTerminalCall(
  body: (call: TerminalCall) => Promise<void>,
  options: {
    args?: string[];
    peerArgs?: string[];
    env?: Record<string, string>;
    record?: string;
    inCall?: RegExp;
    /** A command that runs the client, which it gets as its arguments. */
    wrapper?: string[];
  } = {},
): Promise<void> {
  const ends = ["--host", "127.0.0.1", "--port", String(randomBasePort()), ...QUIET];
  const peer = new VchatProcess(["--role", "server", ...ends, ...(options.peerArgs ?? ["--camera", "none"])]);
  const client = ["--role", "client", "--name", "Bob", ...ends, ...(options.args ?? ["--camera", "none"])];
  const tmux = await startInShell(client, { rows: 16, env: options.env, wrapper: options.wrapper });
  try {
    if (options.record !== undefined) await tmux.record(options.record);
    await tmux.until(options.inCall ?? /^● in call, not encrypted: server/m);
    await body({ tmux, peer });
  } finally {
    await tmux.close();
    peer.kill("SIGKILL");
    await peer.ended();
  }
}

/**
 * Whether an input line that contains `text` is painted for `columns`: in full, or cut to fit. Only the current size makes
 * this true: a line painted for the previous size may look right for a moment.
 */
export function isPaintedFor(columns: number, inputRow: string, text: string): boolean {
  const width = textWidth(inputRow), whole = textWidth(`> ${text}`);
  return inputRow.startsWith("> ") && (whole < columns ? width === whole : width <= columns && width > columns - 4);
}

/** Waits until these are the last rows, without their times. A screen may be looked at while it is painted. */
export async function endsWith(tmux: Tmux, ...last: (string | RegExp)[]): Promise<void> {
  await tmux.until((rows) => {
    const shown = said(rows).slice(-last.length);
    return shown.length === last.length &&
      last.every((wanted, at) => typeof wanted === "string" ? wanted === shown[at] : wanted.test(shown[at]));
  }, last.join("\n"));
}

// deno-lint-ignore no-control-regex
const COLOUR = /\x1b\[[34]8;2;\d+;\d+;\d+m/g;

/** Waits until the screen shows a picture of many colours, and then another one. */
export async function showsMovingPicture(tmux: Tmux): Promise<void> {
  const picture = async () => {
    const rows = await tmux.screen({ escapes: true });
    const isWhole = rows.join("").split("▀").length > 50 && new Set(rows.join("").match(COLOUR)).size > 20;
    return isWhole ? rows.join() : undefined;
  };
  let first: string | undefined;
  await tmux.until(async () => (first ??= await picture()) !== undefined, "a picture");
  await tmux.until(async () => ![undefined, first].includes(await picture()), "another picture");
}

/** The rows without their times, down to the input line. */
export const said = (rows: string[]) => rows.filter((row) => row !== "").map((row) => row.replace(/^\d\d:\d\d /, ""));
