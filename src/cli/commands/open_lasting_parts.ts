import { CallHistory } from "../../call/call_history.ts";
import type { Recording } from "../../call/recording.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import type { FileSink } from "../../io/files/file_sink.ts";
import type { CallWindow } from "../../io/window/open_window.ts";
import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import type { CallConsole } from "../console/call_console.ts";
import { type EventLog, openEventLog } from "../console/event_log.ts";
import type { Options } from "../options/parse_args.ts";
import type { Closer } from "./close_all.ts";
import type { CallNotifications } from "../console/call_notifications.ts";
import { openNotifications } from "./open_notifications.ts";
import { openDisplay } from "./open_display.ts";
import { openRecording } from "./open_recording.ts";
import { Unanswered } from "./unanswered.ts";

/** What all calls of a run of vchat have in common. It is opened once, before the first call. */
export interface LastingParts {
  readonly console: CallConsole;
  /** Absent for `--no-window` and `--ascii`. */
  readonly window?: CallWindow;
  readonly log?: EventLog;
  readonly recording?: Recording;
  /** What ffmpeg can decode for the window or the terminal. */
  readonly decoders: Promise<readonly PredictiveCodec[]>;
  readonly history: CallHistory;
  /** Absent if nobody wants them. */
  readonly notifications?: CallNotifications;
  /** Ends a call that reaches nobody. */
  readonly unanswered: Unanswered;
  /** Takes a message for the person. It need not be safe to print. */
  readonly say: (text: string) => void;
}

export interface LastingPartsPorts extends Pick<LastingParts, "console" | "say"> {
  readonly standardError: FileSink;
  /** What is to be closed at the end of the run is added here, except for the window. */
  readonly closers: Closer[];
}

/** Opens the files and the window. Throws a `UserError` if a file cannot be written. */
export async function openLastingParts(options: Options, ports: LastingPartsPorts): Promise<LastingParts> {
  const { console, say, standardError, closers } = ports;
  const closeLater = <T extends Closer>(part: T): T => {
    closers.push(part);
    return part;
  };
  const logFailed = (message: string) => say(`${options.events} is no longer written: ${message}`);
  const log = options.events === undefined
    ? undefined
    : closeLater(openEventLog(options.events, options.overwrite, standardError, logFailed));
  const recording = options.record === undefined ? undefined : closeLater(openRecording(options.record, options, say));
  const decoders = ffmpegDecodes(options);
  const notifications = openNotifications(options, console, closers);
  const onInFront = (isInFront: boolean) => notifications?.inFront(isInFront);
  // The window takes longest to start, so it starts in parallel with what the first call opens.
  const window = options.window ? await openDisplay(options, decoders, say, onInFront) : undefined;
  const { giveUpSeconds } = options;
  const unanswered = new Unanswered({
    clock: systemClock,
    giveUpMs: giveUpSeconds && giveUpSeconds * 1000,
    canType: options.window || Deno.stdin.isTerminal(),
  });
  return { console, window, log, recording, decoders, history: new CallHistory(), notifications, unanswered, say };
}

/** What ffmpeg can decode for the window or the terminal, if this run can need it. Never rejects. */
async function ffmpegDecodes({ window, ascii, wire, codec, ffmpeg }: Options): Promise<readonly PredictiveCodec[]> {
  if (!window && !ascii || wire === "plain" || codec === "jpeg") return [];
  const { availableDecoders } = await import("../../io/decode/available_decoders.ts");
  return await availableDecoders(ffmpeg);
}
