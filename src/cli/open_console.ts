import type { FileSink } from "../io/file_sink.ts";
import { systemClock } from "../io/system_clock.ts";
import type { CallConsole } from "./call_console.ts";
import { FilterConsole } from "./filter_console.ts";
import type { Options } from "./parse_args.ts";

export interface ConsoleOptions {
  readonly options: Options;
  readonly name: string;
  readonly standardError: FileSink;
  readonly onLeave: () => void;
}

const utf8 = new TextEncoder();

/** The terminal where a person sits at one and there is no window, and a filter everywhere else. */
export async function openConsole({ options, name, standardError, onLeave }: ConsoleOptions): Promise<CallConsole> {
  if (!isTerminalCall(options)) {
    return new FilterConsole({
      input: Deno.stdin.readable,
      writeOutput: (bytes) => Deno.stdout.write(bytes),
      writeError: (line) => standardError.append(utf8.encode(`${line}\n`)),
      onLeave: options.window ? undefined : onLeave,
    });
  }
  const [{ SystemTerminal }, { InlineScreen }, { TerminalConsole }] = await Promise.all([
    import("../io/system_terminal.ts"),
    import("./terminal/inline_screen.ts"),
    import("./terminal/terminal_console.ts"),
  ]);
  const terminal = new SystemTerminal();
  const colour = !Deno.env.get("NO_COLOR");
  const screen = new InlineScreen(terminal.size(), colour);
  return new TerminalConsole({ terminal, clock: systemClock, screen, name, onLeave });
}

/** Whether there is a terminal that can be painted on, and nothing else writes on it. */
function isTerminalCall({ window, events }: Options): boolean {
  // Windows has no TERM, and a terminal that is one.
  const kind = Deno.env.get("TERM") ?? (Deno.build.os === "windows" ? "windows" : "dumb");
  return !window && Deno.stdin.isTerminal() && Deno.stdout.isTerminal() && kind !== "dumb" && kind !== "" &&
    !(events === "-" && Deno.stderr.isTerminal());
}
