import { textWidth } from "../../src/cli/terminal/text_width.ts";
import { startInShell } from "./shell_terminal.ts";
import type { Tmux } from "./tmux.ts";
import { randomBasePort, VchatProcess } from "./vchat_process.ts";

/** Nothing of this machine's settings, nothing told to its network, and no window. */
export const QUIET = ["--no-config", "--no-announce", "--wire", "plain", "--no-window"];

export interface TerminalCall {
  readonly tmux: Tmux;
  /** At the other end: a filter. */
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
    /** A command that becomes the client, which is given to it as its arguments. */
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
 * Whether an input line that holds `text` is painted for `columns`: whole, or cut to them. Before that it may look right and be
 * the one of the size before.
 */
export function isPaintedFor(columns: number, inputRow: string, text: string): boolean {
  const width = textWidth(inputRow), whole = textWidth(`> ${text}`);
  return inputRow.startsWith("> ") && (whole < columns ? width === whole : width <= columns && width > columns - 4);
}

/** Rows without their time, down to the input line. */
export const said = (rows: string[]) => rows.filter((row) => row !== "").map((row) => row.replace(/^\d\d:\d\d /, ""));
