import { EchoFilter } from "../../../media/sound/echo_filter.ts";
import { FarQueue } from "../../../media/sound/far_queue.ts";
import type { ProcessingStage } from "./processing_stage.ts";
import type { SoundProcessor } from "./sound_processor.ts";

/** Pairs what is played with what is captured, takes the echo out as far as a filter can, and gives the rest to a library. */
export class StagedProcessor implements SoundProcessor {
  private readonly queue = new FarQueue();
  private readonly filter: EchoFilter | undefined;
  private isClosed = false;

  /** Without `stage` the filter does all. `filtersEcho`: whether echo is cancelled. */
  constructor(private readonly stage: ProcessingStage | undefined, options: { readonly filtersEcho: boolean }) {
    this.filter = options.filtersEcho ? new EchoFilter({ keepsSome: stage !== undefined }) : undefined;
  }

  get delayMs(): number {
    return this.stage?.delayMs ?? 0;
  }

  processPlayed(far: Float32Array): void {
    this.queue.push(far);
  }

  processCapture(near: Float32Array): Float32Array {
    const shift = this.queue.take(this.play);
    if (shift !== 0) this.filter?.shiftPath(shift);
    const filtered = this.filter?.clean(near) ?? near;
    return this.stage?.clean(filtered) ?? filtered;
  }

  setDelayMs(delayMs: number): void {
    this.stage?.setDelayMs(delayMs);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.stage?.close();
  }

  private readonly play = (far: Float32Array): void => {
    this.filter?.play(far);
    this.stage?.play(far);
  };
}
