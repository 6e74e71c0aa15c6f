import { Call } from "../../call/call.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { FileSink } from "../../io/files/file_sink.ts";
import { systemNetwork } from "../../io/network/system_network.ts";
import type { CallConsole } from "../console/call_console.ts";
import { openEventLog } from "../console/event_log.ts";
import { openConsole } from "../console/open_console.ts";
import { printError } from "../console/print.ts";
import { surviveErrors } from "../console/survive_errors.ts";
import { checkOutputFiles } from "../options/check_output_files.ts";
import { ownName } from "../options/own_name.ts";
import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import type { Options } from "../options/parse_args.ts";
import { calledServer } from "../presence/called_server.ts";
import { invitation } from "../presence/invitation.ts";
import { ServerPresence } from "../presence/server_presence.ts";
import { UserError } from "../user_error.ts";
import { closeAll, type Closer } from "./close_all.ts";
import { EXIT_CODE, exitCode } from "./exit_code.ts";
import { Leaving } from "./leaving.ts";
import { cameraOpener, listCameras } from "./open_camera.ts";
import { openDisplay } from "./open_display.ts";
import { openRecording } from "./open_recording.ts";
import { openSound } from "./open_sound.ts";
import { openWire } from "./open_wire.ts";

/** Runs one end of a call until it is over: who is called, where a person reads and types, what the call needs, the call. */
export async function runCall(given: Options): Promise<number> {
  checkOutputFiles(given);
  let say = (text: string) => printError(`vchat: ${text}`);
  surviveErrors((text) => say(text));
  const leaving = new Leaving();
  const called = await calledServer(given);
  if (called === undefined) return EXIT_CODE.ok; // the person would rather leave
  const { options, addresses } = called;

  const standardError = openStandardError(options, leaving);
  const { leave: onLeave, unheard: onOutputClosed } = leaving;
  const console = await openConsole({ options, standardError, onLeave, onOutputClosed });
  say = (text) => console.notice(text);
  const closers: Closer[] = [console];
  try {
    const call = await openCall(options, addresses, console, standardError, say, closers);
    leaving.of(call);
    if (options.seconds !== undefined) {
      systemClock.callAt(systemClock.nowMs() + options.seconds * 1000, () => call.hangUp());
    }
    await call.start();
    const lines = passLines(console, call, options.window || Deno.stdin.isTerminal());
    const reason = await call.ended;
    if (lines.failure) throw lines.failure;
    return leaving.eventsUnread ? EXIT_CODE.closedPipe : console.exitCode ?? exitCode(reason);
  } finally {
    await closeAll(closers, standardError);
  }
}

function openStandardError({ events }: Options, leaving: Leaving): FileSink {
  return new FileSink({ write: (bytes) => Deno.stderr.write(bytes), close: () => {} }, () => {
    if (events === "-") leaving.eventsUnheard();
  });
}

/** Opens all that a call needs, and adds what is to be closed after it to `closers`. `addresses`: of a server from the list. */
async function openCall(
  options: Options,
  addresses: readonly string[] | undefined,
  console: CallConsole,
  standardError: FileSink,
  say: (text: string) => void,
  closers: Closer[],
): Promise<Call> {
  const { role = "server", host, port, once } = options;
  const closeLater = <T extends Closer>(part: T | undefined): T | undefined => {
    if (part) closers.push(part);
    return part;
  };
  const logFailed = (message: string) => say(`${options.events} is no longer written: ${message}`);
  const log = options.events === undefined
    ? undefined
    : closeLater(openEventLog(options.events, options.overwrite, standardError, logFailed));
  const recording = options.record === undefined ? undefined : closeLater(openRecording(options.record, options, say));
  const decoders = ffmpegDecodes(options);
  // The window takes longest to start, so it starts first, in parallel with the rest.
  const window = options.window ? await openDisplay(options, decoders, say) : undefined;
  const openCamera = cameraOpener(options);
  const camera = options.camera === "none" ? undefined : await openCamera();
  const hostnames = addresses ?? (role === "client" ? await systemNetwork.resolve(host) : [host]);
  const { wire, decodes, rememberPeer, remembered } = await openWire(
    options,
    hostnames.map((hostname) => ({ hostname, port })),
    await decoders,
    say,
  );
  if (remembered) closeLater({ close: remembered });
  if (options.wire === "plain") {
    say("this call is not encrypted: anybody on the way can see and read it; and it has no sound");
  }
  const presence = role === "server" ? new ServerPresence(options, say) : undefined;
  if (presence) closeLater({ close: () => presence.stop() });
  return new Call(wire, {
    clock: systemClock,
    network: systemNetwork,
    camera,
    sound: options.sound ? await openSound(options, window?.sound) : undefined,
    openCamera,
    listCameras: () => listCameras(options),
    invitation: presence && ((code) => invitation(options, Deno.networkInterfaces(), code)),
    display: window ?? console.display,
    recording,
    rssBytes: () => Deno.memoryUsage().rss,
    rememberPeer,
    onLine: (line) => console.showLine?.(line),
    onState: (state) => console.showState?.(state),
    onEvent: (event) => {
      log?.write(event);
      console.onEvent(event);
      presence?.on(event);
    },
  }, {
    role,
    hostname: hostnames[0],
    serverName: addresses || role === "server" ? undefined : host,
    port,
    name: ownName(options),
    decodes,
    muted: options.muted,
    tones: options.tones,
    once,
  });
}

/** What ffmpeg can decode for the window or the terminal, if this call can need it. Never rejects. */
async function ffmpegDecodes({ window, ascii, wire, codec, ffmpeg }: Options): Promise<readonly PredictiveCodec[]> {
  if (!window && !ascii || wire === "plain" || codec === "jpeg") return [];
  const { availableDecoders } = await import("../../io/decode/available_decoders.ts");
  return await availableDecoders(ffmpeg);
}

/** Passes typed lines to the call. If no person can correct a wrong code, the call is left, and `failure` says why. */
function passLines(console: CallConsole, call: Call, interactive: boolean): { failure?: UserError } {
  const lines: { failure?: UserError } = {};
  console.start((line) => {
    const typed = call.typed(line);
    if (typed.problem === undefined || interactive) return typed;
    lines.failure = new UserError(
      `the code on standard input: ${typed.problem}`,
      "give the other end's code as --code or as first line",
    );
    call.hangUp();
    return {};
  }, call.sound);
  return lines;
}
