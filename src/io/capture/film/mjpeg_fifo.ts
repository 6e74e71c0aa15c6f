import { readJpegHeader } from "../../../media/picture/jpeg_header.ts";
import { MjpegSplitter } from "../../../media/picture/mjpeg_splitter.ts";

const READ_BYTES = 65_536;
/** Between two looks for a writer that came and went while the FIFO was opened again. */
const LOOK_AGAIN_MS = 50;

/**
 * A FIFO of Motion JPEG. ffmpeg on its own gives out a picture of such a stream when the next one begins: always one
 * picture late, and the last one never. So vchat reads it, finds the pictures' ends, and hands them to ffmpeg each with
 * its length, as `multipart/x-mixed-replace` (ffmpeg's mpjpeg).
 */
export class MjpegFifo {
  readonly #path: string;
  /** Settles when there is a writer, or when it was closed. */
  readonly opened: Promise<void>;
  #file: Promise<Deno.FsFile>;
  /** Which FIFO the path led to when it was last opened. */
  #identity: string | undefined;
  /** The FIFO opened once more, for its next writer. */
  #next: Promise<Deno.FsFile> | undefined;
  #isOpening = true;
  readonly #splitter: MjpegSplitter;
  readonly #buffer = new Uint8Array(READ_BYTES);
  /** Whole pictures that no ffmpeg has taken. */
  #pictures: Uint8Array[] = [];
  #copying: Promise<void> = Promise.resolve();
  #isReading = false;
  #closed = false;

  /** @param onBroken Is called for each picture that was broken, cut short or too large. */
  constructor(path: string, onBroken: () => void = () => {}) {
    this.#path = path;
    this.#splitter = new MjpegSplitter(undefined, onBroken);
    this.#file = this.#open();
    this.opened = this.#file.then(() => {}, () => {}); // `copyTo` reports an error
  }

  /**
   * Writes the pictures of one writer after the other as parts of a multipart stream, until ffmpeg has ended, the pictures
   * change their size, which one ffmpeg cannot follow, or this is closed. What ffmpeg did not take is kept for the next.
   */
  copyTo(output: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
    return this.#copying = this.#copying.catch(() => {}).then(() => this.#copy(output));
  }

  async #copy(output: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
    let size: string | undefined;
    for (;;) {
      while (this.#pictures.length === 0) {
        if (this.#closed) return;
        await this.#read();
      }
      const [picture] = this.#pictures;
      const header = JSON.stringify(readJpegHeader(picture));
      if (header !== (size ??= header)) return;
      await output.write(multipart(picture));
      this.#pictures.shift();
    }
  }

  async #read(): Promise<void> {
    const file = await this.#file;
    this.#isReading = true;
    const count = await file.read(this.#buffer).finally(() => this.#isReading = false);
    if (this.#closed) return;
    if (count !== null) {
      this.#pictures.push(...this.#splitter.push(this.#buffer.subarray(0, count)));
      return;
    }
    const last = this.#splitter.end();
    if (last) this.#pictures.push(last);
    await this.#waitForWriter(file);
  }

  /**
   * Opening a FIFO waits for a writer. One that came and went before that had begun would not be noticed, and what it wrote
   * is still there: `file`, which stays open meanwhile, is looked at again and again.
   */
  async #waitForWriter(file: Deno.FsFile): Promise<void> {
    this.#next ??= this.#open();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const pause = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), LOOK_AGAIN_MS);
    });
    const opened = await Promise.race([this.#next, pause]).finally(() => clearTimeout(timer));
    if (opened === undefined) return;
    this.#file = this.#next;
    this.#next = undefined;
    file.close();
  }

  #open(): Promise<Deno.FsFile> {
    this.#isOpening = true;
    this.#identity = identity(this.#path);
    return Deno.open(this.#path).finally(() => this.#isOpening = false);
  }

  /** Ends the waiting for a writer, or for what it writes, which nothing but a writer can. Settles when it is closed. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const closing = this.#close();
    if (!this.#isOpening && !this.#isReading) return await closing;
    if (await this.#wake()) await closing;
    // The FIFO was deleted or replaced: what waits for its writer waits until there is one, or vchat ends.
  }

  async #close(): Promise<void> {
    await this.#copying.catch(() => {});
    for (const opening of [this.#file, this.#next]) await opening?.then((file) => file.close(), () => {});
  }

  /** Whether what waits could be woken. */
  async #wake(): Promise<boolean> {
    // Another FIFO has no reader, so that opening it would wait; and a file would be written to.
    if (this.#identity === undefined || identity(this.#path) !== this.#identity) return false;
    try {
      using writer = await Deno.open(this.#path, { write: true });
      await writer.write(new Uint8Array(1));
      return true;
    } catch {
      return false;
    }
  }
}

function identity(path: string): string | undefined {
  try {
    const { isFifo, dev, ino } = Deno.statSync(path);
    return isFifo ? `${dev} ${ino}` : undefined;
  } catch {
    return undefined;
  }
}

function multipart(picture: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(
    `--picture\r\nContent-type: image/jpeg\r\nContent-length: ${picture.length}\r\n\r\n`,
  );
  const part = new Uint8Array(head.length + picture.length + 2);
  part.set(head);
  part.set(picture, head.length);
  part.set([13, 10], head.length + picture.length);
  return part;
}
