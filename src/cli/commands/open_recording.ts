import { type Recording, recordingFormat } from "../../call/recording.ts";
import { TrackRecording } from "../../call/track_recording.ts";
import { openFileSink } from "../console/event_log.ts";
import type { Options } from "../options/parse_args.ts";

/** Opens the file of `--record`. Throws a `UserError` if it cannot be written, or holds something that is to be kept. */
export function openRecording(
  path: string,
  { overwrite }: Options,
  say: (line: string) => void,
): Recording & { close(): Promise<void> } {
  const existing = overwrite ? "replace" : "refuse";
  const failed = (message: string) => say(`${path} is not written any more: ${message}`);
  const sink = openFileSink(path, "--record", existing, failed);
  const recording = new TrackRecording(recordingFormat(path), {
    write: (bytes) => sink.append(bytes),
    stopped: (reason) => say(`${path} is not recorded: ${reason}`),
  });
  return {
    append: (frame, receivedMs) => recording.append(frame, receivedMs),
    close: () => sink.close(),
  };
}
