import type { Clock } from "../../../port/clock.ts";
import type { DisplayHandlers, NextStep } from "../../../port/display.ts";
import type { StartChoices } from "../../../port/start_display.ts";
import type { VideoDecoders } from "../../../port/video_decoder.ts";
import type { PagePreferences, SavedFile } from "./page_message.ts";

/** What a person does in the page, and what serving it needs. */
export interface PageServerOptions extends DisplayHandlers {
  nowMs(): number;
  /** By default the machine's timers. */
  readonly callAt?: Clock["callAt"];
  /** For what the page cannot decode. */
  readonly decoders?: VideoDecoders;
  /** What a person does on the start page. */
  readonly start?: StartChoices;
  /**
   * A page has connected, or the last one has disconnected. One that was closed, left or reloaded has said goodbye; one whose
   * process died has not.
   */
  onPage(present: boolean, saidGoodbye: boolean): void;
  /** Whether the person has the page before them. Initially not. */
  onInFront?(isInFront: boolean): void;
  /** The person takes a picture of what is shown, a PNG. */
  savePicture(png: Uint8Array): Promise<SavedFile>;
  /** The person wants to keep the conversation. */
  saveConversation(): Promise<SavedFile>;
  /** The person wants to see the last saved file among the others. Settles with why that failed. */
  openFolder(): Promise<string | undefined>;
  /** The person chose something that the state offers. */
  onNextStep(step: NextStep): void;
  /** What the person set in the page before, if that was saved. */
  readonly preferences?: PagePreferences;
  /** The person set something in the page. */
  onPreferences?(preferences: PagePreferences): void;
}
