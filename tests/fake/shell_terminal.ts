import { selfCommand } from "../../src/io/process/self_command.ts";
import { Tmux } from "./tmux.ts";
import { quietArgs } from "./vchat_process.ts";

/** Runs a program, prints the state of the terminal after it, and stays: tmux closes a terminal whose program has ended. */
const AND_THEN =
  `trap : INT; "$@"; code=$?; stty -a | grep -o -e '-\\?icanon' -e '-\\?echo ' | tr '\\n' ' '; echo "left $code"; read -r key`;

/** vchat in its own terminal, which prints the state in which it was left: `icanon echo  left 0`. */
export async function startInShell(
  args: readonly string[],
  options: { columns?: number; rows?: number; env?: Record<string, string>; wrapper?: string[] } = {},
): Promise<Tmux> {
  const self = selfCommand(quietArgs(args));
  const command = ["sh", "-c", AND_THEN, "sh", ...options.wrapper ?? [], self.command, ...self.args];
  return await Tmux.start(command, options);
}

/** The process that the shell in the terminal is running. */
export async function runningIn(tmux: Tmux): Promise<number> {
  const shell = await tmux.ask("#{pane_pid}");
  const [child] = (await Deno.readTextFile(`/proc/${shell}/task/${shell}/children`)).trim().split(" ");
  return Number(child);
}
