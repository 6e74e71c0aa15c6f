import type { CameraChoice } from "../../port/capture_device.ts";
import type { Clock } from "../../port/clock.ts";
import type {
  ConversationLine,
  Display,
  DisplayFigures,
  DisplayHandlers,
  DisplayState,
  ShownFrame,
} from "../../port/display.ts";
import type { Codec, MediaTrack } from "../../port/encoded_frame.ts";
import type { RawPicture } from "../../port/raw_picture.ts";
import type { SoundLevels } from "../../port/sound.ts";
import type { SoundDeviceChoice } from "../../port/sound_device.ts";
import type { SoundPage } from "../sound/page/sound_page.ts";
import type { VideoDecoders } from "../../port/video_decoder.ts";
import { callAtBy } from "./serve/call_at_by.ts";
import { PageLaunch } from "./launch/page_launch.ts";
import { keepPreferences, keptPreferences } from "./save/page_preferences.ts";
import { PageServer } from "./serve/page_server.ts";
import { savePicture } from "./save/save_picture.ts";

export interface WindowOptions {
  /** The title until the page knows better. */
  readonly title: string;
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
  readonly nowMs: () => number;
  /** By default the machine's timers. */
  readonly callAt?: Clock["callAt"];
  /** For what the page cannot decode. */
  readonly decoders?: VideoDecoders;
  /** Whether the person has the window before them. Initially not. */
  readonly onInFront?: (isInFront: boolean) => void;
  /** For people: where the page is shown, if that is not obvious. */
  readonly onNotice: (text: string) => void;
  /** How this executable is started as a window's process; by default found out. */
  readonly windowCommand?: readonly [string, ...string[]];
}

/** A display whose page also captures and plays sound. */
export interface CallWindow extends Display {
  readonly sound: SoundPage;
  /** Settles when the person has closed the window or left in it. It closes then. */
  readonly left: Promise<void>;
}

/** A window that starts immediately, in parallel with what the program does before it calls `open`. */
export function openWindow(options: WindowOptions): CallWindow {
  return new WindowDisplay(options);
}

class WindowDisplay implements CallWindow {
  readonly #server: PageServer;
  readonly #launch: PageLaunch;
  #handlers: DisplayHandlers | undefined;
  /** What the page can decode. It may say so before `open`. */
  #codecs: readonly Codec[] | undefined;
  readonly #left = Promise.withResolvers<void>();
  #isLeft = false;
  #closed: Promise<void> | undefined;

  constructor(private readonly options: WindowOptions) {
    const { callAt = callAtBy(options.nowMs) } = options;
    this.#server = new PageServer({
      nowMs: options.nowMs,
      callAt,
      decoders: options.decoders,
      onShown: (n) => this.#handlers?.onShown(n),
      onDropped: (n, reason) => this.#handlers?.onDropped(n, reason),
      onKeyframeNeeded: () => this.#handlers?.onKeyframeNeeded(),
      onDecodes: (codecs) => this.#decodes(codecs),
      onText: (text) => this.#handlers?.onText(text),
      onCode: (code) => this.#handlers?.onCode(code),
      onCamera: (on) => this.#handlers?.onCamera(on),
      onListCameras: () => this.#handlers?.onListCameras(),
      onChooseCamera: (id) => this.#handlers?.onChooseCamera(id),
      onMute: (muted) => this.#handlers?.onMute(muted),
      onVolume: (volume) => this.#handlers?.onVolume(volume),
      onListSoundDevices: () => this.#handlers?.onListSoundDevices(),
      onChooseSoundDevice: (kind, id) => this.#handlers?.onChooseSoundDevice(kind, id),
      lines: () => this.#handlers?.lines() ?? [],
      savePicture: (png) => savePicture(png, new Date(), options),
      preferences: keptPreferences(options),
      onPreferences: (preferences) => keepPreferences(preferences, options),
      onInFront: options.onInFront,
      onLeave: () => this.#launch.leave(),
      onPage: (present, saidGoodbye) => this.#launch.pageChanged(present, saidGoodbye),
    });
    const clock = { nowMs: options.nowMs, callAt };
    this.#launch = new PageLaunch(this.#server.url, { ...options, clock, onLeave: () => this.#leave() });
  }

  get left(): Promise<void> {
    return this.#left.promise;
  }

  get sound(): SoundPage {
    return this.#server.sound;
  }

  // deno-lint-ignore require-await -- part of the interface; here there is nothing left to wait for
  async open(handlers: DisplayHandlers): Promise<void> {
    this.#handlers = handlers;
    if (this.#codecs !== undefined) handlers.onDecodes(this.#codecs);
    if (this.#isLeft) handlers.onLeave(); // the person was faster
  }

  showFrame(peer: number, track: MediaTrack, frame: ShownFrame): void {
    this.#server.showFrame(peer, track, frame);
  }

  showLocal(jpeg: Uint8Array): void {
    this.#server.showLocal(jpeg);
  }

  showLocalRaw(picture: RawPicture): void {
    this.#server.showLocalRaw(picture);
  }

  showLine(line: ConversationLine): void {
    this.#server.showLine(line);
  }

  showState(state: DisplayState): void {
    this.#server.showState(state);
  }

  showFigures(figures: DisplayFigures): void {
    this.#server.showFigures(figures);
  }

  showCameras(cameras: readonly CameraChoice[]): void {
    this.#server.showCameras(cameras);
  }

  showSoundDevices(devices: readonly SoundDeviceChoice[]): void {
    this.#server.showSoundDevices(devices);
  }

  showLevels(levels: SoundLevels, speakingMuted: boolean): void {
    this.#server.showLevels(levels, speakingMuted);
  }

  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    await Promise.all([this.#server.close(), this.#launch.close()]);
  }

  #decodes(codecs: readonly Codec[]): void {
    this.#codecs = codecs;
    this.#handlers?.onDecodes(codecs);
  }

  #leave(): void {
    if (this.#closed !== undefined) return;
    this.#isLeft = true;
    this.#handlers?.onLeave();
    this.#left.resolve();
    void this.close();
  }
}
