import type { TerminalDevice, TerminalHandlers } from "../port/terminal_device.ts";

/** A terminal that does not know its size has this one. */
const USUAL_SIZE = { columns: 80, rows: 24 };
/** Windows does not tell of a new size: it is looked at this often. */
const LOOK_EVERY_MS = 500;

const utf8 = new TextEncoder();

/** The terminal at standard input and output. Both have to be one. */
export class SystemTerminal implements TerminalDevice {
  #handlers: TerminalHandlers | undefined;
  #restore = () => "";
  #gone = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  size(): { columns: number; rows: number } {
    try {
      const { columns, rows } = Deno.consoleSize();
      return columns > 0 && rows > 0 ? { columns, rows } : USUAL_SIZE;
    } catch {
      return USUAL_SIZE;
    }
  }

  open(handlers: TerminalHandlers, restore: () => string): void {
    this.#handlers = handlers;
    this.#restore = restore;
    // Deno puts the terminal's mode back at every kind of end, but not what was written to it.
    for (const type of CRASHES) addEventListener(type, this.#onCrash);
    Deno.stdin.setRaw(true);
    if (Deno.build.os === "windows") {
      let last = JSON.stringify(this.size());
      this.#timer = setInterval(() => {
        const now = JSON.stringify(this.size());
        if (now !== last) handlers.onResize();
        last = now;
      }, LOOK_EVERY_MS);
    } else {
      Deno.addSignalListener("SIGWINCH", this.#onResize);
      Deno.addSignalListener("SIGCONT", this.#onContinue);
    }
    this.#read();
  }

  async write(text: string): Promise<void> {
    const bytes = utf8.encode(text);
    try {
      for (let at = 0; at < bytes.length && !this.#gone;) at += await Deno.stdout.write(bytes.subarray(at));
    } catch {
      this.#leave();
    }
  }

  close(): Promise<void> {
    if (!this.#handlers) return Promise.resolve();
    this.#handlers = undefined;
    for (const type of CRASHES) removeEventListener(type, this.#onCrash);
    clearInterval(this.#timer);
    if (Deno.build.os !== "windows") {
      Deno.removeSignalListener("SIGWINCH", this.#onResize);
      Deno.removeSignalListener("SIGCONT", this.#onContinue);
    }
    this.#setRaw(false);
    return Promise.resolve();
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(4096);
    try {
      for (;;) {
        const count = await Deno.stdin.read(buffer);
        if (count === null) break;
        this.#handlers?.onBytes(buffer.subarray(0, count));
      }
    } catch {
      // Gone, as below.
    }
    this.#leave();
  }

  #leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#handlers?.onGone();
  }

  #setRaw(raw: boolean): void {
    try {
      Deno.stdin.setRaw(raw);
    } catch {
      // The terminal is gone, and its mode with it.
    }
  }

  readonly #onResize = (): void => this.#handlers?.onResize();

  /** Stopped and continued by a shell, which has put the terminal back for itself meanwhile. */
  readonly #onContinue = (): void => {
    this.#setRaw(true);
    this.#handlers?.onResize();
  };

  readonly #onCrash = (): void => {
    this.close();
    try {
      Deno.stdout.writeSync(utf8.encode(this.#restore()));
    } catch {
      // Nobody is there to see it.
    }
  };
}

const CRASHES = ["error", "unhandledrejection", "unload"] as const;
