import type { Clock } from "../../port/clock.ts";
import type { ScreenSize, SizeAnswer } from "./screen.ts";

/** How long to wait for answers before the terminal has given any, in milliseconds. */
const FIRST_ANSWER_MS = 200;
/** The same for a terminal that answers. It is long, as a busy machine is slow: without the answer the size may be wrong. */
const ANSWER_MS = 2000;
/** After this many questions without an answer, stop asking. During the start of this program answers may be slow. */
const QUESTIONS = 5;

/**
 * Asks a terminal for its size and its cursor's row. The question is a part of the output, and the answer tells what was true
 * when the terminal came to that part.
 */
export class SizeQuestion {
  /**
   * Ask for the cursor's position (ECMA-48's DSR), move to the last row and column, ask again, and move back. xterm's own
   * size request does not work here: tmux 3.3 swaps rows and columns in its answer.
   */
  static readonly text = "\x1b[6n\x1b7\x1b[999;999H\x1b[6n\x1b8";
  readonly #clock: Clock;
  /** The cursor's positions, as rows and columns from 1 on: two for each question. */
  #answers: ScreenSize[] = [];
  #wanted = 0;
  #settle = () => {};
  /** Answers that may still come to questions that nobody waits for any more. */
  #late = 0;
  #hasAnswered = false;
  /** How many questions in a row were not answered in time. */
  #unanswered: number;

  constructor(clock: Clock, { asks }: { readonly asks: boolean }) {
    this.#clock = clock;
    this.#unanswered = asks ? 0 : QUESTIONS;
  }

  /** Whether the terminal is to be asked: it answers, or may do so. */
  get asks(): boolean {
    return this.#unanswered < QUESTIONS;
  }

  /**
   * Runs `write`, which sends the question `count` times, and returns the answers in order, or undefined if not all came in
   * time. One call at a time.
   */
  async ask(count: number, write: () => Promise<void>): Promise<SizeAnswer[] | undefined> {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (!this.asks) resolve();
    this.#answers = [];
    this.#wanted = 2 * count;
    this.#settle = resolve;
    await write();
    const cancel = this.#clock.callAt(
      this.#clock.nowMs() + (this.#hasAnswered ? ANSWER_MS : FIRST_ANSWER_MS),
      resolve,
    );
    await promise;
    cancel();
    const missing = this.#wanted - this.#answers.length;
    this.#wanted = 0;
    this.#late += missing;
    if (missing > 0) {
      this.#unanswered++;
      return undefined;
    }
    const answers = this.#answers;
    return Array.from({ length: count }, (_, at) => ({ ...answers[2 * at + 1], rowsAbove: answers[2 * at].rows - 1 }));
  }

  /** The terminal told a position of its cursor. */
  answered(position: ScreenSize): void {
    this.#hasAnswered = true;
    if (this.asks) this.#unanswered = 0;
    if (this.#late > 0) {
      this.#late--;
      return;
    }
    if (this.#answers.length >= this.#wanted) return;
    this.#answers.push(position);
    if (this.#answers.length === this.#wanted) this.#settle();
  }

  /** The terminal is gone: nobody answers. */
  stop(): void {
    this.#unanswered = QUESTIONS;
    this.#settle();
  }
}
