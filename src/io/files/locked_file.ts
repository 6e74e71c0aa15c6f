/** Another program that is writing it has finished by then, unless it was stopped in the middle. */
const PATIENCE_MS = 2000;
const LOOK_EVERY_MS = 5;

/** A file to be written and then renamed, by one program at a time. The lock is released when the program ends, however it ends. */
export class LockedFile {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /** Creates the file, or takes the one that was left. Waits while another program has it; rejects if that takes too long. */
  static async open(path: string): Promise<LockedFile> {
    for (let waitedMs = 0; waitedMs <= PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
      const file = LockedFile.tryOpen(path);
      if (file) return file;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    throw new Error("another program is writing it");
  }

  /** `undefined` if another program has it now. */
  static tryOpen(path: string): LockedFile | undefined {
    const file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
    if (file.tryLockSync(true) && isStillAt(path, file)) return new LockedFile(path, file);
    file.close();
    return undefined;
  }

  /** Writes the file's contents through to the disk, which may take a while. */
  async replace(bytes: Uint8Array): Promise<void> {
    if (Deno.build.os !== "windows") Deno.chmodSync(this.#path, 0o600);
    this.#file.truncateSync();
    this.#file.seekSync(0, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    await this.#file.sync();
  }

  /** Gives the file its name and releases it. */
  rename(path: string): void {
    Deno.renameSync(this.#path, path);
    this.#file.close();
  }

  remove(): void {
    try {
      Deno.removeSync(this.#path);
    } finally {
      this.#file.close();
    }
  }
}

/** The previous holder of the lock may have renamed the file: then the next program will not find this one. */
function isStillAt(path: string, file: Deno.FsFile): boolean {
  try {
    const found = Deno.statSync(path), own = file.statSync();
    return found.isFile && found.ino === own.ino && found.dev === own.dev;
  } catch {
    return false;
  }
}
