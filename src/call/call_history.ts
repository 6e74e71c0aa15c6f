import { LineStore } from "./line_store.ts";

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
}
