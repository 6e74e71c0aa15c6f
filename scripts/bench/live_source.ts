import { readTreeUsage } from "./process_tree.ts";
import { spawn } from "./spawn.ts";

const READY_WITHIN_MS = 60_000;
const POLL_MS = 200;

export interface LiveSourceOptions {
  /** The folder of `livesource.py`. */
  readonly pyshine: string;
  readonly fifo: string;
  readonly fps: number;
  /** The number of the source in its stamps, 0 to 15. */
  readonly source: number;
}

/** A camera that stamps every frame with its output time: a FIFO that ffmpeg reads. */
export class LiveSource {
  readonly fifo: string;
  readonly #process: Deno.ChildProcess;

  private constructor({ pyshine, fifo, fps, source }: LiveSourceOptions) {
    this.fifo = fifo;
    this.#process = spawn("/usr/bin/python3", {
      args: [`${pyshine}/livesource.py`, fifo, "--fps", String(fps), "--src", String(source)],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
  }

  /** Starts one for each of two ends. */
  static async startTwo(options: { pyshine: string; folder: string; fps: number }): Promise<LiveSource[]> {
    const { pyshine, folder, fps } = options;
    const started = await Promise.allSettled(
      [0, 1].map((source) => LiveSource.start({ pyshine, fifo: `${folder}/source${source}.y4m`, fps, source })),
    );
    const sources = started.flatMap((result) => result.status === "fulfilled" ? [result.value] : []);
    const failed = started.find((result) => result.status === "rejected");
    if (!failed) return sources;
    await Promise.all(sources.map((source) => source.stop()));
    throw failed.reason;
  }

  /** Settles when it waits for a reader. Its start uses a second of CPU time, which must not be measured. */
  static async start(options: LiveSourceOptions): Promise<LiveSource> {
    const source = new LiveSource(options);
    const giveUpMs = performance.now() + READY_WITHIN_MS;
    for (let lastCpuMs = -1; performance.now() < giveUpMs;) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const { cpuMs } = readTreeUsage(source.#process.pid);
      if (cpuMs === lastCpuMs && isFifo(options.fifo)) return source;
      lastCpuMs = cpuMs;
    }
    await source.stop();
    throw new Error(`livesource.py did not come up: is ${options.fifo} in a folder that can be written to?`);
  }

  async stop(): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has already ended.
    }
    await this.#process.status;
  }
}

function isFifo(path: string): boolean {
  try {
    return Deno.statSync(path).isFifo === true;
  } catch {
    return false;
  }
}
