import type { CallEvent } from "../call/call_event.ts";
import { FileSink } from "../io/file_sink.ts";
import { type Existing, HoldsSomething } from "../io/output_file.ts";
import { PersonError } from "./person_error.ts";

/** Where the events go: a JSON object a line. */
export interface EventLog {
  write(event: CallEvent): void;
  close(): Promise<void>;
}

const utf8 = new TextEncoder();

/** What a terminal obeys, or some programs take for the end of a line, and JSON does not ask to be escaped. */
const UNESCAPED = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The event as JSON, on one line, with nothing in it that a terminal would obey. */
export function jsonLine(event: CallEvent): string {
  return JSON.stringify(event).replace(
    UNESCAPED,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Opens `--events FILE`; `-` is standard error. A log that is there goes on at its end, unless `overwrite`. `onFailure` hears
 * of a full disk and the like, once.
 */
export function openEventLog(
  path: string,
  overwrite: boolean,
  standardError: FileSink,
  onFailure: (message: string) => void,
): EventLog {
  const existing = overwrite ? "replace" : "append";
  const sink = path === "-" ? standardError : openFileSink(path, "--events", existing, onFailure);
  return {
    write: (event) => sink.append(utf8.encode(jsonLine(event) + "\n")),
    close: async () => {
      if (sink !== standardError) await sink.close();
    },
  };
}

/** Opens a file to write, or says in the words of `option` why it cannot. */
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
      throw new PersonError(
        `${path} is left as it is: ${error.message}`,
        `give ${option} the name of a new file, or replace this one with --overwrite`,
      );
    }
    throw new PersonError(
      `cannot write ${path}: ${(error as Error).message}`,
      `give ${option} a file in a folder that you may write to`,
    );
  }
}
