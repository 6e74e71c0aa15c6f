import { MjpegSplitter } from "../media/mjpeg_splitter.ts";

const READ_BYTES = 65_536;

/**
 * A FIFO of Motion JPEG. ffmpeg on its own gives out a picture of such a stream when the next one begins: always one
 * picture late, and the last one never. So vchat reads it, finds the pictures' ends, and hands them to ffmpeg each with
 * its length, as `multipart/x-mixed-replace` (ffmpeg's mpjpeg).
 */
export class MjpegFifo {
  readonly #path: string;
  /** Settles when there is a writer, or when it was closed. */
  readonly opened: Promise<void>;
  readonly #file: Promise<Deno.FsFile>;
  #isOpen = false;
  #copying: Promise<void> | undefined;
  #finished = false;
  #closed = false;

  constructor(path: string) {
    this.#path = path;
    this.#file = Deno.open(path);
    this.opened = this.#file.then(() => {
      this.#isOpen = true;
    });
    this.opened.catch(() => {}); // told by `copyTo`
  }

  /** Writes the pictures as parts of a multipart stream, until the writer goes or it is closed. Called once. */
  copyTo(output: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
    return this.#copying = this.#copy(output).finally(() => this.#finished = true);
  }

  async #copy(output: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
    using file = await this.#file;
    const splitter = new MjpegSplitter();
    const buffer = new Uint8Array(READ_BYTES);
    for (;;) {
      const count = await file.read(buffer);
      if (count === null || this.#closed) return;
      for (const picture of splitter.push(buffer.subarray(0, count))) await output.write(multipart(picture));
    }
  }

  /** Ends the waiting for a writer, or for what it writes, which nothing but a writer can. Settles when it is closed. */
  async close(): Promise<void> {
    if (this.#closed || this.#finished) return;
    this.#closed = true;
    if (this.#isOpen && !this.#copying) return (await this.#file).close();
    try {
      using writer = await Deno.open(this.#path, { write: true });
      await writer.write(new Uint8Array(1));
    } catch {
      return; // The FIFO was deleted: what waits for its writer waits until vchat ends.
    }
    if (this.#copying) await this.#copying.catch(() => {});
    else (await this.#file).close();
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
