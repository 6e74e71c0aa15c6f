import type { CallEvent } from "../../src/call/call_event.ts";

const POLL_MS = 10;
const NEWLINE = 10;

/** Reads the file that an end writes with `--events`, while it grows. */
export class EventFile {
  /** All events read so far, in order. */
  readonly events: CallEvent[] = [];
  readonly #path: string;
  #offset = 0;
  #reading = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads what was added since the last call. */
  read(): Promise<void> {
    return this.#reading = this.#reading.then(() => this.#readOn());
  }

  async #readOn(): Promise<void> {
    let file: Deno.FsFile;
    try {
      file = await Deno.open(this.#path);
    } catch {
      return; // the end has not started yet
    }
    await file.seek(this.#offset, Deno.SeekMode.Start);
    const bytes = await new Response(file.readable).bytes(); // closes the file
    // Only complete lines: the last one may be unfinished.
    const length = bytes.lastIndexOf(NEWLINE) + 1;
    this.#offset += length;
    for (const line of new TextDecoder().decode(bytes.subarray(0, length)).split("\n")) {
      if (line !== "") this.events.push(JSON.parse(line));
    }
  }

  /** The first event that `wanted` accepts, including earlier ones; `undefined` if none comes within `withinMs`. */
  async find(wanted: (event: CallEvent) => boolean, withinMs: number): Promise<CallEvent | undefined> {
    const giveUpMs = performance.now() + withinMs;
    for (let at = 0;;) {
      for (; at < this.events.length; at++) if (wanted(this.events[at])) return this.events[at];
      if (performance.now() > giveUpMs) return undefined;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      await this.read();
    }
  }
}
