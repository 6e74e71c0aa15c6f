import { writeAll } from "../../io/files/write_all.ts";
import { yieldToEventLoop } from "./text_pieces.ts";

/** The most bytes that wait for a slow reader. Later lines are dropped, and that is reported. */
const BACKLOG_LIMIT_BYTES = 128 * 1024 * 1024;
/** The cost of a line besides its bytes, so that empty lines count too. */
const LINE_COST_BYTES = 256;
/** The most bytes in one write. It joins short lines, so that a thousand of them are not a thousand writes. */
const WRITE_BYTES = 64 * 1024;
/**
 * How many pieces are written without a pause once the call is over: no pictures are waiting then, but signals still may.
 */
const HURRIED_PIECES = 16;

const utf8 = new TextEncoder();

export interface StandardOutputTarget {
  write(bytes: Uint8Array): Promise<number>;
  /** Called once. After this nothing is written. */
  onFailure(error: Error): void;
  /** The reader is so slow that a line was dropped. Called once each time it falls this far behind. */
  onLost(): void;
}

/** A line that is produced in pieces, when it is its turn. */
export interface LongLine {
  readonly pieces: Iterable<string>;
  /** The memory that it takes until it is written. */
  readonly heldBytes: number;
}

/** Writes standard output in order, without ever making the caller wait. */
export class StandardOutput {
  readonly #target: StandardOutputTarget;
  readonly #backlogLimitBytes: number;
  /** Grows with every piece that was written. */
  writes = 0;
  #waiting: (Uint8Array | LongLine)[] = [];
  /** The cost of everything that is not yet written, in bytes. */
  #backlogBytes = 0;
  #writing: Promise<void> | undefined;
  #failed = false;
  #losing = false;
  #hurried = false;

  constructor(target: StandardOutputTarget, backlogLimitBytes = BACKLOG_LIMIT_BYTES) {
    this.#target = target;
    this.#backlogLimitBytes = backlogLimitBytes;
  }

  print(line: string | LongLine): void {
    if (this.#failed) return;
    const bytes = typeof line === "string" ? utf8.encode(`${line}\n`) : line;
    // A line longer than the limit is accepted if nothing else waits.
    if (this.#backlogBytes > 0 && this.#backlogBytes + cost(bytes) > this.#backlogLimitBytes) {
      if (!this.#losing) this.#target.onLost();
      this.#losing = true;
      return;
    }
    this.#losing = false;
    this.#backlogBytes += cost(bytes);
    this.#waiting.push(bytes);
    this.#writing ??= this.#write();
  }

  /** Settles when everything printed so far is written. From now on this pauses less often. */
  async flush(): Promise<void> {
    this.#hurried = this.#writing !== undefined;
    await this.#writing;
  }

  async #write(): Promise<void> {
    await undefined; // lines printed together are written together
    for (let from = 0; !this.#failed && this.#waiting.length > 0; from = 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      while (from < lines.length && !this.#failed) {
        let until = from + 1;
        const first = lines[from];
        if (first instanceof Uint8Array) {
          const together = [first];
          let length = first.length;
          for (let next; (next = lines[until]) instanceof Uint8Array; until++) {
            if (length + next.length > WRITE_BYTES) break;
            length += next.length;
            together.push(next);
          }
          await this.#writeAll(joined(together, length));
        } else {
          await this.#writeLong(first);
        }
        for (; from < until; from++) this.#backlogBytes -= cost(lines[from]);
      }
    }
    this.#writing = undefined;
    this.#hurried = false;
  }

  async #writeLong({ pieces }: LongLine): Promise<void> {
    let count = 0;
    for (const piece of pieces) {
      await this.#writeAll(utf8.encode(piece));
      if (this.#failed) return;
      if (!this.#hurried || ++count % HURRIED_PIECES === 0) await yieldToEventLoop();
    }
    await this.#writeAll(utf8.encode("\n"));
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    try {
      await writeAll((part) => this.#target.write(part), bytes);
      this.writes++;
    } catch (error) {
      this.#failed = true;
      this.#waiting = [];
      this.#target.onFailure(error as Error);
    }
  }
}

function cost(line: Uint8Array | LongLine): number {
  return LINE_COST_BYTES + (line instanceof Uint8Array ? line.length : line.heldBytes);
}

function joined(lines: readonly Uint8Array[], length: number): Uint8Array {
  if (lines.length === 1) return lines[0];
  const all = new Uint8Array(length);
  let at = 0;
  for (const line of lines) {
    all.set(line, at);
    at += line.length;
  }
  return all;
}
