import { channelPorts } from "../../../wire/channel_port.ts";
import { freeBasePort } from "../../../io/network/free_base_port.ts";
import { selfCommand } from "../../../io/process/self_command.ts";
import { systemClock } from "../../../io/clock/system_clock.ts";
import { hasDisplay } from "../../../io/window/launch/has_display.ts";
import { DemoEnd } from "./demo_end.ts";
import { DemoReport } from "./demo_report.ts";
import { print, printError } from "../../console/print.ts";
import { surviveErrors } from "../../console/survive_errors.ts";
import { EXIT_CODE } from "../exit_code.ts";
import type { Options } from "../../options/parse_args.ts";
import { UserError } from "../../user_error.ts";

/** Without a terminal nobody can press Ctrl-C: the demo ends by itself. */
const SECONDS_WITHOUT_TERMINAL = 15;
const LINE_EVERY_MS = 1000;
const TEXT_EVERY_MS = 3000;
const TEXTS = ["hello", "can you see me?", "héllo ✓ 你好", "two machines, one wire"];

/** `vchat demo`: a server and a client on this machine, as two processes, exactly as two people would start them. */
export async function runDemo(options: Options): Promise<number> {
  surviveErrors((text) => printError(`vchat: ${text}`));
  const port = freeBasePort(options.port);
  if (port === undefined) {
    throw new UserError("no four free ports in a row were found", "choose some with --port");
  }
  const seconds = options.seconds ?? (Deno.stdin.isTerminal() ? undefined : SECONDS_WITHOUT_TERMINAL);
  // The config file has been applied here already, and is not meant for each of the two ends.
  const common = [
    ...["--no-config", "--no-remember", "--wire", options.wire],
    // On loopback alone: the demo concerns no other machine.
    ...["--host", "127.0.0.1", "--port", String(port), "--events", "-"],
    ...["--camera", options.camera ?? "test"],
    // On one machine, a loudspeaker would be heard by the microphone of the other end, and so on.
    ...(options.sound
      ? ["--microphone", options.microphone ?? "test", "--speaker", options.speaker ?? "none"]
      : ["--no-sound"]),
    ...(options.width === undefined ? [] : ["--width", String(options.width)]),
    ...["--fps", String(options.fps), "--quality", String(options.quality), "--codec", options.codec],
    ...(options.window && hasDisplay(Deno.build.os, Deno.env.get) ? [] : ["--no-window"]),
    ...(options.ffmpeg ? ["--ffmpeg", options.ffmpeg] : []),
  ];
  const server = new DemoEnd("server", selfCommand(["--role", "server", "--name", "Ada", ...common]));
  const client = new DemoEnd("client", selfCommand(["--role", "client", "--name", "Bob", ...common]));
  const ends = [server, client];
  client.codeNeeded.promise.then(() => server.listening.promise).then((code) => client.type(code ?? ""));
  const report = new DemoReport(server, client);
  print(
    `vchat demo: a call between two ends on this machine, ports ${channelPorts(port)}` +
      (seconds === undefined ? "; Ctrl-C ends it" : `, ${seconds} seconds`),
  );
  const stopped = Promise.withResolvers<void>();
  // The two ends are not in the terminal's process group: only the demo hears Ctrl-C, and ends them.
  Deno.addSignalListener("SIGINT", stopped.resolve);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stopped.resolve);
  const timers = [
    setInterval(() => {
      try {
        print(report.figures());
      } catch (error) {
        stopped.reject(error);
      }
    }, LINE_EVERY_MS),
    setInterval(() => ends.forEach((end, at) => end.type(TEXTS[(end.texts.sent + at) % TEXTS.length])), TEXT_EVERY_MS),
  ];
  const cancelEnd = seconds === undefined
    ? () => {}
    : systemClock.callAt(systemClock.nowMs() + seconds * 1000, stopped.resolve);
  try {
    await Promise.race([stopped.promise, ...ends.map((end) => end.exited)]);
  } finally {
    timers.forEach(clearInterval);
    cancelEnd();
    await Promise.all(ends.map((end) => end.stop()));
  }
  print(report.summary());
  return server.frames.received > 0 && client.frames.received > 0 ? EXIT_CODE.ok : EXIT_CODE.failure;
}
