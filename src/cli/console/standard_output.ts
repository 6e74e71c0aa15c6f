import { writeAll } from "../../io/write_all.ts";

/** What a reader that is too slow may make us hold; further lines are lost, and told. */
const BACKLOG_LIMIT_BYTES = 128 * 1024 * 1024;
/** What a line costs beside its bytes: an empty one is not free. */
const LINE_COST_BYTES = 256;
/** Written together at most, so that a thousand short lines are not a thousand writes. */
const WRITE_BYTES = 64 * 1024;

const utf8 = new TextEncoder();

export interface StandardOutputTarget {
  write(bytes: Uint8Array): Promise<number>;
  /** Comes once: from then on nothing is written. */
  onFailure(error: Error): void;
  /** The reader is so slow that a line is lost; comes once each time it falls so far behind. */
  onLost(): void;
}

/** Standard output, written in order and without ever making the caller wait. */
export class StandardOutput {
  readonly #target: StandardOutputTarget;
  readonly #backlogLimitBytes: number;
  #waiting: Uint8Array[] = [];
  /** Of all that is not yet written, with what its lines cost. */
  #backlogBytes = 0;
  #writing: Promise<void> | undefined;
  #failed = false;
  #losing = false;

  constructor(target: StandardOutputTarget, backlogLimitBytes = BACKLOG_LIMIT_BYTES) {
    this.#target = target;
    this.#backlogLimitBytes = backlogLimitBytes;
  }

  print(line: string): void {
    if (this.#failed) return;
    const bytes = utf8.encode(`${line}\n`);
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

  /** Settles when everything printed so far is written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    await undefined; // what is printed at once is written together
    for (let from = 0; !this.#failed && this.#waiting.length > 0; from = 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      while (from < lines.length && !this.#failed) {
        let until = from, length = 0;
        do length += lines[until++].length; while (until < lines.length && length + lines[until].length <= WRITE_BYTES);
        await this.#writeAll(joined(lines.slice(from, until), length));
        for (; from < until; from++) this.#backlogBytes -= cost(lines[from]);
      }
    }
    this.#writing = undefined;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    try {
      await writeAll((part) => this.#target.write(part), bytes);
    } catch (error) {
      this.#failed = true;
      this.#waiting = [];
      this.#target.onFailure(error as Error);
    }
  }
}

function cost(line: Uint8Array): number {
  return line.length + LINE_COST_BYTES;
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
