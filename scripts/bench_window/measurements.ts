import type { PartResult } from "../bench/bench_part.ts";
import { type Feed, MeasuredWindow } from "./measured_window.ts";
import { costRows, fastRows, glassRows, hiddenRows, slowedRows } from "./window_rows.ts";
import type { OpenView, ViewOptions } from "./window_view.ts";

const USUAL: Feed = { size: { width: 640, height: 480 }, framesPerSecond: 30 };
const FAST: Feed = { size: { width: 1280, height: 720 }, framesPerSecond: 60 };
/** Time to fill caches and hide the page's controls. */
const WARM_MS = 4000;
/** A page that was just hidden still has work to finish. */
const HIDDEN_MS = 2000;
/** The page's thread gets this fraction of a processor: one sixth. */
const SLOWED_TIMES = 6;
/** The visible window is measured only for comparison, so this is long enough. */
const VISIBLE_SECONDS = 5;

export interface MeasurementContext extends Omit<ViewOptions, "handlers"> {
  readonly seconds: number;
}

/** `undefined` if this view cannot be measured in this way. */
export type Measurement = (
  openView: OpenView,
  name: string,
  context: MeasurementContext,
) => Promise<PartResult | undefined>;

export const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
  /** From a complete frame in the main process until it is drawn, and until it is on the screen if there is one. */
  "640x480 at 30": (openView, name, context) =>
    withWindow(openView, USUAL, context, async (window) => {
      const look = window.screen?.look(context.seconds);
      const span = await window.measure(context.seconds);
      const figures = { name, ledger: window.ledger, span };
      return {
        rows: [...glassRows(figures, await look, performance.timeOrigin), ...costRows(figures)],
        details: span,
      };
    }),
  "1280x720 at 60": (openView, name, context) =>
    withWindow(openView, FAST, context, async (window) => {
      const span = await window.measure(context.seconds);
      const figures = { name, ledger: window.ledger, span };
      return { rows: [...fastRows(figures, FAST.framesPerSecond), ...costRows(figures)], details: span };
    }),
  "1280x720 at 60, slowed": (openView, name, context) =>
    withWindow(openView, FAST, context, async (window) => {
      await window.view.slowDown!(SLOWED_TIMES);
      await sleep(WARM_MS);
      const span = await window.measure(context.seconds);
      return { rows: slowedRows({ name, ledger: window.ledger, span }), details: span };
    }, ({ view }) => view.slowDown !== undefined),
  "640x480 at 30, hidden": (openView, name, context) =>
    withWindow(openView, USUAL, context, async (window) => {
      const visible = await window.measure(Math.min(VISIBLE_SECONDS, context.seconds));
      await window.view.hide();
      await sleep(HIDDEN_MS);
      const hidden = await window.measure(context.seconds);
      const resumed = window.nextShownMs();
      await window.view.show();
      return { rows: hiddenRows(name, visible, hidden, await resumed), details: { visible, hidden } };
    }),
};

async function withWindow<Result>(
  openView: OpenView,
  feed: Feed,
  context: MeasurementContext,
  measure: (window: MeasuredWindow) => Promise<Result>,
  canBeMeasured: (window: MeasuredWindow) => boolean = () => true,
): Promise<Result | undefined> {
  const window = await MeasuredWindow.open(openView, feed, context);
  try {
    if (!canBeMeasured(window)) return undefined;
    await sleep(WARM_MS);
    return await measure(window);
  } finally {
    await window.close();
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
