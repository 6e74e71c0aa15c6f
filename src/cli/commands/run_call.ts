import { Call } from "../../call/call.ts";
import { FileSink } from "../../io/files/file_sink.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { systemNetwork } from "../../io/network/system_network.ts";
import type { CameraChoice, JpegCamera } from "../../port/capture_device.ts";
import type { Display } from "../../port/display.ts";
import type { EndReason } from "../../wire/wire.ts";
import { checkOutputFiles } from "../options/check_output_files.ts";
import { openEventLog } from "../console/event_log.ts";
import { EXIT_CODE } from "./exit_code.ts";
import { invitation } from "../presence/invitation.ts";
import { openConsole } from "../console/open_console.ts";
import { ownName } from "../options/own_name.ts";
import { openRecording } from "./open_recording.ts";
import { openWire } from "./open_wire.ts";
import type { Options } from "../options/parse_args.ts";
import { surviveErrors } from "../console/survive_errors.ts";
import { UserError } from "../user_error.ts";
import { printError } from "../console/print.ts";
import { ServerPresence } from "../presence/server_presence.ts";

/** How long the last output may take, and as much again whenever some of it was taken. */
const CLOSE_MS = 1000;
const DEFAULT_CAMERA = "0";

/** Runs one end of a call until it is over. */
export async function runCall(given: Options): Promise<number> {
  checkOutputFiles(given);
  let tell = (text: string) => printError(`vchat: ${text}`);
  surviveErrors((text) => tell(text));
  const leaving = new Leaving();
  const isUnnamed = given.role === "client" && given.host === "";
  const found = isUnnamed ? await (await import("../presence/choose_server.ts")).chooseServer() : undefined;
  if (isUnnamed && found === undefined) return EXIT_CODE.ok; // the person would rather leave
  const options = found === undefined ? given : { ...given, host: found.addresses[0], port: found.port };
  const role = options.role!;
  const name = ownName(options);
  let eventsUnread = false;
  const standardError = new FileSink({ write: (bytes) => Deno.stderr.write(bytes), close: () => {} }, () => {
    // The program that follows the events is gone, and nobody else would end this one.
    eventsUnread = options.events === "-";
    if (eventsUnread) leaving.unheard();
  });
  const console = await openConsole({
    options,
    standardError,
    onLeave: leaving.leave,
    onOutputClosed: leaving.unheard,
  });
  const say = tell = (text: string) => console.notice(text);
  const fileFailed = (path: string) => (message: string) => say(`${path} is not written any more: ${message}`);
  const closers: { close(): Promise<void>; readonly steps?: number }[] = [console];
  try {
    const log = options.events === undefined
      ? undefined
      : openEventLog(options.events, options.overwrite, standardError, fileFailed(options.events));
    if (log) closers.push(log);
    const recording = options.record === undefined ? undefined : openRecording(options.record, options, say);
    if (recording) closers.push(recording);
    // The window takes longest to start, so it starts first, in parallel with the rest.
    const display = options.window ? await openDisplay(options, say) : console.display;
    const camera = options.camera === "none" ? undefined : await openCamera(options);
    const { port } = options;
    const hostnames = found?.addresses ??
      (role === "client" ? await systemNetwork.resolve(options.host) : [options.host]);
    const servers = hostnames.map((hostname) => ({ hostname, port }));
    const { wire, rememberPeer, remembered } = await openWire(options, servers, say);
    if (remembered) closers.push({ close: async () => void await remembered() });
    if (options.wire === "plain") say("this call is not encrypted: anybody on the way can see and hear it");

    const presence = role === "server" ? new ServerPresence(options, say) : undefined;
    if (presence) closers.push({ close: () => presence.stop() });
    const call = new Call(
      wire,
      {
        clock: systemClock,
        network: systemNetwork,
        camera,
        openCamera: (choice) => openCamera({ ...options, camera: choice ?? chosenCamera(options) }),
        listCameras: () => listCameras(options),
        invitation: presence && ((code) => invitation(options, Deno.networkInterfaces(), code)),
        display,
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
      },
      {
        role,
        hostname: hostnames[0],
        serverName: found || role === "server" ? undefined : options.host,
        port,
        name,
        once: options.once,
      },
    );
    leaving.of(call);
    if (options.seconds !== undefined) {
      systemClock.callAt(systemClock.nowMs() + options.seconds * 1000, () => call.hangUp());
    }
    await call.start();
    let failure: UserError | undefined;
    const interactive = options.window || Deno.stdin.isTerminal();
    console.start((line) => {
      const typed = call.typed(line);
      if (typed.problem === undefined || interactive) return typed;
      failure = new UserError(
        `the code on standard input: ${typed.problem}`,
        "give the other end's code as --code or as first line",
      );
      call.hangUp();
      return {};
    });
    const reason = await call.ended;
    if (failure) throw failure;
    return eventsUnread ? EXIT_CODE.closedPipe : console.exitCode ?? exitCode(reason);
  } finally {
    // The reader of our output may have stopped reading. That must not keep this process alive.
    const closed = Promise.allSettled(closers.map((closer) => closer.close())).then(() => standardError.close());
    await Promise.race([closed, standstill(() => closers.reduce((sum, { steps = 0 }) => sum + steps, 0))]);
  }
}

/** Settles when no progress has been made for a while. */
async function standstill(steps: () => number): Promise<void> {
  for (let before = -1, now = steps(); now !== before; now = steps()) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, CLOSE_MS));
  }
}

async function openDisplay(options: Options, say: (line: string) => void): Promise<Display> {
  const { openWindow } = await import("../../io/window/open_window.ts");
  return openWindow({
    title: `vchat ${options.role}`,
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    nowMs: systemClock.nowMs,
    callAt: systemClock.callAt,
    onNotice: say,
  });
}

async function openCamera(options: Options): Promise<JpegCamera> {
  const { openCaptureDevice } = await import("../../io/capture/open_capture_device.ts");
  const { camera = DEFAULT_CAMERA, width, fps, quality, ffmpeg } = options;
  return openCaptureDevice({ camera, width, fps, quality, ffmpegPath: ffmpeg, os: Deno.build.os }, systemClock);
}

/** The camera that is opened if the person turns one on. */
function chosenCamera({ camera }: Options): string | undefined {
  return camera === "none" ? undefined : camera;
}

async function listCameras({ ffmpeg }: Options): Promise<CameraChoice[]> {
  const { listCaptureDevices } = await import("../../io/capture/devices/capture_devices.ts");
  const devices = await listCaptureDevices({ os: Deno.build.os, ffmpegPath: ffmpeg });
  return devices.map(({ index, name }) => ({ id: String(index), name }));
}

/** Leaving by a signal or by Ctrl-C: the first leaves the call, the second does not wait. */
class Leaving {
  #call: Call | undefined;
  #left = false;

  constructor() {
    const windows = Deno.build.os === "windows";
    const signals: Deno.Signal[] = windows ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) Deno.addSignalListener(signal, this.leave);
  }

  of(call: Call): void {
    this.#call = call;
  }

  readonly leave = (): void => {
    if (this.#left || !this.#call) Deno.exit(130);
    this.#left = true;
    this.#call.hangUp();
  };

  /** The reader of our output is gone. Both outputs may report that, which must not count as a second Ctrl-C. */
  readonly unheard = (): void => {
    if (!this.#call) Deno.exit(EXIT_CODE.closedPipe);
    if (!this.#left) this.leave();
  };
}

function exitCode(reason: EndReason): number {
  if (reason === "busy") return EXIT_CODE.busy;
  if (reason === "refused") return EXIT_CODE.refused;
  return EXIT_CODE.ok;
}
