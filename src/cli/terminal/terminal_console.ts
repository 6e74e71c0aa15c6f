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
import type { Screen, ScreenModel, ScreenSize, SizeAnswer } from "./screen.ts";
import { SizeQuestion } from "./size_question.ts";
import { SoundOrders } from "./sound_orders.ts";
import type { Row } from "./styled_text.ts";

/** A keyboard sends a sequence all at once. If an escape character stays alone for this long, it was the escape key. */
const ESCAPE_MS = 100;
/** xterm's bracketed paste mode. It marks pastes, so that a line break in one is not taken for Enter. */
const MARK_PASTES = "\x1b[?2004h", DO_NOT_MARK_PASTES = "\x1b[?2004l";

export interface TerminalConsoleOptions {
  readonly terminal: TerminalDevice;
  readonly clock: Clock;
  readonly screen: Screen;
  /**
   * Ask the terminal for its size before and while painting. tmux wraps its rows at once, but tells the operating system about
   * the new size a quarter of a second later.
   */
  readonly asksSize?: boolean;
  /** Whether to ring the terminal's bell when somebody calls and there is no loudspeaker. */
  readonly rings?: boolean;
  /** Ctrl-C was pressed, or the terminal was closed. */
  readonly onLeave: () => void;
  /** Shows the peer's picture on the same screen. `paint` is that of this console. */
  readonly display?: (paint: () => Promise<void>) => Display;
}

const PROMPTS = { code: "code> ", answer: "y/n> ", line: "> " } as const;
/** Rings the terminal's bell. */
const BELL = "\x07";

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
  readonly #sizeQuestion: SizeQuestion;
  /** The size that the terminal reported for the present painting. */
  #answeredSize: ScreenSize | undefined;
  #cancelEscape = () => {};
  #painting: Promise<void> | undefined;
  #begun = false;
  #hasRung = false;
  #closed = false;

  constructor(options: TerminalConsoleOptions) {
    this.#options = options;
    this.#report = new CallReport((text) => this.notice(text));
    this.display = options.display?.(() => this.paint());
    const { terminal, screen } = options;
    this.#size = terminal.size();
    this.#sizeQuestion = new SizeQuestion(options.clock, { asks: options.asksSize ?? false });
    terminal.open({
      onBytes: (bytes) => this.#typed(bytes),
      onResize: () => this.#resized(),
      onContinue: () => this.#continued(),
      onGone: () => this.#gone(),
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
      case "caller":
      case "connected":
        this.#ring();
        break;
      case "caller_gone":
      case "ended":
        this.#hasRung = false;
        break;
    }
    this.#report.on(event);
    this.paint();
  }

  /** Somebody calls. The terminal rings where no loudspeaker does, once for each call. */
  #ring(): void {
    const { rings, terminal } = this.#options;
    if (!rings || this.#closed || this.#hasRung || !this.#status.isServer || this.#status.hasSpeaker) return;
    this.#hasRung = true;
    void terminal.write(BELL);
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
    await this.display?.close();
    await this.#painting;
    await this.#options.terminal.write(this.#options.screen.close() + DO_NOT_MARK_PASTES);
    await this.#options.terminal.close();
  }

  statusRow(columns: number): Row {
    return this.#status.row(columns);
  }

  get prompt(): string {
    return PROMPTS[this.#status.typing];
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
    this.#answeredSize = undefined;
    if (this.#sizeQuestion.asks && !this.#closed) await this.#write(SizeQuestion.text);
    for (let text = this.#render(); text !== ""; text = this.#render()) {
      const sizes = await this.#write(text);
      if (sizes) this.#options.screen.painted(sizes);
    }
    this.#painting = undefined; // at once, so that nothing can change after the last check
  }

  /** Returns the answers to the questions for the size in `text`. */
  async #write(text: string): Promise<readonly SizeAnswer[] | undefined> {
    const { terminal } = this.#options;
    const questions = text.split(SizeQuestion.text).length - 1;
    if (questions === 0) {
      await terminal.write(text);
      return undefined;
    }
    const sizes = await this.#sizeQuestion.ask(questions, () => terminal.write(text));
    this.#answeredSize = sizes?.at(-1);
    return sizes;
  }

  #render(): string {
    if (this.#closed) return "";
    const { terminal, screen } = this.#options;
    // Check the size here too: painting for an old size does damage, and news of the latest may still be on its way.
    const size = this.#answeredSize ?? terminal.size();
    if (size.columns !== this.#size.columns || size.rows !== this.#size.rows) screen.resize(this.#size = size);
    return screen.render(this, this.#answeredSize ? SizeQuestion.text : "");
  }

  #gone(): void {
    this.#sizeQuestion.stop();
    if (!this.#closed) this.#options.onLeave();
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
        this.#sizeQuestion.answered(key);
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
    const text = this.#status.typing === "line" ? this.#orders!.take(line) : line;
    if (text === undefined) return;
    const { problem, wanted } = this.#take(text);
    if (problem === undefined) return;
    this.notice(problem);
    // A mistyped code is corrected rather than typed again.
    if (wanted !== "answer" && this.#editor.text === "") this.#editor.press({ name: "paste", text: line, cut: false });
  }
}
