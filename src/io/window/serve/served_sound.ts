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
        const { device, openingId } = order;
        if (this.#openings.get(device)?.openingId === openingId) this.#openings.delete(device);
        return this.#ports.tell({ kind: "close_sound", device, openingId });
      }
      case "play":
        if (this.#isOpen("speaker", order.openingId)) this.#ports.send(playMessage(order.openingId, order.samples));
        return;
      case "list":
        return this.#ports.tell({ kind: "list_page_sound" });
    }
  }

  stop(): void {
    this.#onNews = () => {};
    for (const { device, openingId } of this.#openings.values()) {
      this.#ports.tell({ kind: "close_sound", device, openingId });
    }
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
    for (const { device, openingId } of openings) this.#onNews({ kind: "ended", device, openingId, reason: "gone" });
  }

  received(message: FromPageSound): void {
    switch (message.kind) {
      case "sound_wanted": {
        const { openingId, count, playMs, sentMs } = message;
        if (!this.#isOpen("speaker", openingId)) return;
        const firstMs = this.#localMs(playMs, sentMs);
        for (let n = 0; n < count; n++) {
          this.#onNews({ kind: "wanted", openingId, playMs: firstMs + n * SOUND_FRAME_MS });
        }
        return;
      }
      case "sound_ended": {
        const { device, openingId, reason } = message;
        if (!this.#isOpen(device, openingId)) return;
        this.#openings.delete(device);
        return this.#onNews({ kind: "ended", device, openingId, reason });
      }
      case "page_sound":
        return this.#onNews({ kind: "devices", devices: choicesOf(message.devices) });
    }
  }

  captured({ openingId, captureMs, sentMs, samples }: CapturedMessage): void {
    if (!this.#isOpen("microphone", openingId)) return;
    this.#onNews({ kind: "captured", openingId, samples, captureMs: this.#localMs(captureMs, sentMs) });
  }

  #isOpen(device: SoundDeviceChoice["kind"], openingId: number): boolean {
    return this.#openings.get(device)?.openingId === openingId;
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
