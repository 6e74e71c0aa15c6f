import type { CallEvent } from "../../call/call_event.ts";
import type { TypedLine } from "../../call/typed_line.ts";
import type { ConversationLine, Display, DisplayState } from "../../port/display.ts";

/** Takes a typed line, and says what it was. */
export type LineTaker = (line: string) => TypedLine;

/** Where a person types and reads, or the programs at the other ends of standard input and output. */
export interface CallConsole {
  /** Where this console shows the peer's picture. */
  readonly display?: Display;
  /** What the program's exit status is to be, where it is not for the call to say. */
  readonly exitCode?: number;
  /** From now on lines are handed over; what was typed before is handed over now. */
  start(take: LineTaker): void;
  onEvent(event: CallEvent): void;
  /** A line of the conversation is new, or its delivery has changed. Absent where lines are told as events alone. */
  showLine?(line: ConversationLine): void;
  /** The state of the call has changed. */
  showState?(state: DisplayState): void;
  /** A word from vchat itself: not yet made safe to print. */
  notice(text: string): void;
  /** Grows as long as something is printed and taken, where that may go on for a while. */
  readonly steps?: number;
  /** Prints what is still to be printed, and gives the terminal back. */
  close(): Promise<void>;
}
