import type { I420Picture } from "../../port/raw_picture.ts";
import { PgmyuvSplitter } from "./pgmyuv_splitter.ts";
import { Y4mSplitter } from "./y4m_splitter.ts";

/** The first byte of "P5". */
const PGMYUV_START = 0x50;

/** Cuts ffmpeg's raw pictures into pictures in I420: YUV4MPEG2, or `pgmyuv` where sizes may change. The first byte tells which. */
export class RawSplitter {
  readonly #onBroken: () => void;
  #splitter: Y4mSplitter | PgmyuvSplitter | undefined;

  /** `onBroken` is called once, if the stream turns out to be neither. */
  constructor(onBroken: () => void = () => {}) {
    this.#onBroken = onBroken;
  }

  /** The pictures that `bytes` completes. */
  push(bytes: Uint8Array): I420Picture[] {
    if (bytes.length === 0) return [];
    const Splitter = bytes[0] === PGMYUV_START ? PgmyuvSplitter : Y4mSplitter;
    this.#splitter ??= new Splitter(this.#onBroken);
    return this.#splitter.push(bytes);
  }
}
