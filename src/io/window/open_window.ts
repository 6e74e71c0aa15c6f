import type { CameraChoice } from "../../port/capture_device.ts";
import type { Clock } from "../../port/clock.ts";
import type {
  ConversationLine,
  Display,
  DisplayFigures,
  DisplayHandlers,
  DisplayState,
  NextStep,
  ShownFrame,
} from "../../port/display.ts";
import type { Codec, MediaTrack } from "../../port/encoded_frame.ts";
import type { RawPicture } from "../../port/raw_picture.ts";
import type { SoundLevels } from "../../port/sound.ts";
import type { DeviceHandlers, StartDisplay, StartHandlers, StartState } from "../../port/start_display.ts";
import type { SoundDeviceChoice } from "../../port/sound_device.ts";
import type { SoundPage } from "../sound/page/sound_page.ts";
import type { VideoDecoders } from "../../port/video_decoder.ts";
import { callAtBy } from "./serve/call_at_by.ts";
import { PageLaunch } from "./launch/page_launch.ts";
import { keepPreferences, keptPreferences } from "./save/page_preferences.ts";
import { PageServer } from "./serve/page_server.ts";
import { SavedFiles } from "./save/saved_files.ts";

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

/** A display that has a start page, and whose page also captures and plays sound. */
export interface CallWindow extends Display, StartDisplay {
  readonly sound: SoundPage;
  showLocalRaw(picture: RawPicture): void;
  showCameras(cameras: readonly CameraChoice[]): void;
  showSoundDevices(devices: readonly SoundDeviceChoice[]): void;
  showLevels(levels: SoundLevels, speakingMuted: boolean): void;
  /**
   * Settles with what the person chooses in the window from now on: "leave" if they close it or leave in it, or have done so.
   * It closes then. A window that was closed from here is left, too.
   */
  nextStep(): Promise<NextStep | "leave">;
}

/** A window that starts immediately, in parallel with what the program does before it calls `open`. */
export function openWindow(options: WindowOptions): CallWindow {
  return new WindowDisplay(options);
}

class WindowDisplay implements CallWindow {
  readonly #server: PageServer;
  readonly #launch: PageLaunch;
  #handlers: DisplayHandlers | undefined;
  /** While the start page is shown. */
  #start: StartHandlers | undefined;
  /** What the page can decode. It may say so before `open`. */
  #codecs: readonly Codec[] | undefined;
  #state: DisplayState | undefined;
  #resolveNext = (_step: NextStep | "leave") => {};
  #left = false;
  #closed: Promise<void> | undefined;

  constructor(private readonly options: WindowOptions) {
    const { callAt = callAtBy(options.nowMs) } = options;
    const saved = new SavedFiles(options);
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
      onAnswer: (accept) => this.#handlers?.onAnswer(accept),
      onCamera: (on) => this.#orders?.onCamera(on),
      onListCameras: () => this.#orders?.onListCameras(),
      onChooseCamera: (id) => this.#orders?.onChooseCamera(id),
      onMute: (muted) => this.#orders?.onMute(muted),
      onVolume: (volume) => this.#handlers?.onVolume(volume),
      onListSoundDevices: () => this.#orders?.onListSoundDevices(),
      onChooseSoundDevice: (kind, id) => this.#orders?.onChooseSoundDevice(kind, id),
      start: {
        onWait: () => this.#start?.onWait(),
        onCall: (target) => this.#start?.onCall(target),
        onCallServer: (key) => this.#start?.onCallServer(key),
        onCancel: () => this.#start?.onCancel(),
        onRename: (name) => this.#start?.onRename(name),
      },
      lines: () => this.#handlers?.lines() ?? [],
      savePicture: (png) => saved.savePicture(png),
      saveConversation: () => saved.saveConversation(this.#handlers?.lines() ?? [], this.#state?.peerName),
      openFolder: () => saved.openFolder(),
      onNextStep: (step) => this.#resolveNext(step),
      preferences: keptPreferences(options),
      onPreferences: (preferences) => keepPreferences(preferences, options),
      onInFront: options.onInFront,
      onLeave: () => this.#launch.leave(),
      onPage: (present, saidGoodbye) => this.#launch.pageChanged(present, saidGoodbye),
    });
    const clock = { nowMs: options.nowMs, callAt };
    this.#launch = new PageLaunch(this.#server.url, {
      ...options,
      bounds: () => this.#server.settings.windowBounds,
      clock,
      onLeave: () => this.#leave(),
    });
  }

  get sound(): SoundPage {
    return this.#server.sound;
  }

  // deno-lint-ignore require-await -- part of the interface; here there is nothing left to wait for
  async open(handlers: DisplayHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#start = undefined;
    if (this.#codecs !== undefined) handlers.onDecodes(this.#codecs);
    if (this.#left) handlers.onLeave(); // the person was faster
  }

  openStart(handlers: StartHandlers, state: StartState): void {
    this.#start = handlers;
    this.#server.showStart(state);
    if (this.#left) handlers.onLeave();
  }

  showStart(state: StartState): void {
    this.#server.showStart(state);
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

  nextStep(): Promise<NextStep | "leave"> {
    if (this.#closed !== undefined) return Promise.resolve("leave");
    return new Promise((resolve) => this.#resolveNext = resolve);
  }

  showState(state: DisplayState): void {
    this.#state = state;
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
    this.#resolveNext("leave");
    await Promise.all([this.#server.close(), this.#launch.close()]);
  }

  #decodes(codecs: readonly Codec[]): void {
    this.#codecs = codecs;
    this.#handlers?.onDecodes(codecs);
  }

  /** Who chooses the devices, and may leave. */
  get #orders(): DeviceHandlers | undefined {
    return this.#start ?? this.#handlers;
  }

  #leave(): void {
    if (this.#closed !== undefined) return;
    this.#left = true;
    this.#orders?.onLeave();
    void this.close();
  }
}
