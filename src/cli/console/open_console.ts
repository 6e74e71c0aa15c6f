import type { FileSink } from "../../io/files/file_sink.ts";
import { isInForeground, runOnInBackground, terminalInput } from "../../io/terminal/job_control.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { writeStdout } from "../../io/files/write_stdout.ts";
import type { CallConsole } from "./call_console.ts";
import { FilterConsole } from "./filter_console.ts";
import { noticeLine } from "./own_event.ts";
import type { Options } from "../options/parse_args.ts";
import { UsageError } from "../user_error.ts";
import { colourDepth } from "../terminal/colour_depth.ts";

export interface ConsoleOptions {
  readonly options: Options;
  readonly standardError: FileSink;
  /** The person at the terminal wants to leave. */
  readonly onLeave: () => void;
  /** Without a terminal: standard output can no longer be written. */
  readonly onOutputClosed: () => void;
}

const utf8 = new TextEncoder();

/** Opens the terminal console if a person is at a terminal and there is no window, otherwise the filter console. */
export async function openConsole(console: ConsoleOptions): Promise<CallConsole> {
  const { options, standardError, onOutputClosed } = console;
  const isTerminal = Deno.stdin.isTerminal();
  if ([Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal())) runOnInBackground();
  const obstacle = terminalObstacle(options);
  if (obstacle === undefined) return await openTerminal(console);
  if (options.ascii) throw new UsageError(`--ascii cannot show a picture here: ${obstacle}`, "leave --ascii out");
  const onlyEvents = options.events === "-";
  return new FilterConsole({
    input: isTerminal ? terminalInput() : Deno.stdin.readable,
    writeOutput: writeStdout,
    writeError: (line) => standardError.append(utf8.encode(`${onlyEvents ? noticeLine(line) : line}\n`)),
    describesEvents: !onlyEvents,
    onLeave: options.window ? undefined : onOutputClosed,
  });
}

/** Why vchat cannot paint on a terminal. Undefined if it can. */
function terminalObstacle({ window, events }: Options): string | undefined {
  // Windows terminals set no TERM, but are not dumb.
  const kind = Deno.env.get("TERM") || (Deno.build.os === "windows" ? "windows" : "dumb");
  if (window) return "there is a window";
  if (!Deno.stdin.isTerminal()) return "standard input is not a terminal";
  if (!Deno.stdout.isTerminal()) return "standard output is not a terminal";
  if (!isInForeground()) return "it was started in the background";
  if (kind === "dumb") return "TERM says that the terminal is dumb";
  return events === "-" && Deno.stderr.isTerminal() ? "the events are written to the terminal" : undefined;
}

async function openTerminal({ options, onLeave }: ConsoleOptions): Promise<CallConsole> {
  const [{ SystemTerminal }, { TerminalConsole }] = await Promise.all([
    import("../../io/terminal/system_terminal.ts"),
    import("../terminal/terminal_console.ts"),
  ]);
  const terminal = new SystemTerminal();
  const depth = colourDepth(Deno.env.get);
  const common = { terminal, clock: systemClock, onLeave, rings: options.tones };
  if (!options.ascii) {
    const [{ InlineScreen }, { terminalReflows }] = await Promise.all([
      import("../terminal/inline_screen.ts"),
      import("../terminal/reflow.ts"),
    ]);
    const looks = { colour: depth !== "none", reflows: terminalReflows(Deno.env.get) };
    const asksSize = Boolean(Deno.env.get("TMUX"));
    return new TerminalConsole({ ...common, asksSize, screen: new InlineScreen(terminal.size(), looks) });
  }
  const [{ PictureScreen }, { TerminalDisplay }, { JpegDecoder }, { ffmpegDecoders }] = await Promise.all([
    import("../terminal/picture_screen.ts"),
    import("../terminal/terminal_display.ts"),
    import("../../io/decode/jpeg_decoder.ts"),
    import("../../io/decode/ffmpeg_decoders.ts"),
  ]);
  const screen = new PictureScreen(terminal.size(), depth);
  return new TerminalConsole({
    ...common,
    screen,
    display: (paint) =>
      new TerminalDisplay({
        ...{ clock: systemClock, decoder: new JpegDecoder(), screen, paint },
        openDecoder: ffmpegDecoders({ ffmpegPath: options.ffmpeg, os: Deno.build.os, clock: systemClock }),
      }),
  });
}
