import type { CallEvent } from "../../call/call_event.ts";
import type { Clock } from "../../port/clock.ts";
import type { ConversationLine, Display, DisplayState } from "../../port/display.ts";
import type { TerminalDevice } from "../../port/terminal_device.ts";
import type { CallConsole, LineTaker, SoundSwitches } from "../console/call_console.ts";
import { completeCode } from "../../invitation/code_words.ts";
import { CallReport } from "../console/call_report.ts";
import { CallStatus } from "./call_status.ts";
import { lineEntry, noticeEntry } from "./conversation_entry.ts";
import { type Key, KeyDecoder } from "./key_decoder.ts";
import { LineEditor } from "./line_editor.ts";
import type { Screen, ScreenModel, ScreenSize } from "./screen.ts";
import { SoundOrders } from "./sound_orders.ts";
import type { Row } from "./styled_text.ts";

/** A keyboard sends a sequence all at once. If an escape character stays alone for this long, it was the escape key. */
const ESCAPE_MS = 100;
/** xterm's bracketed paste mode. It marks pastes, so that a line break in one is not taken for Enter. */
const MARK_PASTES = "\x1b[?2004h", DO_NOT_MARK_PASTES = "\x1b[?2004l";

/**
 * Move to the last row and column, ask for the cursor's position, and move back (ECMA-48's DSR). xterm's own size request
 * does not work here: tmux 3.3 swaps rows and columns in its answer.
 */
const ASK_SIZE = "\x1b7\x1b[999;999H\x1b[6n\x1b8";
/** Painting does not wait longer for the answer. */
const ANSWER_MS = 200;
/** After this many requests without an answer, stop asking. During the start of this program answers may be slow. */
const QUESTIONS = 5;

export interface TerminalConsoleOptions {
  readonly terminal: TerminalDevice;
  readonly clock: Clock;
  readonly screen: Screen;
  /**
   * Ask the terminal for its size before painting. tmux wraps its rows at once, but tells the operating system about the new
   * size a quarter of a second later.
   */
  readonly asksSize?: boolean;
  /** Ctrl-C was pressed, or the terminal was closed. */
  readonly onLeave: () => void;
  /** Shows the peer's picture on the same screen. `paint` is that of this console. */
  readonly display?: (paint: () => Promise<void>) => Display;
}

/** The console for a call at a terminal: the conversation, a status line and an input line. */
export class TerminalConsole implements CallConsole, ScreenModel {
  readonly display: Display | undefined;
  readonly #options: TerminalConsoleOptions;
  readonly #status = new CallStatus();
  readonly #report: CallReport;
  readonly #decoder = new KeyDecoder();
  readonly #editor = new LineEditor();
  /** Lines typed before the call could take them. */
  #early: string[] = [];
  #take: LineTaker | undefined;
  #orders: SoundOrders | undefined;
  /** The id of the newest local line shown. An update with this id or a lower one is a change of delivery. */
  #lastLocalId = 0;
  #size: ScreenSize;
  /** The size that the terminal reported for the present painting. */
  #answeredSize: ScreenSize | undefined;
  #onAnswer: ((size: ScreenSize) => void) | undefined;
  /** How many size requests in a row were not answered in time. */
  #unanswered: number;
  #cancelEscape = () => {};
  #painting: Promise<void> | undefined;
  #begun = false;
  #closed = false;

  constructor(options: TerminalConsoleOptions) {
    this.#options = options;
    this.#report = new CallReport((text) => this.notice(text));
    this.display = options.display?.(() => this.paint());
    const { terminal, screen } = options;
    this.#size = terminal.size();
    this.#unanswered = options.asksSize ? 0 : QUESTIONS;
    terminal.open({
      onBytes: (bytes) => this.#typed(bytes),
      onResize: () => this.#resized(),
      onContinue: () => this.#continued(),
      onGone: () => this.#closed || options.onLeave(),
    }, () => DO_NOT_MARK_PASTES + screen.abandon);
    this.paint();
  }

  start(take: LineTaker, sound: SoundSwitches): void {
    this.#take = take;
    this.#orders = new SoundOrders(sound, (text) => this.notice(text));
    for (const line of this.#early.splice(0)) this.#send(line);
  }

  onEvent(event: CallEvent): void {
    this.#status.on(event);
    switch (event.event) {
      case "frame_captured":
      case "frame_sent":
      case "frame_received":
      case "frame_shown":
        return; // 30 times a second, and the figures cover it
      default:
        this.#report.on(event);
    }
    this.paint();
  }

  showLine(line: ConversationLine): void {
    const { screen } = this.#options;
    const isLocal = line.from === "local";
    if (isLocal) this.#status.localLine(line);
    if (isLocal && line.id <= this.#lastLocalId) screen.replace(lineEntry(line));
    else screen.print(lineEntry(line));
    if (isLocal) this.#lastLocalId = Math.max(this.#lastLocalId, line.id);
    this.paint();
  }

  showState(state: DisplayState): void {
    this.#status.showState(state);
    this.paint();
  }

  notice(text: string): void {
    const epochMs = this.#options.clock.epochMs();
    for (const line of text.split("\n")) this.#options.screen.print(noticeEntry(epochMs, line));
    this.paint();
  }

  async close(): Promise<void> {
    this.#cancelEscape();
    this.#closed = true;
    await this.#painting;
    await this.#options.terminal.write(this.#options.screen.close() + DO_NOT_MARK_PASTES);
    await this.#options.terminal.close();
  }

  statusRow(columns: number): Row {
    return this.#status.row(columns);
  }

  get prompt(): string {
    return this.#status.phase === "needs_code" ? "code> " : "> ";
  }

  get text(): string {
    return this.#editor.text;
  }

  get cursor(): number {
    return this.#editor.cursor;
  }

  /**
   * Brings the screen up to date, now or as soon as the terminal has taken the previous output. Settles when the terminal
   * has everything.
   */
  paint(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return this.#painting ??= this.#paintAll();
  }

  async #paintAll(): Promise<void> {
    // Yield once, so that changes made together are painted together.
    await Promise.resolve();
    if (!this.#begun) await this.#options.terminal.write(MARK_PASTES);
    this.#begun = true;
    if (this.#unanswered < QUESTIONS && !this.#closed) await this.#askSize();
    for (let text = this.#render(); text !== ""; text = this.#render()) await this.#options.terminal.write(text);
    this.#painting = undefined; // at once, so that nothing can change after the last check
  }

  async #askSize(): Promise<void> {
    const { terminal, clock } = this.#options;
    const { promise, resolve } = Promise.withResolvers<ScreenSize | undefined>();
    const cancel = clock.callAt(clock.nowMs() + ANSWER_MS, () => resolve(undefined));
    this.#onAnswer = resolve;
    await terminal.write(ASK_SIZE);
    this.#answeredSize = await promise;
    cancel();
    this.#unanswered = this.#answeredSize ? 0 : this.#unanswered + 1;
  }

  #render(): string {
    if (this.#closed) return "";
    const { terminal, screen } = this.#options;
    // Check the size here too: painting for an old size does damage, and news of the latest may still be on its way.
    const size = this.#answeredSize ?? terminal.size();
    if (size.columns !== this.#size.columns || size.rows !== this.#size.rows) screen.resize(this.#size = size);
    return screen.render(this);
  }

  #resized(): void {
    // Even if the size is the same again: the terminal may have wrapped its rows in between.
    this.#options.screen.resize(this.#size);
    this.paint();
  }

  #redraw(): void {
    this.#options.screen.invalidate();
    this.paint();
  }

  /** Hands the terminal, restored, to the shell. Takes it back when the shell continues this program. */
  async #stop(): Promise<void> {
    const { terminal, screen } = this.#options;
    while (this.#painting) await this.#painting;
    if (this.#closed) return;
    this.#painting = terminal.write(screen.suspend() + DO_NOT_MARK_PASTES).then(() => {
      this.#painting = undefined;
      terminal.stop();
    });
  }

  #continued(): void {
    this.#options.screen.suspend(); // what the shell writes must stay
    this.#begun = false;
    this.paint();
  }

  #typed(bytes: Uint8Array): void {
    this.#cancelEscape();
    this.#press(this.#decoder.push(bytes));
    if (!this.#decoder.pending) return;
    const { clock } = this.#options;
    this.#cancelEscape = clock.callAt(clock.nowMs() + ESCAPE_MS, () => this.#press(this.#decoder.flush()));
  }

  #press(keys: readonly Key[]): void {
    for (const key of keys) {
      if (key.name === "size") {
        this.#onAnswer?.(key);
        continue;
      }
      if (key.name === "tab" && this.#status.phase === "needs_code") {
        this.#completeCode();
        continue;
      }
      if (key.name === "alt-m") {
        this.#orders?.toggleMute();
        continue;
      }
      const outcome = this.#editor.press(key);
      switch (outcome.kind) {
        case "sent":
          this.#send(outcome.text);
          break;
        case "leave":
          this.#options.onLeave();
          break;
        case "stop":
          this.#stop();
          break;
        case "end_of_input":
          this.notice("the call goes on; Ctrl-C leaves it");
          break;
        case "redraw":
          this.#redraw();
          break;
        case "full":
          this.notice("the line is full: what was too much is gone");
          break;
      }
    }
    this.paint();
  }

  #completeCode(): void {
    const { text, cursor } = this.#editor;
    const { rest, words } = completeCode(text.slice(0, cursor));
    if (rest !== "") this.#editor.press({ name: "text", text: rest });
    else if (words.length > 1) this.notice(words.join(" "));
  }

  #send(line: string): void {
    if (line.trim() === "") return;
    if (!this.#take) {
      this.#early.push(line);
      return;
    }
    // A code is not an order, whatever it begins with.
    const text = this.#status.phase === "needs_code" ? line : this.#orders!.take(line);
    if (text === undefined) return;
    const { problem } = this.#take(text);
    if (problem !== undefined) this.notice(problem);
  }
}
