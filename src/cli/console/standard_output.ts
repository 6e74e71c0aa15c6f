/** What a reader that is too slow may make us hold; further lines are lost, and told. */
const BACKLOG_LIMIT_BYTES = 128 * 1024 * 1024;

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
  #chain: Promise<unknown> = Promise.resolve();
  #backlogBytes = 0;
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
    if (this.#backlogBytes > 0 && this.#backlogBytes + bytes.length > this.#backlogLimitBytes) {
      if (!this.#losing) this.#target.onLost();
      this.#losing = true;
      return;
    }
    this.#losing = false;
    this.#backlogBytes += bytes.length;
    this.#chain = this.#chain.then(() => this.#write(bytes));
  }

  /** Settles when everything printed so far is written. */
  async flush(): Promise<void> {
    await this.#chain;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    try {
      for (let at = 0; at < bytes.length && !this.#failed;) at += await this.#target.write(bytes.subarray(at));
    } catch (error) {
      this.#failed = true;
      this.#target.onFailure(error as Error);
    }
    this.#backlogBytes -= bytes.length;
  }
}
