/** Another program that writes it is done by then, unless it was stopped in the middle. */
const PATIENCE_MS = 2000;
const LOOK_EVERY_MS = 5;

/** A file to be written and then renamed, by one program at a time. The lock goes when the program does, however it ends. */
export class LockedFile {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /** Makes the file, or takes the one that was left. Waits while another has it; rejects where that takes too long. */
  static async open(path: string): Promise<LockedFile> {
    for (let waitedMs = 0; waitedMs <= PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
      const file = LockedFile.tryOpen(path);
      if (file) return file;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    throw new Error("another program is writing it");
  }

  /** `undefined` where another program has it now. */
  static tryOpen(path: string): LockedFile | undefined {
    const file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
    if (file.tryLockSync(true) && isStillAt(path, file)) return new LockedFile(path, file);
    file.close();
    return undefined;
  }

  /** Writes what the file is to hold, as far as to the disk, which may take a while. */
  async replace(bytes: Uint8Array): Promise<void> {
    if (Deno.build.os !== "windows") Deno.chmodSync(this.#path, 0o600);
    this.#file.truncateSync();
    this.#file.seekSync(0, Deno.SeekMode.Start);
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
    await this.#file.sync();
  }

  /** Gives the file its name, and lets go of it. */
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

/** Who had the lock before may have renamed the file: then this one is no more what the next will find. */
function isStillAt(path: string, file: Deno.FsFile): boolean {
  try {
    const found = Deno.statSync(path), own = file.statSync();
    return found.isFile && found.ino === own.ino && found.dev === own.dev;
  } catch {
    return false;
  }
}
