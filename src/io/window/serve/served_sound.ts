import { SOUND_FRAME_MS, type SoundDeviceChoice } from "../../../port/sound_device.ts";
import type { PageOpening, PageSoundNews, PageSoundOrder, SoundPage } from "../../sound/page/sound_page.ts";
import { PAGE_NAME } from "../../sound/page/page_name.ts";
import { PageClock } from "./page_clock.ts";
import {
  type CapturedMessage,
  type FromPageSound,
  type PageSoundDevice,
  playMessage,
  type ToPageSound,
} from "./page_sound_message.ts";

/** Times of the page that are further from now than this are wrong. No loudspeaker or microphone takes as long. */
const FURTHEST_MS = 2_000;

export interface ServedSoundPorts {
  /** Both do nothing without a page. */
  readonly tell: (message: ToPageSound) => void;
  readonly send: (message: Uint8Array<ArrayBuffer>) => void;
  readonly nowMs: () => number;
}

/** Carries frames and orders between the sound worker and the devices of the page that is open. */
export class ServedSound implements SoundPage {
  readonly #ports: ServedSoundPorts;
  readonly #openings = new Map<SoundDeviceChoice["kind"], PageOpening>();
  #onNews: (news: PageSoundNews) => void = () => {};
  #clock = new PageClock();

  constructor(ports: ServedSoundPorts) {
    this.#ports = ports;
  }

  start(onNews: (news: PageSoundNews) => void): void {
    this.#onNews = onNews;
  }

  order(order: PageSoundOrder): void {
    switch (order.kind) {
      case "open":
        this.#openings.set(order.opening.device, order.opening);
        return this.#ports.tell({ kind: "open_sound", opening: order.opening });
      case "close": {
        const { device, turn } = order;
        if (this.#openings.get(device)?.turn === turn) this.#openings.delete(device);
        return this.#ports.tell({ kind: "close_sound", device, turn });
      }
      case "play":
        if (this.#isOpen("speaker", order.turn)) this.#ports.send(playMessage(order.turn, order.samples));
        return;
      case "list":
        return this.#ports.tell({ kind: "list_page_sound" });
    }
  }

  stop(): void {
    this.#onNews = () => {};
    for (const { device, turn } of this.#openings.values()) this.#ports.tell({ kind: "close_sound", device, turn });
    this.#openings.clear();
  }

  /** A page has connected. It opens what is wanted. */
  connected(): void {
    this.#clock = new PageClock();
    for (const opening of this.#openings.values()) this.#ports.tell({ kind: "open_sound", opening });
  }

  /** The page is gone, and its devices with it. */
  disconnected(): void {
    const openings = [...this.#openings.values()];
    this.#openings.clear();
    for (const { device, turn } of openings) this.#onNews({ kind: "ended", device, turn, reason: "gone" });
  }

  received(message: FromPageSound): void {
    switch (message.kind) {
      case "sound_wanted": {
        const { turn, count, playMs, sentMs } = message;
        if (!this.#isOpen("speaker", turn)) return;
        const firstMs = this.#localMs(playMs, sentMs);
        for (let n = 0; n < count; n++) this.#onNews({ kind: "wanted", turn, playMs: firstMs + n * SOUND_FRAME_MS });
        return;
      }
      case "sound_ended": {
        const { device, turn, reason } = message;
        if (!this.#isOpen(device, turn)) return;
        this.#openings.delete(device);
        return this.#onNews({ kind: "ended", device, turn, reason });
      }
      case "page_sound":
        return this.#onNews({ kind: "devices", devices: choicesOf(message.devices) });
    }
  }

  captured({ turn, captureMs, sentMs, samples }: CapturedMessage): void {
    if (!this.#isOpen("microphone", turn)) return;
    this.#onNews({ kind: "captured", turn, samples, captureMs: this.#localMs(captureMs, sentMs) });
  }

  #isOpen(device: SoundDeviceChoice["kind"], turn: number): boolean {
    return this.#openings.get(device)?.turn === turn;
  }

  #localMs(pageMs: number, sentMs: number): number {
    const nowMs = this.#ports.nowMs();
    this.#clock.heard(sentMs, nowMs);
    return Math.max(nowMs - FURTHEST_MS, Math.min(nowMs + FURTHEST_MS, this.#clock.localMs(pageMs)));
  }
}

/** As `--microphone` and `--speaker` take them. */
function choicesOf(devices: readonly PageSoundDevice[]): SoundDeviceChoice[] {
  const counts = { microphone: 0, speaker: 0 };
  return devices.map(({ kind, id, name }) => ({ kind, index: counts[kind]++, id: `${PAGE_NAME}:${id}`, name }));
}
