import { assertEquals } from "@std/assert";
import { isReached } from "../../../scripts/bench/figure_row.ts";
import { FrameLedger } from "../../../scripts/bench_window/frame_ledger.ts";
import type { MeasuredSpan } from "../../../scripts/bench_window/measured_window.ts";
import { costRows, fastRows, glassRows, hiddenRows, slowedRows } from "../../../scripts/bench_window/window_rows.ts";

const FRAME_MS = 20;

const span = (toMs: number, more: Partial<MeasuredSpan> = {}): MeasuredSpan => ({
  fromMs: 0,
  toMs,
  windowCpuMs: 400,
  mainCpuMs: 100,
  cpuMsByProgram: {},
  sent: { pictureBytes: 0, textBytes: 0 },
  ...more,
});

/** Twenty seconds of frames, each drawn `delayMs` after it arrived. Every tenth is superseded. */
function ledgerOf(delayMs: (n: number) => number): FrameLedger {
  const ledger = new FrameLedger();
  for (let n = 0; n < 1000; n++) {
    const nowMs = n * FRAME_MS;
    ledger.offered(n, nowMs);
    if (n % 10 === 9) {
      ledger.dropped(n, nowMs);
      continue;
    }
    ledger.sent(n, nowMs + 1);
    ledger.shown(n, nowMs + delayMs(n));
  }
  return ledger;
}

const valuesOf = (rows: readonly { figure: string; vchat?: number }[]) =>
  Object.fromEntries(rows.map(({ figure, vchat }) => [figure.replace(/, x$/, ""), vchat]));

Deno.test("delays until drawn, and until seen on the screen", () => {
  const ledger = ledgerOf((n) => n % 2 === 0 ? 4 : 6);
  const sights = [0, 1, 2].map((code) => ({ code, epochMs: 1_000_000 + 640 * FRAME_MS + code * FRAME_MS + 15 }));
  const rows = glassRows({ name: "x", ledger, span: span(20_000) }, sights, 1_000_000);
  assertEquals(valuesOf(rows), {
    "frame to drawn p50": 4,
    "frame to drawn p95": 6,
    "frame to X screen p50": 15,
    "frame to X screen p95": 15,
    "seen on the X screen": 0.15,
  });
  assertEquals(glassRows({ name: "x", ledger, span: span(20_000) }).length, 2);
});

Deno.test("frames shown and superseded, and a delay that does not grow", () => {
  const figures = { name: "x", ledger: ledgerOf(() => 5), span: span(20_000) };
  const rows = fastRows(figures, 50);
  assertEquals(valuesOf(rows), {
    "frames shown": 45,
    "frames superseded": 100,
    "most frames in the page": 1,
    "p95 of the last 5 s beside the first": 5,
  });
  assertEquals(rows.map(isReached), [false, undefined, true, true]);
  assertEquals(valuesOf(costRows(figures)), {
    "CPU a frame of the window": 400 / 900,
    "CPU a frame of the main process": 100 / 900,
  });
});

Deno.test("a growing delay counts as a queue", () => {
  const rows = slowedRows({ name: "x", ledger: ledgerOf((n) => 5 + n), span: span(20_000) });
  assertEquals(rows.map(isReached), [undefined, false, true, false]);
});

Deno.test("a hidden window is compared with the same one visible", () => {
  const visible = span(1000, { sent: { pictureBytes: 50_000, textBytes: 10 } });
  const rows = hiddenRows("x", visible, span(2000, { windowCpuMs: 20, mainCpuMs: 20 }), 30);
  assertEquals(rows.map(({ reference, vchat }) => [reference, vchat]), [[40, 1], [10, 1], [50, 0], [undefined, 30]]);
  assertEquals(rows.map(isReached), [true, undefined, true, true]);
});
