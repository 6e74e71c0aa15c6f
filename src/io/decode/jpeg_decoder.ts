import type { RgbPicture } from "../../media/picture/rgb_picture.ts";
import type { JpegAnswer, JpegOrder } from "./jpeg_worker.ts";

/** A picture that takes longer than this to decode was crafted to do so. */
const PATIENCE_MS = 3000;

/** Decodes and scales JPEGs, one at a time, in a worker that the first one starts. */
export class JpegDecoder {
  #worker: Worker | undefined;
  #settle: ((answer: JpegAnswer) => void) | undefined;

  /** `patienceMs`: how long a picture may take to decode. */
  constructor(private readonly patienceMs = PATIENCE_MS) {}

  /** The picture, scaled to fit in `limit`. `undefined` if it cannot be decoded, or not in time. */
  async decode(jpeg: Uint8Array, limit: JpegOrder["limit"]): Promise<RgbPicture | undefined> {
    const worker = this.#worker ??= this.#start();
    const { promise, resolve } = Promise.withResolvers<JpegAnswer>();
    this.#settle = resolve;
    const timer = setTimeout(() => this.close(), this.patienceMs);
    worker.postMessage({ jpeg, limit } satisfies JpegOrder);
    const answer = await promise;
    clearTimeout(timer);
    return answer ?? undefined;
  }

  /** Ends the worker. The picture that it is decoding is given up. The next one starts another worker. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#settle?.(null);
  }

  #start(): Worker {
    const worker = new Worker(import.meta.resolve("./jpeg_worker.ts"), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<JpegAnswer>) => this.#settle?.(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.close();
    };
    return worker;
  }
}
