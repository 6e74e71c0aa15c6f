import type { SoundDeviceChoice } from "../../../port/sound_device.ts";
import type { ProcessingOptions } from "../processing/sound_processor.ts";

/** A microphone or loudspeaker that the window's page should open. */
export interface PageOpening {
  readonly device: SoundDeviceChoice["kind"];
  /** The number of this opening. What comes of an earlier one is ignored. */
  readonly openingId: number;
  /** The system's name for the device, or a part of its name. Without it, the usual one. */
  readonly wanted?: string;
  /** A window of vchat's own does not try: only a browser does. */
  readonly onlyBrowser: boolean;
  /** What the system should do to the sound of a microphone. */
  readonly processing: Omit<ProcessingOptions, "highPass">;
}

/** Why a device of the page has ended. `gone`: the page itself. `not_started`: this page cannot have such a device. */
export const PAGE_SOUND_ENDS = [
  "gone",
  "not_found",
  "busy",
  "no_permission",
  "unplugged",
  "not_started",
  "stopped",
] as const;
export type PageSoundEnd = (typeof PAGE_SOUND_ENDS)[number];

/** What the sound worker asks of the page. */
export type PageSoundOrder =
  | { readonly kind: "open"; readonly opening: PageOpening }
  | { readonly kind: "close"; readonly device: SoundDeviceChoice["kind"]; readonly openingId: number }
  /** The answer to `wanted`: a frame. */
  | { readonly kind: "play"; readonly openingId: number; readonly samples: Float32Array }
  | { readonly kind: "list" };

/** What the page tells the sound worker. Times are the main thread's clock. */
export type PageSoundNews =
  /** The loudspeaker needs another frame, which will be heard at `playMs`. */
  | { readonly kind: "wanted"; readonly openingId: number; readonly playMs: number }
  /** A frame of the microphone. */
  | {
    readonly kind: "captured";
    readonly openingId: number;
    readonly samples: Float32Array;
    readonly captureMs: number;
  }
  | {
    readonly kind: "ended";
    readonly device: SoundDeviceChoice["kind"];
    readonly openingId: number;
    readonly reason: PageSoundEnd;
  }
  | { readonly kind: "devices"; readonly devices: readonly SoundDeviceChoice[] };

/** The window's page, as far as it captures and plays sound. */
export interface SoundPage {
  /** Where news goes. Called once, before the first order. */
  start(onNews: (news: PageSoundNews) => void): void;
  order(order: PageSoundOrder): void;
  /** Closes all devices. */
  stop(): void;
}
