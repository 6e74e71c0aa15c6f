import type { CallEventBody, CallStats, LinkFigures } from "./call_event.ts";
import type { WireEvent } from "../wire/wire.ts";
import type { DropCounter } from "./drop_counter.ts";

/** Counts the events of a call and gives the figures of the last second. */
export class CallMeter {
  /** The latest figures from the wire. */
  #link: LinkFigures | undefined;
  readonly #drops: DropCounter;
  readonly #rssBytes: (() => number) | undefined;
  #sinceMs: number | undefined;
  #captured = 0;
  #sent = 0;
  #received = 0;
  #shown = 0;
  #sentBytes = 0;
  #receivedBytes = 0;

  constructor(drops: DropCounter, rssBytes?: () => number) {
    this.#drops = drops;
    this.#rssBytes = rssBytes;
  }

  linkIs(link: Extract<WireEvent, { kind: "link" }>): void {
    this.#link = {
      rtt_ms: link.rttMs,
      jitter_ms: link.jitterMs,
      loss_in: link.lossIn,
      loss_out: link.lossOut,
      capacity_kbps: link.capacityKbps,
      packet_bytes: link.packetBytes,
    };
  }

  count(event: CallEventBody): void {
    switch (event.event) {
      case "frame_captured":
        this.#captured++;
        break;
      case "frame_sent":
        this.#sent++;
        this.#sentBytes += event.bytes;
        break;
      case "frame_received":
        this.#received++;
        this.#receivedBytes += event.bytes;
        break;
      case "frame_shown":
        this.#shown++;
        break;
    }
  }

  /** The figures since the previous call. `delaysMs`: from capture to display, of each frame shown since then. */
  takeSecond(nowMs: number, delaysMs: readonly number[] = []): CallStats {
    const seconds = this.#sinceMs === undefined ? 1 : Math.max(1e-3, (nowMs - this.#sinceMs) / 1000);
    const fps = (frames: number) => Math.round(10 * frames / seconds) / 10;
    const stats: CallStats = {
      captured_fps: fps(this.#captured),
      sent_fps: fps(this.#sent),
      received_fps: fps(this.#received),
      shown_fps: fps(this.#shown),
      sent_bytes: this.#sentBytes,
      received_bytes: this.#receivedBytes,
      delay_ms: delaysMs.toSorted((a, b) => a - b)[delaysMs.length >> 1],
      drops: this.#drops.counts(),
      link: this.#link,
      rss_bytes: this.#rssBytes?.(),
    };
    this.#sinceMs = nowMs;
    this.#captured =
      this.#sent =
      this.#received =
      this.#shown =
      this.#sentBytes =
      this.#receivedBytes =
        0;
    return stats;
  }
}
