import type { ReceivedSound, Sound, SoundHandlers, SoundTarget, Tone } from "../../../port/sound.ts";
import type { SoundDeviceChoice } from "../../../port/sound_device.ts";
import { reportFault } from "../../process/report_fault.ts";
import type { SoundPage } from "../page/sound_page.ts";
import type { SoundNews, SoundOrder, SoundSettings } from "./sound_message.ts";
import { SoundQueue } from "./sound_queue.ts";

/** After this time a worker that does not stop its devices is ended. */
const STOP_MS = 2000;

/** The sound of this end, in a worker: neither a busy main thread nor a picture delays it. */
export class WorkerSound implements Sound {
  readonly #settings: SoundSettings;
  readonly #page: SoundPage | undefined;
  #worker: Worker | undefined;
  #handlers: SoundHandlers | undefined;
  readonly #received = new SoundQueue();
  readonly #encoded = new SoundQueue();
  /** How many orders were given. */
  readonly #orders = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  /** Those who wait for the list of devices. */
  #listeners: ((devices: readonly SoundDeviceChoice[]) => void)[] = [];
  readonly #stopped = Promise.withResolvers<void>();

  /** `page`: of the window, if there is one. */
  constructor(settings: Omit<SoundSettings, "hasPage">, page?: SoundPage) {
    this.#settings = { ...settings, hasPage: page !== undefined };
    this.#page = page;
  }

  start(handlers: SoundHandlers): void {
    this.#handlers = handlers;
    const worker = this.#worker = new Worker(import.meta.resolve("./sound_worker.ts"), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<SoundNews>) => this.#told(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#failed(event.message);
    };
    this.#page?.start((news) => this.#order({ kind: "page", news }));
    const shared = { received: this.#received.memory, encoded: this.#encoded.memory, orders: this.#orders.buffer };
    worker.postMessage({ kind: "start", settings: this.#settings, originMs: performance.timeOrigin, shared });
    this.#passOn(worker);
  }

  inCall(on: boolean): void {
    this.#order({ kind: "in_call", on, position: this.#received.position });
  }

  receive({ frames, captureMs = NaN, arrivedMs }: ReceivedSound): void {
    this.#received.add({ frames, captureMs, arrivedMs });
  }

  setTarget(target: SoundTarget): void {
    this.#order({ kind: "target", target });
  }

  mute(muted: boolean): void {
    this.#order({ kind: "mute", muted });
  }

  setVolume(volume: number): void {
    this.#order({ kind: "volume", volume });
  }

  choose(device: SoundDeviceChoice["kind"], id: string): void {
    this.#order({ kind: "choose", device, id });
  }

  holdBack(delayMs: number): void {
    this.#order({ kind: "hold_back", delayMs });
  }

  list(): Promise<readonly SoundDeviceChoice[]> {
    if (this.#worker === undefined) return Promise.resolve([]);
    this.#order({ kind: "list" });
    return new Promise((resolve) => this.#listeners.push(resolve));
  }

  play(tone: Tone): void {
    this.#order({ kind: "play", tone });
  }

  async stop(): Promise<void> {
    if (this.#worker === undefined) return;
    this.#order({ kind: "stop" });
    const timer = setTimeout(() => this.#stopped.resolve(), STOP_MS);
    await this.#stopped.promise;
    clearTimeout(timer);
    this.#end();
  }

  #order(order: SoundOrder): void {
    if (this.#worker === undefined) return;
    Atomics.add(this.#orders, 0, 1);
    this.#worker.postMessage(order);
  }

  /** Gives the sound of the microphone to the handlers until the worker is ended. */
  async #passOn(worker: Worker): Promise<void> {
    while (this.#worker === worker) {
      const { position } = this.#encoded;
      for (let sound; (sound = this.#encoded.take()) !== undefined;) {
        const { frames: [frame], captureMs } = sound;
        try {
          this.#handlers!.onSound({ ...frame, captureMs });
        } catch (fault) {
          reportFault(fault); // of the receiver, and no reason to stop
        }
      }
      await this.#encoded.added(position);
    }
  }

  #told(news: SoundNews): void {
    const handlers = this.#handlers!;
    switch (news.kind) {
      case "device":
        return news.device === "microphone" ? handlers.onMicrophone(news.state) : handlers.onSpeaker(news.state);
      case "levels":
        return handlers.onLevels(news.levels);
      case "figures":
        return handlers.onFigures(news.figures);
      case "notice":
        return handlers.onNotice(news.message, news.hint);
      case "devices":
        for (const tell of this.#listeners.splice(0)) tell(news.devices);
        return;
      case "failed":
        return this.#failed(news.message);
      case "fault":
        return reportFault(new Error(`a fault in the sound: ${news.message}`));
      case "page":
        return this.#page?.order(news.order);
      case "stopped":
        return this.#stopped.resolve();
    }
  }

  /** A call goes on without sound. */
  #failed(message: string): void {
    const state = { state: "failed", reason: "stopped", message: `sound does not work: ${message}` } as const;
    this.#handlers?.onMicrophone(state);
    this.#handlers?.onSpeaker(state);
    this.#end();
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#encoded.wake();
    this.#page?.stop();
    this.#stopped.resolve();
    for (const tell of this.#listeners.splice(0)) tell([]);
  }
}
