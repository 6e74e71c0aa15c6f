import { DelayMeter } from "./delay_meter.ts";
import type { DemoEnd } from "./demo_end.ts";

/** Sums up in figures what the two ends of the demo did. */
export class DemoReport {
  readonly #directions: readonly { readonly from: DemoEnd; readonly to: DemoEnd; readonly delays: DelayMeter }[];

  constructor(server: DemoEnd, client: DemoEnd) {
    this.#directions = [[server, client], [client, server]].map(([from, to]) => ({
      from,
      to,
      delays: new DelayMeter(),
    }));
    const [down, up] = this.#directions;
    server.onEvent = (event) => {
      down.delays.fromSender(event);
      up.delays.fromReceiver(event);
    };
    client.onEvent = (event) => {
      up.delays.fromSender(event);
      down.delays.fromReceiver(event);
    };
  }

  /** One line: what the last second was like. */
  figures(): string {
    if (!this.#directions.every(({ from }) => from.inCall)) return "the two ends are coming up";
    return this.#directions.map(({ from, to, delays }) =>
      `${from.role} -> ${to.role}: ${to.receivedFps.toFixed(1)} fps, ${milliseconds(delays.latestMs)}, ` +
      `${to.frames.shown} shown, ${to.texts.received} texts`
    ).join("   ");
  }

  /** Frames each way, rate, delay from capture to shown, texts. */
  summary(): string {
    const rows = this.#directions.map(({ from, to, delays }) => {
      const seconds = (to.lastShownMs - (to.firstShownMs ?? 0)) / 1000;
      const rate = to.frames.shown > 1 ? ((to.frames.shown - 1) / seconds).toFixed(1) : "0.0";
      return `  ${from.role} -> ${to.role}: ${from.frames.sent} frames sent, ${to.frames.shown} shown, ${rate} fps, ` +
        `delay ${milliseconds(delays.quantileMs(0.5))} (95 %: ${milliseconds(delays.quantileMs(0.95))}), ` +
        `${to.texts.received} of ${from.texts.sent} texts`;
    });
    return ["the call in figures:", ...rows].join("\n");
  }
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? "no delay yet" : `${value.toFixed(1)} ms`;
}
