import { type Existing, OutputFile } from "./output_file.ts";
import { writeAll } from "./write_all.ts";

/** Bytes are collected for at most this long: a write costs as much as sending a frame, so there are few. */
const FLUSH_MS = 100;
/** How much is held for a slow disk. Beyond this, bytes are lost, and that is reported. */
const BACKLOG_LIMIT_BYTES = 64 * 1024 * 1024;

/** What a sink writes to. */
export interface SinkFile {
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
  /** What is written now waits until somebody reads. */
  readonly lacksReader?: boolean;
}

/** A file that is appended to without ever making the caller wait. */
export class FileSink {
  readonly #file: SinkFile;
  readonly #onFailure: (message: string) => void;
  #backlog: Uint8Array[] = [];
  #backlogBytes = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | undefined;
  #failed = false;
  #closed = false;

  /** `onFailure` is called once: from then on nothing is written. */
  constructor(file: SinkFile, onFailure: (message: string) => void) {
    this.#file = file;
    this.#onFailure = onFailure;
  }

  /**
   * The file at `path`, which is created or emptied when something is written. Throws Deno's error if that would fail, and
   * `HoldsSomething`.
   */
  static open(path: string, existing: Existing, onFailure: (message: string) => void): FileSink {
    return new FileSink(new OutputFile(path, existing), onFailure);
  }

  /** What is held until it is written. */
  get backlogBytes(): number {
    return this.#backlogBytes;
  }

  /** `bytes` must not change afterwards. */
  append(bytes: Uint8Array): void {
    if (this.#failed || this.#closed) return;
    this.#backlog.push(bytes);
    this.#backlogBytes += bytes.length;
    if (this.#backlogBytes > BACKLOG_LIMIT_BYTES) {
      this.#fail(this.#file.lacksReader ? "nobody reads it" : "the disk is too slow");
    } else this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Writes what is buffered, unless nobody reads it, and closes. What is appended later is lost. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    while ((this.#backlog.length > 0 || this.#writing) && !this.#file.lacksReader) await this.#flush();
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
        await writeAll((part) => this.#file.write(part), bytes);
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
