import type { CaptureSource } from "../devices/capture_source.ts";
import { type PictureFormat, shapesTold, sizeOf, type SourceShape } from "./source_shape.ts";

/** Formats that can be read from the middle: others, such as Matroska, say at their beginning what they hold. */
const READ_FROM_THE_MIDDLE = /^Input #0, (?:mpegts|mpeg|mpegvideo|h264|hevc|vvc|m4v|mjpeg|mpjpeg)\b/m;
const DURATION = /^ {2}Duration: (\d+):(\d+):(\d+(?:\.\d+)?)/m;
/** ffmpeg is given an encoder for each shape; a source with more of them has lost the oldest. */
const MAX_SHAPES = 8;

/** Watches one run of ffmpeg for pictures of a shape that it has no encoder for. */
export class ShapeWatch {
  readonly #kind: CaptureSource["kind"];
  readonly #width: number;
  readonly #known: readonly SourceShape[];
  readonly #startS: number;
  readonly #format: PictureFormat;
  /** In the order in which they came, each once. */
  #seen: SourceShape[] = [];
  #last: SourceShape | undefined;
  #lastLine: string | undefined;
  #atS = 0;
  #durationS: number | undefined;
  #fromTheMiddle = false;

  /**
   * @param width What ffmpeg was given, in pixels.
   * @param known The shapes that ffmpeg was given. Without any, it uses the first that arrives.
   * @param startS Where ffmpeg was asked to begin, in seconds.
   * @param format What ffmpeg makes of the pictures.
   */
  constructor(
    { kind }: CaptureSource,
    width: number,
    known: readonly SourceShape[] = [],
    startS = 0,
    format: PictureFormat = "jpeg",
  ) {
    this.#kind = kind;
    this.#width = width;
    this.#known = known;
    this.#startS = startS;
    this.#format = format;
  }

  /** Takes what ffmpeg said so far, of which the beginning may be forgotten. */
  heard(said: string): void {
    this.#fromTheMiddle ||= READ_FROM_THE_MIDDLE.test(said);
    const duration = this.#durationS === undefined ? DURATION.exec(said) : null;
    if (duration) this.#durationS = Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]);
    const told = shapesTold(said);
    const before = told.findLastIndex(({ line }) => line === this.#lastLine);
    for (const shape of told.slice(before + 1)) {
      this.#lastLine = shape.line;
      this.#last = this.#seen.find((seen) => this.#isSame(seen, shape));
      if (!this.#last) this.#seen.push(this.#last = shape);
      if (this.#seen.length > MAX_SHAPES) this.#seen.splice(1, 1);
      if (shape.atS !== undefined) this.#atS = shape.atS;
    }
  }

  /** Whether the pictures have a shape that this ffmpeg cannot give, and another one could. */
  get changed(): boolean {
    return this.#last !== undefined && this.#isNews(this.#last);
  }

  /** Whether the next ffmpeg could give more of what came than this one. */
  get hasNews(): boolean {
    const { shapes } = this;
    return this.#seen.some((shape) => this.#isNews(shape) && shapes.includes(shape)) &&
      shapes.length > this.#known.length;
  }

  #isNews(shape: SourceShape): boolean {
    if (this.#kind === "fifo" && !this.#fromTheMiddle) return false;
    if (this.#known.length > 1) return !this.#known.some((known) => this.#isSame(known, shape));
    return !this.#givesSame(this.#seen[0], shape);
  }

  /** The shapes for the next ffmpeg: the known ones, and the new one. */
  get shapes(): readonly SourceShape[] {
    const seen = [...this.#known, ...this.#seen.filter((shape) => shape !== this.#last), this.#last]
      .filter((shape) => shape !== undefined);
    // ffmpeg distinguishes shapes by their pixels alone: of two with the same pixels, the newer one counts.
    const differing = seen.filter((shape, at) =>
      !seen.slice(at + 1).some(({ width, height }) => width === shape.width && height === shape.height)
    );
    return differing.slice(-MAX_SHAPES);
  }

  /** The position in a recording, in seconds; 0 for a live source. */
  get positionS(): number {
    if (this.#kind !== "file" && (this.#kind !== "url" || this.#durationS === undefined)) return 0;
    const atS = this.#startS + this.#atS;
    return this.#durationS ? atS % this.#durationS : atS;
  }

  /** From the position in a recording to its end, in seconds; `undefined` if its length is not known. */
  get remainingS(): number | undefined {
    return this.#durationS === undefined ? undefined : this.#durationS - this.positionS;
  }

  #isSame(a: SourceShape, b: SourceShape): boolean {
    return a.width === b.width && a.height === b.height && this.#givesSame(a, b);
  }

  #givesSame(a: SourceShape, b: SourceShape): boolean {
    const one = sizeOf(a, this.#width, this.#format), other = sizeOf(b, this.#width, this.#format);
    return one.width === other.width && one.height === other.height;
  }
}
