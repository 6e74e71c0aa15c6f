import type { ConversationLine, Display, DisplayHandlers, DisplayState, ShownFrame } from "../../src/port/display.ts";
import type { MediaTrack } from "../../src/port/encoded_frame.ts";

/** A display that keeps what it was given, and reports frames as drawn when the test says so. */
export class FakeDisplay implements Display {
  readonly remote: number[] = [];
  readonly lines: ConversationLine[] = [];
  localFrames = 0;
  state: DisplayState | undefined;
  closed = false;
  handlers!: DisplayHandlers;

  open(handlers: DisplayHandlers): Promise<void> {
    this.handlers = handlers;
    return Promise.resolve();
  }

  showFrame(_peer: number, _track: MediaTrack, { n }: ShownFrame): void {
    this.remote.push(n);
  }

  showLocal(): void {
    this.localFrames++;
  }

  showLine(line: ConversationLine): void {
    this.lines.push(line);
  }

  showState(state: DisplayState): void {
    this.state = state;
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
