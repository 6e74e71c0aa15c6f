import type { DisplayState } from "../port/display.ts";
import { LineStore } from "./line_store.ts";

/** What the person had set when a call ended. */
export interface CallSettings {
  readonly cameraOn: boolean;
  /** The chosen devices, where one was chosen. */
  readonly camera?: string;
  readonly microphone?: string;
  readonly speaker?: string;
  /** Absent if this end had no sound. */
  readonly muted?: boolean;
  /** As `LocalSoundState.volume`. */
  readonly volume?: number;
}

/**
 * What continues from one `Call` to the next in the same window: the conversation, and the counts from which numbers are made. A
 * late report about something of the last call must not be mistaken for one about the next.
 */
export class CallHistory {
  /** The lines of all calls. */
  readonly lines = new LineStore();
  /** The ids of the newest lines. */
  lastLocalId = 0;
  lastRemoteId = 0;
  /** The display's number of the next frame. */
  nextFrame = 0;
  /** How many peers this end has had. */
  peers = 0;
  /** Of the last call. Undefined before its end. */
  settings: CallSettings | undefined;
  /** What was shown last. */
  lastState: DisplayState | undefined;
}
