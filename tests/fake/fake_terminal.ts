import type { TerminalDevice, TerminalHandlers } from "../../src/port/terminal_device.ts";
import { VirtualTerminal } from "./virtual_terminal.ts";

const utf8 = new TextEncoder();

/** A terminal whose keys a test presses, and whose screen it looks at. */
export class FakeTerminal implements TerminalDevice {
  readonly shown: VirtualTerminal;
  readonly writes: string[] = [];
  opened = false;
  stops = 0;
  /** Whether it answers to the question for its size, as tmux does. */
  answers = false;
  /** What the operating system says of its size, where that is not yet what it is. */
  toldSize: { columns: number; rows: number } | undefined;
  meanwhile = "";
  onStop = () => {};
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
    if (text.includes("\x1b[6n")) {
      const { columns, height } = this.shown;
      if (this.answers) queueMicrotask(() => this.press(`\x1b[${height};${columns}R`));
      return;
    }
    this.shown.write(text);
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

  /** Others have the terminal: `meanwhile` is what they write on it. */
  stop(): void {
    this.onStop();
    this.shown.write(this.meanwhile);
    this.stops++;
    this.#handlers.onContinue();
  }

  /** Takes nothing more until {@linkcode FakeTerminal.resume}, as after Ctrl-S. */
  stall(): void {
    this.#stopped = Promise.withResolvers();
  }

  resume(): void {
    this.#stopped?.resolve();
    this.#stopped = undefined;
  }

  /** The screen down to its last row that holds something. */
  get rows(): string[] {
    const rows = this.shown.screen;
    return rows.slice(0, rows.findLastIndex((row) => row !== "") + 1);
  }
}
