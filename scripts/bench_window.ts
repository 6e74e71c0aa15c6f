/**
 * `bench_window.ts [--seconds N] [--only NAME] [--json FILE]`: measures how a frame gets to the window, with the real page
 * and server, in the native window (on an X server without a screen) and in headless Chromium. Prints one table to stdout.
 * Linux only. `--only` takes a part of a measurement's name, such as `webview`, `fast` or `hidden, chromium`.
 *
 * A frame counts as drawn when the page has reported to the main process that `drawImage` has returned. What then appears on
 * the screen is measured separately, in the pixels of the X server.
 */
import { parseArgs } from "@std/cli";
import { type FigureRow, formatTable } from "./bench/figure_row.ts";
import { endAll } from "./bench/spawn.ts";
import { Xvfb } from "./bench/xvfb.ts";
import { openChromiumView } from "./bench_window/chromium_view.ts";
import { MEASUREMENTS } from "./bench_window/measurements.ts";
import { openWebviewView } from "./bench_window/webview_view.ts";
import type { OpenView } from "./bench_window/window_view.ts";

const VIEWS: Readonly<Record<string, OpenView>> = { webview: openWebviewView, chromium: openChromiumView };

/** Makes the measurements in turn, and returns the exit code. */
async function benchWindow(argv: string[]): Promise<number> {
  const { seconds = "20", only = "", json } = parseArgs(argv, { string: ["seconds", "only", "json"] });
  if (!(Number(seconds) >= 1)) {
    console.error("bench: --seconds takes a number from 1");
    return 2;
  }
  const folder = await Deno.makeTempDir({ prefix: "vchat-bench-" });
  const rows: FigureRow[] = [];
  const details: Record<string, unknown> = {};
  const say = (line: string) => console.error(`bench: ${line}`);
  const xvfb = await Xvfb.start(folder).catch((error: Error) =>
    say(`no native window without an X server: ${error.message}`)
  );
  const framebuffer = `${folder}/Xvfb_screen0`;
  const context = { folder, display: xvfb?.display ?? "", framebuffer, seconds: Number(seconds) };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, async () => {
      await endAll();
      await Deno.remove(folder, { recursive: true });
      Deno.exit(130);
    });
  }
  try {
    for (const [view, openView] of Object.entries(VIEWS)) {
      for (const [measurement, measure] of Object.entries(MEASUREMENTS)) {
        const name = `${measurement}, ${view}`;
        if (!name.includes(only) || view === "webview" && !xvfb) continue;
        say(`measuring ${name}; system load ${Deno.loadavg()[0].toFixed(2)}`);
        try {
          const result = await measure(openView, name, context);
          if (result === undefined) continue;
          rows.push(...result.rows);
          details[name] = result.details;
        } catch (error) {
          say(`${name} could not be measured: ${error instanceof Error ? error.message : error}`);
        }
        if (json !== undefined) await Deno.writeTextFile(json, JSON.stringify({ rows, details }, null, 1));
      }
    }
  } finally {
    await xvfb?.stop();
    // A browser's subprocesses go on writing for a moment after it has ended.
    await Deno.remove(folder, { recursive: true }).catch(({ message }) => say(message));
  }
  console.log(formatTable(rows));
  return rows.length === 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await benchWindow(Deno.args));
