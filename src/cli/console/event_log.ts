import type { CallEvent } from "../../call/call_event.ts";
import { FileSink } from "../../io/files/file_sink.ts";
import { type Existing, HoldsSomething } from "../../io/files/output_file.ts";
import { EventWriter } from "./event_writer.ts";
import { UserError } from "../user_error.ts";

/** Where events are written, as one JSON object per line. */
export interface EventLog {
  write(event: CallEvent): void;
  /** Grows while there is something to write and it is being written. */
  readonly steps: number;
  close(): Promise<void>;
}

/**
 * Opens `--events FILE`; `-` is standard error. An existing log is appended to, unless `overwrite`. `onFailure` is called
 * once if writing fails, for example because the disk is full.
 */
export function openEventLog(
  path: string,
  overwrite: boolean,
  standardError: FileSink,
  onFailure: (message: string) => void,
): EventLog {
  const existing = overwrite ? "replace" : "append";
  const sink = path === "-" ? standardError : openFileSink(path, "--events", existing, onFailure);
  const writer = new EventWriter(sink);
  return {
    write: (event) => writer.write(event),
    get steps() {
      return writer.steps;
    },
    close: async () => {
      await writer.flush();
      if (sink !== standardError) await sink.close();
    },
  };
}

/** Opens a file for writing, or throws an error that names `option`. */
export function openFileSink(
  path: string,
  option: string,
  existing: Existing,
  onFailure: (message: string) => void,
): FileSink {
  try {
    return FileSink.open(path, existing, onFailure);
  } catch (error) {
    if (error instanceof HoldsSomething) {
      throw new UserError(
        `${path} is left as it is: ${error.message}`,
        `give ${option} the name of a new file, or replace this one with --overwrite`,
      );
    }
    throw new UserError(
      `cannot write ${path}: ${(error as Error).message}`,
      `give ${option} a file in a folder that you may write to`,
    );
  }
}
