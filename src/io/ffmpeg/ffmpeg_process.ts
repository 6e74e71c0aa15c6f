import { ChildProcess } from "../process/child_process.ts";

/** How much of ffmpeg's messages is kept, in characters. Its description of a source has a few thousand. */
const SAID_LIMIT = 8_000;

export interface FfmpegCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly os: typeof Deno.build.os;
  /** Writes ffmpeg's standard input, which is closed when this settles. Without it, ffmpeg has no standard input. */
  readonly input?: (output: WritableStreamDefaultWriter<Uint8Array>) => Promise<void>;
  /** Called after each read. The bytes are valid only during the call, or until what it returns settles: ffmpeg then waits. */
  readonly onOutput: (bytes: Uint8Array) => unknown;
  /** Called each time ffmpeg says something, with everything that it has said so far. */
  readonly onSaid?: (said: string) => void;
}

/** One run of ffmpeg. Its output is read as it arrives. It ends when vchat does, however that happens. */
export class FfmpegProcess {
  /** Settles with the exit code when it has ended and all its output has been read. */
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  #said = "";

  /** Throws (such as Deno.errors.NotFound) if it cannot be started. */
  constructor({ onSaid, ...command }: FfmpegCommand) {
    this.#child = new ChildProcess({
      ...command,
      env: { LC_ALL: "C", AV_LOG_FORCE_NOCOLOR: "1" },
      guarded: true,
      onSaid: (text) => {
        this.#said = (this.#said + text).slice(-SAID_LIMIT);
        onSaid?.(this.#said);
      },
    });
    this.ended = this.#child.ended;
  }

  /** The last of its messages on standard error. */
  get said(): string {
    return this.#said;
  }

  get cpuMs(): number | undefined {
    return this.#child.cpuMs;
  }

  /** Asks it to end, then kills it. Settles when it has ended. */
  stop(): Promise<void> {
    return this.#child.stop();
  }
}
