const NEWLINE = 10;
/** `FRAME` and a newline, before each frame. */
const FRAME_HEADER_BYTES = 6;
/** More than any stream header of a clip. */
const MAX_HEADER_BYTES = 256;

/**
 * A YUV4MPEG2 file, 4:2:0 with 8 bits a sample and no frame parameters, without an end: it is played forwards and backwards in turn, which
 * leaves out cuts.
 */
export class Y4mClip {
  private constructor(
    readonly header: Uint8Array,
    readonly width: number,
    readonly height: number,
    readonly frames: number,
    private readonly file: Deno.FsFile,
  ) {}

  static open(path: string): Y4mClip {
    const file = Deno.openSync(path);
    const start = new Uint8Array(MAX_HEADER_BYTES);
    const length = start.subarray(0, file.readSync(start) ?? 0).indexOf(NEWLINE) + 1;
    const text = new TextDecoder().decode(start.subarray(0, length));
    const width = Number(/ W(\d+)/.exec(text)?.[1]), height = Number(/ H(\d+)/.exec(text)?.[1]);
    const frames = Math.floor((file.statSync().size - length) / (FRAME_HEADER_BYTES + frameBytes(width, height)));
    if (!text.startsWith("YUV4MPEG2 ") || !(frames > 0)) {
      file.close();
      throw new Error(`${path} is no YUV4MPEG2 clip`);
    }
    return new Y4mClip(start.slice(0, length), width, height, frames, file);
  }

  /** With the header of a frame. */
  get unitBytes(): number {
    return FRAME_HEADER_BYTES + frameBytes(this.width, this.height);
  }

  /** The luma plane of what {@linkcode read} gave. */
  lumaOf(unit: Uint8Array): Uint8Array {
    return unit.subarray(FRAME_HEADER_BYTES, FRAME_HEADER_BYTES + this.width * this.height);
  }

  /** Reads frame `number`, which may be any, with its header. */
  read(number: number, into = new Uint8Array(this.unitBytes)): Uint8Array {
    this.file.seekSync(this.header.length + backAndForth(number, this.frames) * this.unitBytes, Deno.SeekMode.Start);
    for (let at = 0; at < into.length;) at += this.file.readSync(into.subarray(at))!;
    return into;
  }

  close(): void {
    this.file.close();
  }
}

/** 0, 1, ... `count` - 1, `count` - 2, ... 1, 0, 1, ... */
export function backAndForth(number: number, count: number): number {
  if (count === 1) return 0;
  const at = number % (2 * count - 2);
  return at < count ? at : 2 * count - 2 - at;
}

function frameBytes(width: number, height: number): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}
