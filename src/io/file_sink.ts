/** Written together at the latest after this long: a write costs as much as sending a frame, so there are few. */
const FLUSH_MS = 100;
/** What a slow disk may make us hold; past this, bytes are lost and told. */
const BACKLOG_LIMIT_BYTES = 64 * 1024 * 1024;

/** A file that is appended to without ever making the caller wait. */
export class FileSink {
  readonly #file: { write(bytes: Uint8Array): Promise<number>; close(): void };
  readonly #onFailure: (message: string) => void;
  #backlog: Uint8Array[] = [];
  #backlogBytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | undefined;
  #failed = false;
  #closed = false;

  /** `onFailure` is called once: from then on nothing is written. */
  constructor(
    file: { write(bytes: Uint8Array): Promise<number>; close(): void },
    onFailure: (message: string) => void,
  ) {
    this.#file = file;
    this.#onFailure = onFailure;
  }

  /**
   * Creates or empties the file at `path`. A new one only its owner can read: it holds a call, or the code for one. Throws
   * Deno's errors.
   */
  static open(path: string, onFailure: (message: string) => void): FileSink {
    return new FileSink(Deno.openSync(path, { write: true, create: true, truncate: true, mode: 0o600 }), onFailure);
  }

  /** `bytes` must not change afterwards. */
  append(bytes: Uint8Array): void {
    if (this.#failed || this.#closed) return;
    this.#backlog.push(bytes);
    this.#backlogBytes += bytes.length;
    if (this.#backlogBytes > BACKLOG_LIMIT_BYTES) this.#fail("the disk is too slow");
    else this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Writes what is held, and closes. What is appended after that is lost. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    while (this.#backlog.length > 0 || this.#writing) await this.#flush();
    clearTimeout(this.#timer);
    this.#file.close();
  }

  #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
      if (this.#backlog.length > 0) this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
    });
  }

  async #write(): Promise<void> {
    const chunks = this.#backlog;
    this.#backlog = [];
    this.#backlogBytes = 0;
    try {
      for (const bytes of chunks.length === 1 ? chunks : [joined(chunks)]) {
        for (let at = 0; at < bytes.length;) at += await this.#file.write(bytes.subarray(at));
      }
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  #fail(message: string): void {
    this.#backlog = [];
    this.#backlogBytes = 0;
    if (this.#failed) return;
    this.#failed = true;
    this.#onFailure(message);
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
