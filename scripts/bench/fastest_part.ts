import type { CallEvent } from "../../src/call/call_event.ts";
import type { BenchPart } from "./bench_part.ts";
import { directionFigures, type EndRecord } from "./direction_figures.ts";
import type { FigureRow } from "./figure_row.ts";
import { runOriginalPair } from "./original_pair.ts";
import { runVchatCall } from "./vchat_call.ts";

/** More than any source can give. */
const SOURCE_FPS = 1000;

/** Both sources run as fast as possible: how many frames arrive, and whether every other one is reported. */
export const fastestPart: BenchPart = async ({ pyshine, seconds, args, newFolder }) => {
  const [original] = await runOriginalPair({
    ...{ pyshine, folder: await newFolder(), sourceFps: 0, seconds, runs: 1, show: "null" },
  });
  const fastest = { sourceFps: SOURCE_FPS, args: ["--fps", "240", ...args] };
  const call = await runVchatCall({ pyshine, folder: await newFolder(), seconds, ...fastest });
  const ways = [
    { way: "server to client", from: call.server, to: call.client, original: original.s2c },
    { way: "client to server", from: call.client, to: call.server, original: original.c2s },
  ];
  const slowest = Math.min(original.s2c.shown_fps, original.c2s.shown_fps);
  const rows: FigureRow[] = [];
  const details = [];
  for (const { way, from, to, original } of ways) {
    const figures = directionFigures(from, to, call.span);
    const losses = lossesOf(from, to);
    details.push({ way, original, figures, losses });
    rows.push(
      { figure: `fastest source, ${way}`, unit: "fps", reference: original.shown_fps, vchat: figures.shownFps },
      {
        figure: `lost, ${way}`,
        unit: "%",
        reference: original.lost_pct ?? undefined,
        vchat: 100 * (losses.sent - losses.received) / losses.sent,
      },
      {
        figure: `lost and not announced, ${way}`,
        unit: "frames",
        vchat: losses.sent - losses.received - losses.announced,
        target: { is: "at most", value: 0 },
      },
    );
  }
  rows.push({
    figure: "fastest source, the slower way",
    unit: "fps",
    reference: slowest,
    vchat: Math.min(...details.map(({ figures }) => figures.shownFps)),
    target: { is: "at least", value: 3, of: "reference" },
  });
  return { rows, details };
};

/** For the whole call: the frames sent and received, and the losses reported by `frame_dropped` events. */
function lossesOf(from: EndRecord, to: EndRecord): { sent: number; received: number; announced: number } {
  const count = (events: readonly CallEvent[], name: CallEvent["event"]) =>
    events.filter(({ event }) => event === name).length;
  const dropped = (events: readonly CallEvent[], direction: "in" | "out", ...reasons: string[]) =>
    events.reduce(
      (sum, event) =>
        event.event === "frame_dropped" && event.direction === direction && reasons.includes(event.reason)
          ? sum + event.count
          : sum,
      0,
    );
  return {
    sent: count(from.events, "frame_sent"),
    received: count(to.events, "frame_received"),
    announced: dropped(from.events, "out", "send_failed") + dropped(to.events, "in", "kernel_overflow"),
  };
}
