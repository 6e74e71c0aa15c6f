/**
 * IVF: the frames of a video codec, each after its length and its time, as libvpx and ffmpeg read and write them. All numbers
 * are little-endian.
 */

const FILE_HEADER_BYTES = 32, FRAME_HEADER_BYTES = 12;

/** What the file contains, in four letters: `I420` for raw pictures, `VP80`, `VP90`, `AV01`, `H264`. */
export type IvfFormat = "I420" | "VP80" | "VP90" | "AV01" | "H264";

/** The header of a file with pictures of this size, and times in units of 1 / `ticksPerSecond`. */
export function ivfHeader(
  { format, width, height, ticksPerSecond }: {
    format: IvfFormat;
    width: number;
    height: number;
    ticksPerSecond: number;
  },
): Uint8Array {
  const bytes = new Uint8Array(FILE_HEADER_BYTES), view = new DataView(bytes.buffer);
  new TextEncoder().encodeInto("DKIF", bytes);
  view.setUint16(6, FILE_HEADER_BYTES, true);
  new TextEncoder().encodeInto(format, bytes.subarray(8));
  view.setUint16(12, width, true);
  view.setUint16(14, height, true);
  view.setUint32(16, ticksPerSecond, true);
  view.setUint32(20, 1, true);
  return bytes;
}

/** The header of a frame of `frameBytes`. */
export function ivfFrameHeader(frameBytes: number, ticks: number): Uint8Array {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES), view = new DataView(bytes.buffer);
  view.setUint32(0, frameBytes, true);
  view.setBigUint64(4, BigInt(ticks), true);
  return bytes;
}

/** Cuts an IVF file that arrives in pieces into its frames. */
export class IvfReader {
  readonly #maxFrameBytes: number;
  /** The bytes so far of the file's header, or of a frame's. */
  readonly #header = new Uint8Array(FILE_HEADER_BYTES);
  #headerBytes = 0;
  #inFile = false;
  #frame: Uint8Array | undefined;
  #frameBytes = 0;
  #broken = false;

  /** `maxFrameBytes`: a frame that claims to be longer means that this is not IVF. */
  constructor(maxFrameBytes: number) {
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Whether this is not IVF, or has lost its framing. No more frames come. */
  get broken(): boolean {
    return this.#broken;
  }

  /** The frames that `bytes` completes. Each has its own memory. */
  push(bytes: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = [];
    for (let at = 0; at < bytes.length && !this.#broken;) {
      if (this.#frame !== undefined) {
        const part = bytes.subarray(at, at + this.#frame.length - this.#frameBytes);
        this.#frame.set(part, this.#frameBytes);
        this.#frameBytes += part.length;
        at += part.length;
      } else {
        const wanted = this.#inFile ? FRAME_HEADER_BYTES : FILE_HEADER_BYTES;
        const part = bytes.subarray(at, at + wanted - this.#headerBytes);
        this.#header.set(part, this.#headerBytes);
        this.#headerBytes += part.length;
        at += part.length;
        if (this.#headerBytes === wanted) this.#readHeader();
      }
      if (this.#frame !== undefined && this.#frameBytes === this.#frame.length) {
        frames.push(this.#frame);
        this.#frame = undefined;
      }
    }
    return frames;
  }

  #readHeader(): void {
    this.#headerBytes = 0;
    const view = new DataView(this.#header.buffer);
    if (!this.#inFile) {
      this.#inFile = true;
      this.#broken = view.getUint32(0) !== 0x444b4946 || view.getUint16(6, true) !== FILE_HEADER_BYTES; // "DKIF"
      return;
    }
    const frameBytes = view.getUint32(0, true);
    if (frameBytes > this.#maxFrameBytes) {
      this.#broken = true;
      return;
    }
    this.#frame = new Uint8Array(frameBytes);
    this.#frameBytes = 0;
  }
}
