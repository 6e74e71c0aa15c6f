import type { TerminalDevice, TerminalHandlers } from "../../src/port/terminal_device.ts";
import { VirtualTerminal } from "./virtual_terminal.ts";

const utf8 = new TextEncoder();

/** A terminal for tests, which press its keys and read its screen. */
export class FakeTerminal implements TerminalDevice {
  readonly shown: VirtualTerminal;
  readonly writes: string[] = [];
  opened = false;
  stops = 0;
  /** Whether it answers a request for its size, as tmux does. */
  answers = false;
  /** The size that the operating system reports, if that is not yet the real one. */
  toldSize: { columns: number; rows: number } | undefined;
  meanwhile = "";
  onStop = () => {};
  /** Called before the terminal takes what is written. */
  beforeWrite: (text: string) => void = () => {};
  restore = () => "";
  #handlers!: TerminalHandlers;
  #stopped: PromiseWithResolvers<void> | undefined;

  constructor(columns = 40, rows = 10) {
    this.shown = new VirtualTerminal(columns, rows);
  }

  size(): { columns: number; rows: number } {
    return this.toldSize ?? { columns: this.shown.columns, rows: this.shown.height };
  }

  open(handlers: TerminalHandlers, restore: () => string): void {
    this.#handlers = handlers;
    this.opened = true;
    this.restore = restore;
  }

  async write(text: string): Promise<void> {
    await this.#stopped?.promise;
    this.writes.push(text);
    this.beforeWrite(text);
    const [first, ...others] = text.split("\x1b[6n");
    this.shown.write(first);
    for (const other of others) {
      const { row, column } = this.shown.cursor;
      if (this.answers) queueMicrotask(() => this.press(`\x1b[${row + 1};${column + 1}R`));
      this.shown.write(other);
    }
  }

  close(): Promise<void> {
    this.opened = false;
    return Promise.resolve();
  }

  press(text: string): void {
    this.#handlers.onBytes(utf8.encode(text));
  }

  resize(columns: number, rows: number): void {
    this.shown.resize(columns, rows);
    this.#handlers.onResize();
  }

  vanish(): void {
    this.#handlers.onGone();
  }

  /** Suspends the program. `meanwhile`: what other programs then write on the terminal. */
  stop(): void {
    this.onStop();
    this.shown.write(this.meanwhile);
    this.stops++;
    this.#handlers.onContinue();
  }

  /** Takes no output until {@linkcode FakeTerminal.resume}, as after Ctrl-S. */
  stall(): void {
    this.#stopped = Promise.withResolvers();
  }

  resume(): void {
    this.#stopped?.resolve();
    this.#stopped = undefined;
  }

  /** The screen down to the last row that is not empty. */
  get rows(): string[] {
    const rows = this.shown.screen;
    return rows.slice(0, rows.findLastIndex((row) => row !== "") + 1);
  }
}
