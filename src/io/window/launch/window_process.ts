import { ChildProcess } from "../../process/child_process.ts";
import { within } from "../../process/within.ts";

/**
 * How long a window has to close when its input ends, and then after a signal, before it is killed. Together well under 2 s.
 */
const ASK_MS = 800;
const TELL_MS = 400;
/** How much of what the process says is kept for an error message, in characters. */
const SAID_LIMIT = 2000;

export interface WindowCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Written to its standard input, which then stays open: its end makes the process exit, even if this process is killed. */
  readonly firstLine?: string;
  /**
   * Whether all that it starts ends with it, as behind a wrapper. Otherwise that keeps running, as does the browser that an opener
   * such as xdg-open opens.
   */
  readonly ownsTree?: boolean;
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
  readonly #child: ChildProcess;
  /** Whether the end of its input makes it exit. */
  readonly #listens: boolean;
  readonly #closing = Promise.withResolvers<void>();

  /** Throws (such as Deno.errors.NotFound) if the command cannot be started. */
  constructor({ command, args, env, firstLine, ownsTree = false }: WindowCommand) {
    let said = "";
    const written = Promise.withResolvers<void>();
    this.#child = new ChildProcess({
      path: command,
      args,
      env,
      sparesOthers: !ownsTree,
      input: firstLine === undefined ? undefined : async (output) => {
        // If the process has already ended, its end is reported anyway.
        await output.write(new TextEncoder().encode(`${firstLine}\n`)).catch(() => {});
        await this.#closing.promise;
        await output.close().catch(() => {});
        written.resolve();
      },
      onSaid: (text) => said = (said + text).slice(-SAID_LIMIT),
    });
    if (firstLine === undefined) written.resolve();
    this.ended = this.#child.ended.then(async (code) => {
      this.#closing.resolve();
      await written.promise;
      return { code, said };
    });
    this.#listens = firstLine !== undefined;
  }

  /** Ends its input, then sends a signal, then kills it. Settles when it has ended. */
  async close(): Promise<void> {
    this.#closing.resolve();
    if (this.#listens && await within(this.ended, ASK_MS)) return;
    await this.#child.stop(this.#listens ? TELL_MS : ASK_MS + TELL_MS);
    await this.ended;
  }
}
