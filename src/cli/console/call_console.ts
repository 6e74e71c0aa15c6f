import type { CallEvent } from "../../call/call_event.ts";
import type { TypedLine } from "../../call/typed_line.ts";
import type { SoundDeviceChoice } from "../../port/sound_device.ts";
import type { ConversationLine, Display, DisplayState } from "../../port/display.ts";

/** Takes a typed line, and returns how it was understood. */
export type LineTaker = (line: string) => TypedLine;

/** What a person can change during a call, besides writing lines. */
export interface SoundSwitches {
  readonly muted: boolean;
  mute(muted: boolean): void;
  setVolume(volume: number): void;
  choose(kind: SoundDeviceChoice["kind"], id: string): void;
  /** Undefined if there is no sound. */
  list(): Promise<readonly SoundDeviceChoice[] | undefined>;
}

/** Where a person types and reads, or what connects other programs through standard input and output. */
export interface CallConsole {
  /** Shows the peer's picture, if this console can. */
  readonly display?: Display;
  /** The exit status of the program, if the console decides it instead of the call. */
  readonly exitCode?: number;
  /** Starts to pass on lines, those typed earlier first. A promise settles when no more can come. */
  start(take: LineTaker, sound: SoundSwitches): void | Promise<void>;
  onEvent(event: CallEvent): void;
  /** A line of the conversation is new, or its delivery has changed. Absent if events are enough for this console. */
  showLine?(line: ConversationLine): void;
  /** The state of the call has changed. */
  showState?(state: DisplayState): void;
  /** Prints a message from vchat itself. `text` need not be safe to print. */
  notice(text: string): void;
  /** Grows while output is being written and read. Present if that may take long after the call. */
  readonly steps?: number;
  /** Prints what is left, and restores the terminal. */
  close(): Promise<void>;
}
