import type { Clock } from "../../../port/clock.ts";
import type { SoundDeviceChoice, SoundDeviceState } from "../../../port/sound_device.ts";
import type { CaptureRun } from "../device_microphone.ts";
import type { PlayRun } from "../device_speaker.ts";
import { FrameTimes } from "../frame_times.ts";
import { pageFailure } from "./page_failure.ts";
import type { PageOpening, PageSoundEnd, PageSoundNews, PageSoundOrder } from "./sound_page.ts";

/** A device of the page that ran and has given or taken nothing for this long hangs. */
const STALL_MS = 10_000;
/** How long the page has to name its devices. */
const LIST_MS = 2_000;

export interface PageDeviceOptions extends Pick<PageOpening, "wanted"> {
  /** Only a browser is to open the device. A window of vchat's own ends as this says. */
  readonly otherwise?: SoundDeviceState;
}

type FrameNews = Extract<PageSoundNews, { readonly kind: "wanted" | "captured" }>;

interface Running {
  onFrame(news: FrameNews): void;
  end(reason: PageSoundEnd): void;
}

/**
 * The microphones and loudspeakers of the window's page. What they play and capture goes through the main thread as messages.
 * The loudspeaker asks for each frame when it needs it, so that its clock sets the pace.
 */
export class PageDevices {
  readonly #order: (order: PageSoundOrder) => void;
  readonly #clock: Clock;
  readonly #processing: PageOpening["processing"];
  readonly #running = new Map<number, Running>();
  /** Those who wait for the list of devices. */
  readonly #listeners: ((devices: readonly SoundDeviceChoice[]) => void)[] = [];
  #openingId = 0;
  /** The loudspeaker is the page's. */
  #isPlaying = false;

  /** `processing`: what the system should do to the sound of the microphone. */
  constructor(order: (order: PageSoundOrder) => void, clock: Clock, processing: PageOpening["processing"]) {
    this.#order = order;
    this.#clock = clock;
    const { echo, noise, gain } = processing;
    this.#processing = { echo, noise, gain };
  }

  /** What the page tells. */
  take(news: PageSoundNews): void {
    switch (news.kind) {
      case "wanted":
      case "captured":
        return this.#running.get(news.openingId)?.onFrame(news);
      case "ended":
        return this.#running.get(news.openingId)?.end(news.reason);
      case "devices":
        for (const tell of this.#listeners.splice(0)) tell(news.devices);
    }
  }

  capture(options: PageDeviceOptions): CaptureRun {
    return async (onSound, signal, onRunning) => {
      const times = new FrameTimes();
      return await this.#run("microphone", options, signal, (news) => {
        if (news.kind !== "captured") return;
        onRunning();
        const captureMs = times.next(news.captureMs);
        // A browser cancels the echo of what it plays itself.
        onSound({ samples: news.samples, captureMs, ...(this.#isPlaying ? { isProcessed: true } : {}) });
      });
    };
  }

  playback(options: PageDeviceOptions): PlayRun {
    return async (pull, signal, onRunning) => {
      const times = new FrameTimes();
      const ended = await this.#run("speaker", options, signal, (news) => {
        if (news.kind !== "wanted") return;
        onRunning();
        this.#isPlaying = true;
        this.#order({ kind: "play", openingId: news.openingId, samples: pull(times.next(news.playMs)) });
      });
      this.#isPlaying = false;
      return ended;
    };
  }

  /** None if the page does not answer. */
  list(): Promise<readonly SoundDeviceChoice[]> {
    const { promise, resolve } = Promise.withResolvers<readonly SoundDeviceChoice[]>();
    const cancel = this.#clock.callAt(this.#clock.nowMs() + LIST_MS, () => {
      this.#listeners.splice(this.#listeners.indexOf(listener), 1);
      resolve([]);
    });
    const listener = (devices: readonly SoundDeviceChoice[]) => {
      cancel();
      resolve(devices);
    };
    this.#listeners.push(listener);
    this.#order({ kind: "list" });
    return promise;
  }

  async #run(
    device: PageOpening["device"],
    { wanted, otherwise }: PageDeviceOptions,
    signal: AbortSignal,
    onFrame: (news: FrameNews) => void,
  ): Promise<SoundDeviceState | undefined> {
    if (signal.aborted) return undefined;
    const openingId = ++this.#openingId;
    const { promise, resolve } = Promise.withResolvers<PageSoundEnd | undefined>();
    let frameMs: number | undefined, cancelWatch = () => {};
    const close = (reason?: PageSoundEnd) => {
      this.#order({ kind: "close", device, openingId });
      resolve(reason);
    };
    const onAbort = () => close();
    const watch = (atMs: number) => {
      cancelWatch = this.#clock.callAt(atMs, () => {
        if (this.#clock.nowMs() - frameMs! >= STALL_MS) close("stopped");
        else watch(frameMs! + STALL_MS);
      });
    };
    signal.addEventListener("abort", onAbort);
    this.#running.set(openingId, {
      onFrame: (news) => {
        const isFirst = frameMs === undefined;
        frameMs = this.#clock.nowMs();
        if (isFirst) watch(frameMs + STALL_MS);
        onFrame(news);
      },
      end: resolve,
    });
    const onlyBrowser = otherwise !== undefined;
    this.#order({ kind: "open", opening: { device, openingId, wanted, onlyBrowser, processing: this.#processing } });
    const reason = await promise;
    this.#running.delete(openingId);
    signal.removeEventListener("abort", onAbort);
    cancelWatch();
    if (reason === undefined) return undefined;
    return reason === "not_started" && otherwise ? otherwise : pageFailure(device, reason, wanted);
  }
}
