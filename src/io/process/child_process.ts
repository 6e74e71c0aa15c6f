import { cpuMsOf } from "./cpu_time.ts";
import { descendants } from "./descendants.ts";
import { OrphanGuard } from "./orphan_guard.ts";
import { within } from "./within.ts";

/** What a pipe holds on Linux, so all that one read can bring. */
const READ_BYTES = 65_536;
/** How long a process may take to end when asked. One that waits for the writer of a FIFO does not react. */
const ASK_MS = 300;
/** How long reading what a process left in its pipes may take after it has ended. */
const DRAIN_MS = 300;

export interface ChildCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly os?: typeof Deno.build.os;
  /** Whether it must end even if vchat is killed or crashes. */
  readonly guarded?: boolean;
  /** Whether processes that it starts live on, such as the browser that xdg-open opens. */
  readonly sparesOthers?: boolean;
  /** Writes its standard input, which is closed when this settles. Without it, there is no standard input. */
  readonly input?: (output: WritableStreamDefaultWriter<Uint8Array>) => Promise<void>;
  /**
   * Called for each read of its standard output. The bytes are only valid during the call, or until the promise that it returns
   * settles: until then nothing is read, and the process has to wait once the pipe is full.
   */
  readonly onOutput?: (bytes: Uint8Array) => unknown;
  /** Called with what it prints on standard error, as it arrives. */
  readonly onSaid?: (text: string) => void;
}

/**
 * A subprocess and all that it starts, as wrappers do (those of scoop, chocolatey, snap and pyenv, and scripts): they are a
 * process group of their own, which is asked to end, and killed, as a whole. What is left of it when the process itself has ended is
 * killed. A pipe that a part of it may still hold is not waited for.
 */
export class ChildProcess {
  /** Settles with the exit code when all of it has ended and its output has been read. */
  readonly ended: Promise<number>;
  readonly #child: Deno.ChildProcess;
  readonly #guard: OrphanGuard | undefined;
  readonly #os: typeof Deno.build.os;
  readonly #sparesOthers: boolean;
  /** Those found so far, which may have left the group. */
  #descendants: readonly number[] = [];
  #search: Promise<readonly number[]> | undefined;
  #isGone = false;
  #readers: { cancel(): Promise<void> }[] = [];

  /** Throws (such as Deno.errors.NotFound) if it cannot be started. */
  constructor(command: ChildCommand) {
    const { path, args, env, os = Deno.build.os, guarded, sparesOthers = false, input, onOutput, onSaid } = command;
    this.#os = os;
    this.#sparesOthers = sparesOthers;
    this.#child = new Deno.Command(path, {
      args: [...args],
      env: { ...env },
      stdin: input ? "piped" : "null",
      stdout: onOutput ? "piped" : "null",
      stderr: onSaid ? "piped" : "null",
      // The terminal's Ctrl-C is for vchat, which then ends the process itself.
      detached: os !== "windows",
    }).spawn();
    if (guarded) this.#guard = new OrphanGuard(this.#child.pid, os);
    const readings = [onOutput && this.#read(onOutput), onSaid && this.#listen(onSaid)];
    this.ended = this.#watch(Promise.all(readings));
    if (input) this.#feed(input);
  }

  /** What it has used so far, without the processes that it started and that still run. `undefined`: not known on this system. */
  get cpuMs(): number | undefined {
    return this.#isGone ? undefined : cpuMsOf(this.#child.pid);
  }

  /** Asks it to end, then kills it. Settles when it has ended. */
  async stop(askMs = ASK_MS): Promise<void> {
    if (this.#isGone) return; // another process may have its id by now
    // Known as long as those that started them are there.
    if (this.#os !== "windows" && !this.#sparesOthers) {
      this.#descendants = await (this.#search ??= descendants(this.#child.pid));
    }
    if (this.#isGone) return;
    this.#signal("SIGTERM");
    const deadline = setTimeout(() => this.#signal("SIGKILL"), askMs);
    try {
      await this.ended;
    } finally {
      clearTimeout(deadline);
    }
  }

  async #watch(reading: Promise<unknown>): Promise<number> {
    let failure: { error: unknown } | undefined;
    const taken = reading.catch((error) => {
      failure = { error };
      this.#signal("SIGKILL");
    });
    const { code } = await this.#child.status;
    await this.#search;
    // The last pictures may still be in the pipe; what holds it beyond that was started by the process, and goes with it.
    const isDrained = await within(taken, DRAIN_MS);
    if (!this.#sparesOthers) {
      this.#signal("SIGKILL");
      if (failure || !isDrained && !await within(taken, DRAIN_MS)) await this.#cancelReaders(taken);
    } else if (failure) await this.#cancelReaders(taken);
    // What lives on may write to a pipe for as long as vchat lives: without a reader, that would end it.
    this.#isGone = true;
    await this.#guard?.dismiss();
    if (failure) throw failure.error;
    return code;
  }

  async #cancelReaders(taken: Promise<unknown>): Promise<void> {
    for (const reader of this.#readers) await reader.cancel().catch(() => {}); // has ended
    await taken;
  }

  /** One buffer for all reads: 10 % less CPU than a new one each time, and nothing for the garbage collector. */
  async #read(onOutput: (bytes: Uint8Array) => unknown): Promise<void> {
    const reader = this.#child.stdout.getReader({ mode: "byob" });
    this.#readers.push(reader);
    let buffer = new ArrayBuffer(READ_BYTES);
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done || value === undefined) break;
      const taken = onOutput(value);
      if (taken instanceof Promise) await taken;
      buffer = value.buffer;
    }
    reader.releaseLock();
  }

  async #listen(onSaid: (text: string) => void): Promise<void> {
    const reader = this.#child.stderr.getReader();
    this.#readers.push(reader);
    const decoder = new TextDecoder();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      onSaid(decoder.decode(value, { stream: true }));
    }
    reader.releaseLock();
  }

  async #feed(input: (output: WritableStreamDefaultWriter<Uint8Array>) => Promise<void>): Promise<void> {
    const output = this.#child.stdin.getWriter();
    // It may end first, and its exit code says why.
    await input(output).catch(() => {});
    await output.close().catch(() => {});
  }

  #signal(signal: Deno.Signal): void {
    if (this.#sparesOthers) return kill(this.#child.pid, signal);
    if (this.#os === "windows") return endWindowsTree(this.#child);
    for (const id of [-this.#child.pid, ...this.#descendants]) kill(id, signal);
  }
}

/** `id` is a process, or, negative, a group of them. */
function kill(id: number, signal: Deno.Signal): void {
  try {
    Deno.kill(id, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Windows has no groups of processes to kill: taskkill follows who started whom, while the first of them is there. */
function endWindowsTree(child: Deno.ChildProcess): void {
  const end = () => kill(child.pid, "SIGKILL");
  const args = ["/pid", String(child.pid), "/t", "/f"];
  try {
    new Deno.Command("taskkill", { args, stdin: "null", stdout: "null", stderr: "null" }).output().then(end, end);
  } catch {
    end();
  }
}
