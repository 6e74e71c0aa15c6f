import { FfmpegProcess } from "./ffmpeg_process.ts";
import { isTooOldForFpsMode, type RateOption } from "./rate_option.ts";

export interface FfmpegPipeOptions {
  readonly path?: string;
  readonly os: typeof Deno.build.os;
  /** `rate`: how this ffmpeg is told that each picture in is one picture out. */
  readonly args: (rate: readonly [option: string, value: "passthrough"]) => readonly string[];
  /** Is called once a read; the bytes are only valid during the call. */
  readonly onOutput: (bytes: Uint8Array) => void;
  /** It ended by itself, or could not be started. `said`: the last of what it said. Not called after `close`. */
  readonly onEnded: (said: string) => void;
}

/**
 * An ffmpeg that is written to as long as it runs. One that is too old for `-fps_mode` (before 5.1) is started again and told
 * `-vsync`, which the latest (from 8 on) do not know any more.
 */
export class FfmpegPipe {
  readonly #options: FfmpegPipeOptions;
  #rate: RateOption = "fps_mode";
  #process: FfmpegProcess | undefined;
  #queue: Uint8Array[] = [];
  /** All that was written, until it gives something. */
  #written: Uint8Array[] | undefined = [];
  #wake = () => {};
  #closed = false;

  constructor(options: FfmpegPipeOptions) {
    this.#options = options;
    this.#start(this.#rate);
  }

  /** What this ffmpeg has used so far. `undefined`: not known on this system. */
  get cpuMs(): number | undefined {
    return this.#process?.cpuMs;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The bytes must not change afterwards. */
  write(...bytes: readonly Uint8Array[]): void {
    if (this.#closed) return;
    this.#written?.push(...bytes);
    this.#queue.push(...bytes);
    this.#wake();
  }

  /** Settles when ffmpeg has ended. Nothing is called after this. */
  async close(): Promise<void> {
    this.#end();
    await this.#process?.stop().catch(() => {}); // it has failed before
  }

  #start(rate: RateOption): void {
    const { path = "ffmpeg", os, args, onOutput } = this.#options;
    let process: FfmpegProcess;
    try {
      process = this.#process = new FfmpegProcess({
        ...{ path, os },
        args: args([`-${rate}`, "passthrough"]),
        input: (output) => this.#feed(output, rate),
        onOutput: (bytes) => {
          this.#written = undefined;
          if (!this.#closed) onOutput(bytes);
        },
      });
    } catch (error) {
      // Not within the constructor: the caller has no pipe yet.
      queueMicrotask(() => this.#ended((error as Error).message));
      return;
    }
    process.ended.then(
      () => this.#again(process.said),
      (error: Error) => this.#ended(error.message),
    );
  }

  #again(said: string): void {
    const isOld = this.#rate === "fps_mode" && isTooOldForFpsMode(said);
    if (!isOld || this.#closed || this.#written === undefined) return this.#ended(said);
    this.#rate = "vsync";
    this.#queue = [...this.#written];
    this.#start(this.#rate);
    this.#wake(); // lets the one before stop waiting
  }

  /** Writes what is queued, until it is closed or another process is fed. */
  async #feed(output: WritableStreamDefaultWriter<Uint8Array>, rate: RateOption): Promise<void> {
    await Promise.resolve(); // the one before is still to be woken
    while (!this.#closed && this.#rate === rate) {
      const bytes = this.#queue.shift();
      if (bytes !== undefined) await output.write(bytes);
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  #ended(said: string): void {
    if (this.#closed) return;
    this.#end();
    this.#options.onEnded(said);
  }

  #end(): void {
    this.#closed = true;
    this.#queue = [];
    this.#written = undefined;
    this.#wake();
  }
}
