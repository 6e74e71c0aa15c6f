import type { CallEvent } from "../call/call_event.ts";
import { FileSink } from "../io/file_sink.ts";
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

/** Opens `--events FILE`; `-` is standard error. `onFailure` hears of a full disk and the like, once. */
export function openEventLog(path: string, standardError: FileSink, onFailure: (message: string) => void): EventLog {
  const sink = path === "-" ? standardError : openFileSink(path, "--events", onFailure);
  return {
    write: (event) => sink.append(utf8.encode(jsonLine(event) + "\n")),
    close: async () => {
      if (sink !== standardError) await sink.close();
    },
  };
}

/** Opens a file to write, or says in the words of `option` why it cannot. */
export function openFileSink(path: string, option: string, onFailure: (message: string) => void): FileSink {
  try {
    return FileSink.open(path, onFailure);
  } catch (error) {
    throw new PersonError(
      `cannot write ${path}: ${(error as Error).message}`,
      `give ${option} a file in a folder that you may write to`,
    );
  }
}
