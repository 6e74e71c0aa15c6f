import { FfmpegProcess } from "./ffmpeg_process.ts";
import { isTooOldForFpsMode, type RateOption } from "./rate_option.ts";

export interface FfmpegPipeOptions {
  readonly path?: string;
  readonly os: typeof Deno.build.os;
  /** `rate`: the option with which this ffmpeg writes one picture for each that it reads. */
  readonly args: (rate: readonly [option: string, value: "passthrough"]) => readonly string[];
  /** Called after each read. The bytes are valid only during the call. */
  readonly onOutput: (bytes: Uint8Array) => void;
  /** ffmpeg ended by itself, or could not be started. `said`: the last of its messages. Not called after `close`. */
  readonly onEnded: (said: string) => void;
}

/**
 * Feeds one ffmpeg for as long as it runs. A version before 5.1 does not have `-fps_mode` yet: it is started again with
 * `-vsync`, which versions from 8 on no longer have.
 */
export class FfmpegPipe {
  readonly #options: FfmpegPipeOptions;
  #rate: RateOption = "fps_mode";
  #process: FfmpegProcess | undefined;
  #queue: Uint8Array[] = [];
  /** Everything written so far, until the first output: ffmpeg may have to be started again until then. */
  #written: Uint8Array[] | undefined = [];
  #wake = () => {};
  #closed = false;

  constructor(options: FfmpegPipeOptions) {
    this.#options = options;
    this.#start(this.#rate);
  }

  /** The CPU time that ffmpeg has used so far. `undefined` if this system cannot tell. */
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
    this.#wake(); // the feed of the process before stops waiting
  }

  /** Writes what is queued, until the pipe is closed or another process is fed instead. */
  async #feed(output: WritableStreamDefaultWriter<Uint8Array>, rate: RateOption): Promise<void> {
    await Promise.resolve(); // the feed of the process before has to be woken first
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
