import type { CallEvent } from "../call/call_event.ts";
import { FileSink } from "../io/file_sink.ts";
import { PersonError } from "./person_error.ts";

/** Where the events go: a JSON object a line. */
export interface EventLog {
  write(event: CallEvent): void;
  close(): Promise<void>;
}

const utf8 = new TextEncoder();

/** Opens `--events FILE`; `-` is standard error. `onFailure` hears of a full disk and the like, once. */
export function openEventLog(path: string, standardError: FileSink, onFailure: (message: string) => void): EventLog {
  const sink = path === "-" ? standardError : openFileSink(path, "--events", onFailure);
  return {
    write: (event) => sink.append(utf8.encode(JSON.stringify(event) + "\n")),
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
