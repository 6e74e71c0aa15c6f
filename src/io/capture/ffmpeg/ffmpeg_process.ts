import { ChildProcess } from "../../process/child_process.ts";

/** How much of what ffmpeg says is kept, in characters: its description of a source is some thousand. */
const SAID_LIMIT = 8_000;

export interface FfmpegCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly os: typeof Deno.build.os;
  /** Writes ffmpeg's standard input, which is closed when this settles; without it, there is none. */
  readonly input?: (output: WritableStreamDefaultWriter<Uint8Array>) => Promise<void>;
  /** Is called once a read; the bytes are only valid during the call. */
  readonly onOutput: (bytes: Uint8Array) => void;
  /** Is called with all it has said so far, whenever it says something. */
  readonly onSaid?: (said: string) => void;
}

/** One run of ffmpeg. Its output is read as it comes; it does not outlive vchat, however that ends. */
export class FfmpegProcess {
  /** Settles with the exit code when it is gone and all it gave was taken. */
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  #said = "";

  /** Throws (Deno.errors.NotFound and the like) where it cannot be started. */
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

  /** The last of what it said on its standard error. */
  get said(): string {
    return this.#said;
  }

  /** Asks it to go, then kills it; settles when it is gone. */
  stop(): Promise<void> {
    return this.#child.stop();
  }
}
