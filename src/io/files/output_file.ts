import type { SinkFile } from "./file_sink.ts";
import { fileTarget } from "./file_target.ts";

/** What happens to what a file already holds. */
export type Existing = "refuse" | "append" | "replace";

/** The file is not empty, and must not be touched. */
export class HoldsSomething extends Error {
  override name = "HoldsSomething";
  constructor() {
    super("it holds something already");
  }
}

const NEWLINE = 10;

/**
 * A file that is created or emptied only when there is something to write to it: a start that fails leaves it as it
 * was. A new one only its owner can read. A FIFO waits for its reader in the background.
 */
export class OutputFile implements SinkFile {
  readonly #path: string;
  readonly #existing: Existing;
  readonly #isStream: boolean;
  #file: Promise<Deno.FsFile> | undefined;
  #isOpening = false;
  #closed = false;

  /** Throws Deno's error if it could not be written, and {@linkcode HoldsSomething}. */
  constructor(path: string, existing: Existing) {
    this.#existing = existing;
    const found = statOf(path);
    this.#isStream = Boolean(found?.isFifo || found?.isCharDevice);
    this.#path = this.#isStream ? path : fileTarget(path);
    if (found?.isFifo) this.#open().catch(() => {}); // reported by the first write
    else if (!this.#isStream) this.#check(found);
  }

  /** The FIFO has no reader yet, and may never have one. */
  get lacksReader(): boolean {
    return this.#isStream && this.#isOpening;
  }

  async write(bytes: Uint8Array): Promise<number> {
    return await (await this.#open()).write(bytes);
  }

  close(): void {
    this.#closed = true;
    this.#file?.then((file) => file.close(), () => {});
    this.#file = undefined;
  }

  #check(found: Deno.FileInfo | undefined): void {
    Deno.openSync(this.#path, { write: true, createNew: !found, mode: 0o600 }).close();
    if (!found) Deno.removeSync(this.#path);
    else if (found.size > 0 && this.#existing === "refuse") throw new HoldsSomething();
  }

  #open(): Promise<Deno.FsFile> {
    if (this.#closed) return Promise.reject(new Deno.errors.BadResource("closed"));
    if (!this.#file) {
      this.#isOpening = true;
      this.#file = this.#isStream ? Deno.open(this.#path, { write: true }) : this.#openFile();
      this.#file.catch(() => {}).then(() => this.#isOpening = false);
    }
    return this.#file;
  }

  async #openFile(): Promise<Deno.FsFile> {
    const file = await Deno.open(this.#path, { append: true, create: true, mode: 0o600 });
    try {
      const { size } = await file.stat();
      if (size > 0 && this.#existing === "refuse") throw new HoldsSomething();
      if (size > 0 && this.#existing === "replace") await file.truncate();
      if (size > 0 && this.#existing === "append") await endLine(this.#path, file, size);
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A line that a crash cut off must not spoil the next one. */
async function endLine(path: string, file: Deno.FsFile, size: number): Promise<void> {
  const last = new Uint8Array(1);
  try {
    using reader = await Deno.open(path);
    await reader.seek(size - 1, Deno.SeekMode.Start);
    await reader.read(last);
  } catch {
    return; // it may be writable, but not readable
  }
  if (last[0] !== NEWLINE) await file.write(Uint8Array.of(NEWLINE));
}
