import type { TerminalDevice, TerminalHandlers } from "../../port/terminal_device.ts";
import { reportFault } from "../process/report_fault.ts";
import { inForeground, isInForeground, readTerminal } from "./job_control.ts";
import { writeAll, writeAllSync } from "../files/write_all.ts";
import { writeStdout, writeStdoutSync } from "../files/write_stdout.ts";
import { terminalSize, type TerminalWatch, watchTerminal } from "./watch_terminal.ts";

/** A terminal that takes nothing keeps no program from ending. */
const RESTORE_MS = 200;

const utf8 = new TextEncoder();

/** The terminal at standard input and output. Both have to be one. */
export class SystemTerminal implements TerminalDevice {
  #handlers: TerminalHandlers | undefined;
  #restore = () => "";
  #gone = false;
  /** Settles when the terminal has been taken back. */
  #back: Promise<void> | undefined;
  #watch: TerminalWatch | undefined;

  size(): { columns: number; rows: number } {
    return terminalSize();
  }

  open(handlers: TerminalHandlers, restore: () => string): void {
    this.#handlers = handlers;
    this.#restore = restore;
    // Deno puts the terminal's mode back at every kind of end, but not what was written to it.
    for (const type of CRASHES) addEventListener(type, this.#onCrash);
    Deno.stdin.setRaw(true);
    this.#watch = watchTerminal({ onResize: () => handlers.onResize(), onContinue: () => this.#continued() });
    this.#read();
  }

  async write(text: string): Promise<void> {
    const bytes = utf8.encode(text);
    if (this.#back || !isInForeground()) await this.#continued(); // the shell paints there now
    try {
      await writeAll(writeStdout, bytes, () => this.#gone);
    } catch {
      this.#leave();
    }
  }

  stop(): void {
    this.#setRaw(false);
    this.#watch?.stopJob();
    this.#continued();
  }

  close(): Promise<void> {
    if (!this.#handlers) return Promise.resolve();
    this.#handlers = undefined;
    for (const type of CRASHES) removeEventListener(type, this.#onCrash);
    this.#watch?.close();
    this.#setRaw(false);
    return Promise.resolve();
  }

  async #read(): Promise<void> {
    try {
      for (;;) {
        const bytes = await readTerminal();
        if (bytes === null) break;
        this.#heard(bytes);
      }
    } catch {
      // Gone, as below.
    }
    this.#leave();
  }

  #heard(bytes: Uint8Array): void {
    try {
      this.#handlers?.onBytes(bytes);
    } catch (fault) {
      reportFault(fault); // the terminal is as well as before
    }
  }

  #leave(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#handlers?.onGone();
  }

  #setRaw(raw: boolean): void {
    if (!isInForeground()) return;
    try {
      Deno.stdin.setRaw(raw);
    } catch {
      // The terminal no longer exists, nor does its mode.
    }
  }

  /** Takes the terminal back: immediately, or when the shell returns it, because `bg` continues a program as well. */
  #continued(): Promise<void> {
    return this.#back ??= inForeground().then(() => {
      this.#back = undefined;
      if (this.#handlers) this.#setRaw(true);
      this.#handlers?.onContinue();
    });
  }

  readonly #onCrash = (event: Event): void => {
    if (event.defaultPrevented) return; // somebody handles it, and the program continues
    this.close();
    try {
      writeAllSync(writeStdoutSync, utf8.encode(this.#restore()), RESTORE_MS);
    } catch {
      // Nobody is there to see it.
    }
  };
}

const CRASHES = ["error", "unhandledrejection", "unload"] as const;
