import { type FfmpegCommand, FfmpegProcess } from "../../ffmpeg/ffmpeg_process.ts";
import { FileWatch } from "./file_watch.ts";

/** The ffmpeg that is to show a film again. */
export interface Showing {
  /** The same as of an ffmpeg that is not started ahead. */
  readonly command: FfmpegCommand;
  /** The same, but it waits, with the film open, until its standard input ends. */
  readonly waitingArgs: readonly string[];
  readonly film: string;
}

interface Waiting {
  /** What it was started for. */
  readonly args: string;
  readonly process: FfmpegProcess;
  readonly watch: FileWatch;
  /** Where its output goes, once it has been taken. */
  command: FfmpegCommand | undefined;
  begin(): void;
  hasEnded: boolean;
}

/**
 * Has the next ffmpeg of a film ready before the present one is at its end: it gives its first picture 10 ms after it may
 * begin, and not 200. It waits with 11 MB of its own.
 */
export class NextShowing {
  #waiting: Waiting | undefined;
  /** Settles when all that were dropped have ended. */
  #dropped: Promise<unknown> = Promise.resolve();

  get isPrepared(): boolean {
    return this.#waiting !== undefined;
  }

  /** Starts it. One that cannot be started is not missed: the film pauses. */
  prepare({ command, waitingArgs, film }: Showing, nowMs: number): void {
    const { promise: mayBegin, resolve: begin } = Promise.withResolvers<void>();
    const watch = new FileWatch(film, nowMs);
    try {
      const process = new FfmpegProcess({
        ...command,
        args: waitingArgs,
        input: () => mayBegin,
        onOutput: (bytes) => waiting.command?.onOutput(bytes),
        onSaid: (said) => waiting.command?.onSaid?.(said),
      });
      const args = JSON.stringify(command.args);
      const waiting: Waiting = { args, process, watch, begin, command: undefined, hasEnded: false };
      const end = () => void (waiting.hasEnded = true);
      process.ended.then(end, end);
      this.#waiting = waiting;
    } catch {
      // The same as without one: starting it in the ordinary way will say why.
    }
  }

  /** Lets the one that waits begin, if it does what `command` asks, with the film as it is now. */
  take(command: FfmpegCommand): FfmpegProcess | undefined {
    const waiting = this.#waiting;
    if (waiting === undefined) return undefined;
    if (waiting.hasEnded || waiting.args !== JSON.stringify(command.args) || !waiting.watch.isSame) {
      this.drop();
      return undefined;
    }
    this.#waiting = undefined;
    waiting.command = command;
    waiting.begin();
    return waiting.process;
  }

  /** Ends the one that waits. Settles when it, and all before it that were not taken, have ended. */
  async drop(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.begin(); // what waits for its input does not hear that it is to end
    // Nobody needs it any more, however it ended.
    this.#dropped = Promise.all([this.#dropped, waiting?.process.stop().catch(() => {})]);
    await this.#dropped;
  }
}
