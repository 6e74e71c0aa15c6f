import { type Recording, recordingFormat } from "../../call/recording.ts";
import { type NextFileReason, TrackRecording } from "../../call/track_recording.ts";
import { openFileSink } from "../console/event_log.ts";
import type { Options } from "../options/parse_args.ts";

/** A peer must not fill a folder by changing its codec again and again. */
const MAX_FILES = 20;

const NEXT_FILE_WORDS: Readonly<Record<NextFileReason, string>> = {
  other_codec: "the picture now comes in another codec",
  picture_came: "a picture now comes with the sound",
  sound_came: "sound now comes with the picture",
};

/** Opens the file of `--record`. Throws a `UserError` if it cannot be written, or contains something that must be kept. */
export function openRecording(
  path: string,
  { overwrite }: Options,
  say: (line: string) => void,
): Recording & { close(): Promise<void> } {
  const failed = (name: string) => (message: string) => say(`${name} is no longer written: ${message}`);
  let sink = openFileSink(path, "--record", overwrite ? "replace" : "refuse", failed(path));
  let number = 1;
  const closed: Promise<void>[] = [];
  const recording = new TrackRecording(recordingFormat(path), {
    write: (bytes) => sink.append(bytes),
    // After `call.mkv` come `call-2.mkv` and so on. They never replace a file, whatever the options say about the first one.
    nextFile: (reason) => {
      while (++number <= MAX_FILES) {
        const next = path.replace(/(?=\.\w+$)/, `-${number}`);
        try {
          const before = sink;
          sink = openFileSink(next, "--record", "refuse", failed(next));
          closed.push(before.close());
          say(`${NEXT_FILE_WORDS[reason]}: the recording continues in ${next}`);
          return true;
        } catch {
          // It is not empty, or cannot be written. Perhaps the next one can.
        }
      }
      const why = reason === "other_codec"
        ? "another codec needs another file"
        : `${NEXT_FILE_WORDS[reason]} and needs another file`;
      say(`${path} is no longer written: ${why}, and no other file could be opened next to it`);
      return false;
    },
    leftOut: (reason) => say(`no picture is written to ${path}: ${reason}`),
  });
  return {
    append: (frame, receivedMs) => recording.append(frame, receivedMs),
    expectSound: () => recording.expectSound(),
    appendSound: (sound) => recording.appendSound(sound),
    close: async () => {
      recording.end();
      await Promise.all([...closed, sink.close()]);
    },
  };
}
