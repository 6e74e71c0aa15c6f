import { writeAll } from "../../io/files/write_all.ts";
import { breath } from "./text_pieces.ts";

/** What a reader that is too slow may make us hold; further lines are lost, and told. */
const BACKLOG_LIMIT_BYTES = 128 * 1024 * 1024;
/** What a line costs beside its bytes: an empty one is not free. */
const LINE_COST_BYTES = 256;
/** Written together at most, so that a thousand short lines are not a thousand writes. */
const WRITE_BYTES = 64 * 1024;
/** When the call is over there are no pictures to wait for, but still signals. */
const HURRIED_PIECES = 16;

const utf8 = new TextEncoder();

export interface StandardOutputTarget {
  write(bytes: Uint8Array): Promise<number>;
  /** Comes once: from then on nothing is written. */
  onFailure(error: Error): void;
  /** The reader is so slow that a line is lost; comes once each time it falls so far behind. */
  onLost(): void;
}

/** A line that is made piece by piece, when it is its turn. */
export interface LongLine {
  readonly pieces: Iterable<string>;
  /** What it takes until it is written. */
  readonly heldBytes: number;
}

/** Standard output, written in order and without ever making the caller wait. */
export class StandardOutput {
  readonly #target: StandardOutputTarget;
  readonly #backlogLimitBytes: number;
  /** Grows with every piece that was taken. */
  writes = 0;
  #waiting: (Uint8Array | LongLine)[] = [];
  /** Of all that is not yet written, with what its lines cost. */
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
    // A line that is longer than all that may wait has its turn when nothing waits.
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

  /** Settles when everything printed so far is written, which is hurried now. */
  async flush(): Promise<void> {
    this.#hurried = this.#writing !== undefined;
    await this.#writing;
  }

  async #write(): Promise<void> {
    await undefined; // what is printed at once is written together
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
      if (!this.#hurried || ++count % HURRIED_PIECES === 0) await breath();
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
