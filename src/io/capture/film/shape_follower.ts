import type { CaptureSource } from "../devices/capture_source.ts";
import { ShapeWatch } from "./shape_watch.ts";
import type { PictureFormat, SourceShape } from "./source_shape.ts";

/** ffmpeg is not started again more often than this for a source that changes its shape over and over. */
const RESTART_GAP_MS = 1_000;

/** What the next ffmpeg has to know about its source. */
export interface SourceStart {
  /** The shapes that its pictures were seen to have, once it changed them. */
  readonly shapes: readonly SourceShape[];
  /** Where it begins in a recording, in seconds. */
  readonly startS: number;
}

/** Restarts ffmpeg, once for each shape that a source turns out to have, at the position it had reached. */
export class ShapeFollower {
  readonly #format: PictureFormat;
  #next: SourceStart = { shapes: [], startS: 0 };
  #source: CaptureSource | undefined;
  #watch: ShapeWatch | undefined;
  #startedMs = 0;
  #heldFifo: Promise<Deno.FsFile | undefined> | undefined;

  /** @param format What ffmpeg makes of the pictures. */
  constructor(format: PictureFormat) {
    this.#format = format;
  }

  /** A run of ffmpeg begins. @param width What it is given, in pixels. */
  begin(source: CaptureSource, width: number, nowMs: number): SourceStart {
    const { shapes, startS } = this.#next;
    this.#source = source;
    this.#watch = new ShapeWatch(source, width, shapes, startS, this.#format);
    this.#startedMs = nowMs;
    return this.#next;
  }

  /** Whether the pictures that arrive now were squeezed into a wrong shape. */
  get isMisshapen(): boolean {
    return this.#watch?.changed ?? false;
  }

  /** How much of a recording is left, in seconds, as far as it is known. */
  get remainingS(): number | undefined {
    return this.#watch?.remainingS;
  }

  /** Takes what ffmpeg said so far. Resolves with whether it is to be started again. */
  async heard(said: string, nowMs: number): Promise<boolean> {
    const watch = this.#watch;
    watch?.heard(said);
    if (!watch?.changed || this.#heldFifo || nowMs - this.#startedMs < RESTART_GAP_MS) return false;
    if (this.#source?.kind === "fifo") {
      // Between two runs of ffmpeg the writer would have no reader, and would fail.
      this.#heldFifo = Deno.open(this.#source.path).catch(() => undefined);
      await this.#heldFifo;
    }
    return true;
  }

  /** ffmpeg has ended. Returns whether the next one is to give what this one could not. */
  end(isRestart: boolean): boolean {
    const watch = this.#watch!;
    const hasNews = watch.changed || watch.hasNews;
    this.#next = {
      shapes: hasNews ? watch.shapes : this.#next.shapes,
      startS: isRestart ? watch.positionS : 0,
    };
    this.#watch = undefined;
    if (!isRestart) this.releaseFifo();
    return watch.hasNews;
  }

  /** The next ffmpeg has the FIFO open. */
  releaseFifo(): void {
    this.#heldFifo?.then((file) => file?.close());
    this.#heldFifo = undefined;
  }
}
