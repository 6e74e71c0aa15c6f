/** How long a window has to go when asked, and then when told, before it is killed. Together well under 2 s. */
const ASK_MS = 800;
const TELL_MS = 400;
/** How much of what the process says is kept for an error message, in characters. */
const SAID_LIMIT = 2000;

export interface WindowCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Written to its standard input, which then stays open: its end tells the process to go, even when we are killed. */
  readonly firstLine?: string;
}

/** How a window's process ended. */
export interface WindowEnd {
  readonly code: number;
  /** The last of what it said on stderr. */
  readonly said: string;
}

/** A process that shows the page, for as long as its window is open. */
export class WindowProcess {
  readonly ended: Promise<WindowEnd>;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array> | undefined;

  /** Throws (Deno.errors.NotFound and the like) where the command cannot be started. */
  constructor({ command, args, env, firstLine }: WindowCommand) {
    const piped = firstLine !== undefined;
    this.#child = new Deno.Command(command, {
      args: [...args],
      env: { ...env },
      stdin: piped ? "piped" : "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    if (piped) {
      this.#input = this.#child.stdin.getWriter();
      // A process that is already gone tells so by its end.
      this.#input.write(new TextEncoder().encode(`${firstLine}\n`)).catch(() => {});
    }
    this.ended = this.#watch();
  }

  /** Asks it to go, then tells it, then kills it; settles when it is gone. */
  async close(): Promise<void> {
    const gone = this.ended.then(() => true);
    if (this.#input === undefined) this.#kill("SIGTERM");
    else await this.#input.close().catch(() => {});
    if (await within(gone, ASK_MS)) return;
    this.#kill("SIGTERM");
    if (await within(gone, TELL_MS)) return;
    this.#kill("SIGKILL");
    await gone;
  }

  async #watch(): Promise<WindowEnd> {
    let said = "";
    const reading = (async () => {
      for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
        said = (said + text).slice(-SAID_LIMIT);
      }
    })().catch(() => {});
    const { code } = await this.#child.status;
    // A grandchild may hold stderr open for longer than the window lives.
    await within(reading, TELL_MS);
    await this.#input?.close().catch(() => {});
    return { code, said };
  }

  #kill(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch {
      // Gone in the meantime.
    }
  }
}

async function within(done: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => timer = setTimeout(() => resolve(false), ms));
  const result = await Promise.race([done.then(() => true), late]);
  clearTimeout(timer);
  return result;
}
