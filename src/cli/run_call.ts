import { Call } from "../call/call.ts";
import type { CallEvent } from "../call/call_event.ts";
import { systemClock } from "../io/system_clock.ts";
import { systemNetwork } from "../io/system_network.ts";
import type { CaptureDevice } from "../port/capture_device.ts";
import type { Display } from "../port/display.ts";
import type { EndReason } from "../wire/wire.ts";
import { CallReport } from "./call_report.ts";
import { openEventLog, openFileSink } from "./event_log.ts";
import { EXIT_CODE } from "./exit_code.ts";
import { openWire } from "./open_wire.ts";
import type { Options } from "./parse_args.ts";
import { PersonError } from "./person_error.ts";
import { ServerPresence } from "./server_presence.ts";
import { readTypedLines, ReceivedLines } from "./terminal_text.ts";
import { visibleText } from "./visible_text.ts";

/** Runs one end of a call until it is over. */
export async function runCall(given: Options): Promise<number> {
  const options = await withHost(given);
  if (options === undefined) return EXIT_CODE.ok;
  const role = options.role!;
  const say = (line: string) => console.error(line);
  const fileFailed = (path: string) => (message: string) => say(`vchat: ${path} is not written any more: ${message}`);
  const log = options.events === undefined ? undefined : openEventLog(options.events, fileFailed(options.events));
  const recording = options.record === undefined
    ? undefined
    : openFileSink(options.record, "--record", fileFailed(options.record));
  // The window takes longest to come up: it starts first, beside everything else.
  const display = options.window ? await openDisplay(options, say) : undefined;
  const camera = await openCamera(options);
  const hostname = role === "client" ? await systemNetwork.resolve(options.host) : options.host;
  const { wire, rememberPeer } = await openWire(options, { hostname, port: options.port });
  if (options.wire === "plain") say("vchat: this call is not encrypted: anybody on the way can see and hear it");

  const report = new CallReport(say);
  const presence = role === "server"
    ? new ServerPresence(options, (text) => say(`vchat: ${visibleText(text)}`))
    : undefined;
  const received = new ReceivedLines();
  const onEvent = (event: CallEvent) => {
    log?.write(event);
    if (event.event === "text_received") received.print(event.name, event.text);
    else report.on(event);
    presence?.on(event);
  };
  const call = new Call(
    wire,
    {
      clock: systemClock,
      network: systemNetwork,
      camera,
      display,
      record: recording && ((jpeg) => recording.append(jpeg)),
      rssBytes: () => Deno.memoryUsage().rss,
      rememberPeer,
      onEvent,
    },
    { role, hostname, port: options.port, name: options.name ?? role, once: options.once },
  );
  hangUpOnSignal(call);
  if (options.seconds !== undefined) setTimeout(() => call.hangUp(), options.seconds * 1000);
  await call.start();
  let failure: PersonError | undefined;
  const interactive = options.window || Deno.stdin.isTerminal();
  readTypedLines((line) => {
    const problem = call.typed(line);
    if (!problem) return;
    if (interactive) return say(`vchat: ${problem}`);
    failure = new PersonError(
      `the code on standard input: ${problem}`,
      "give the other end's code as --code or as first line",
    );
    call.hangUp();
  });
  const reason = await call.ended;
  await Promise.all([log?.close(), recording?.close(), received.flush(), presence?.stop()]);
  if (failure) throw failure;
  return exitCode(reason);
}

/** The options with somebody to call; `undefined` when the person would rather leave. */
async function withHost(options: Options): Promise<Options | undefined> {
  if (options.role === "server" || options.host !== "") return options;
  const server = await (await import("./choose_server.ts")).chooseServer();
  return server && { ...options, host: server.hostname, port: server.port };
}

async function openDisplay(options: Options, say: (line: string) => void): Promise<Display> {
  const { openWindow } = await import("../io/window/open_window.ts");
  return openWindow({
    title: `vchat ${options.role}`,
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    nowMs: systemClock.nowMs,
    onNotice: (text) => say(`vchat: ${text}`),
  });
}

async function openCamera(options: Options): Promise<CaptureDevice | undefined> {
  if (options.camera === "none") return undefined;
  const { openCaptureDevice } = await import("../io/open_capture_device.ts");
  const { camera = "0", width, fps, quality, ffmpeg } = options;
  return openCaptureDevice({ camera, width, fps, quality, ffmpegPath: ffmpeg, os: Deno.build.os }, systemClock);
}

/** The first signal leaves the call; the second does not wait. */
function hangUpOnSignal(call: Call): void {
  let signalled = false;
  const onSignal = () => {
    if (signalled) Deno.exit(130);
    signalled = true;
    call.hangUp();
  };
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) Deno.addSignalListener(signal, onSignal);
}

function exitCode(reason: EndReason): number {
  if (reason === "busy") return EXIT_CODE.busy;
  if (reason === "refused") return EXIT_CODE.refused;
  return EXIT_CODE.ok;
}
