import type { CaptureSource } from "../devices/capture_source.ts";
import { ShapeWatch } from "./shape_watch.ts";
import type { SourceShape } from "./source_shape.ts";

/** ffmpeg is not started again more often than this for a source that changes its shape over and over. */
const RESTART_GAP_MS = 1_000;

/** What the next ffmpeg is to be told of its source. */
export interface SourceStart {
  /** The shapes that its pictures were seen to have, once it changed them. */
  readonly shapes: readonly SourceShape[];
  /** Where it begins in a recording, in seconds. */
  readonly startS: number;
}

/** Has ffmpeg started again, once for each shape that a source turns out to have, where the source was left. */
export class ShapeFollower {
  #next: SourceStart = { shapes: [], startS: 0 };
  #source: CaptureSource | undefined;
  #watch: ShapeWatch | undefined;
  #startedMs = 0;
  #heldFifo: Promise<Deno.FsFile | undefined> | undefined;

  /** An ffmpeg begins. @param width What it is told, in pixels. */
  begin(source: CaptureSource, width: number, nowMs: number): SourceStart {
    const { shapes, startS } = this.#next;
    this.#source = source;
    this.#watch = new ShapeWatch(source, width, shapes, startS);
    this.#startedMs = nowMs;
    return this.#next;
  }

  /** Whether what comes now was squeezed into a shape that it has not. */
  get isMisshapen(): boolean {
    return this.#watch?.changed ?? false;
  }

  /** Takes what ffmpeg said so far. Resolves with whether it is to be started again. */
  async heard(said: string, nowMs: number): Promise<boolean> {
    const watch = this.#watch;
    watch?.heard(said);
    if (!watch?.changed || this.#heldFifo || nowMs - this.#startedMs < RESTART_GAP_MS) return false;
    if (this.#source?.kind === "fifo") {
      // While one ffmpeg goes and the next comes, its writer would break off without a reader.
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
