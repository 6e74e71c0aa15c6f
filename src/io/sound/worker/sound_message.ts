import type { SoundFigures, SoundLevels, SoundTarget, Tone } from "../../../port/sound.ts";
import type { SoundDeviceChoice, SoundDeviceState } from "../../../port/sound_device.ts";
import type { PageSoundNews, PageSoundOrder } from "../page/sound_page.ts";
import type { ProcessingOptions } from "../processing/sound_processor.ts";

/** What the sound worker is started with. */
export interface SoundSettings {
  readonly microphone?: string;
  readonly speaker?: string;
  readonly processing: ProcessingOptions;
  readonly ffmpegPath?: string;
  /** Whether there is a window, whose page can capture and play sound. */
  readonly hasPage: boolean;
}

/** What both threads share, so that sound needs no messages. */
export interface SharedSound {
  /** Of {@linkcode SoundQueue}s: from the peer, and for it. */
  readonly received: SharedArrayBuffer;
  readonly encoded: SharedArrayBuffer;
  /** How many orders were given after the first, as one Int32: the worker looks for it while it takes no messages. */
  readonly orders: SharedArrayBuffer;
}

/** What the main thread orders of the sound worker. */
export type SoundOrder =
  /** `originMs`: the epoch time at which the main thread's clock is 0. */
  | {
    readonly kind: "start";
    readonly settings: SoundSettings;
    readonly originMs: number;
    readonly shared: SharedSound;
  }
  /** `position`: in the queue of received sound. What is before it is of another call. */
  | { readonly kind: "in_call"; readonly on: boolean; readonly position: number }
  | { readonly kind: "target"; readonly target: SoundTarget }
  | { readonly kind: "mute"; readonly muted: boolean }
  | { readonly kind: "volume"; readonly volume: number }
  | { readonly kind: "choose"; readonly device: SoundDeviceChoice["kind"]; readonly id: string }
  | { readonly kind: "hold_back"; readonly delayMs: number }
  | { readonly kind: "list" }
  | { readonly kind: "play"; readonly tone: Tone }
  | { readonly kind: "page"; readonly news: PageSoundNews }
  | { readonly kind: "stop" };

/** What the sound worker tells the main thread. */
export type SoundNews =
  | { readonly kind: "device"; readonly device: SoundDeviceChoice["kind"]; readonly state: SoundDeviceState }
  | { readonly kind: "levels"; readonly levels: SoundLevels }
  | { readonly kind: "figures"; readonly figures: SoundFigures }
  | { readonly kind: "notice"; readonly message: string; readonly hint?: string }
  | { readonly kind: "devices"; readonly devices: readonly SoundDeviceChoice[] }
  /** There is no sound, and will not be. */
  | { readonly kind: "failed"; readonly message: string }
  /** A fault of the program that nobody caught. The sound goes on as well as it can. */
  | { readonly kind: "fault"; readonly message: string }
  | { readonly kind: "page"; readonly order: PageSoundOrder }
  | { readonly kind: "stopped" };
