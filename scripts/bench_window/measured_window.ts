import type { DisplayFigures, DisplayState } from "../../src/port/display.ts";
import type { MediaTrack } from "../../src/port/encoded_frame.ts";
import { type ProcessUsage, readTreeUsage } from "../bench/process_tree.ts";
import { CODES } from "./frame_code.ts";
import { FrameLedger } from "./frame_ledger.ts";
import { codedPictures, type PictureSize, plainPicture } from "./pictures.ts";
import { ScreenWatch } from "./screen_watch.ts";
import { type SentToPage, SocketMeter } from "./socket_meter.ts";
import type { OpenView, ViewOptions, WindowView } from "./window_view.ts";

const CAMERA: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };
const COME_UP_MS = 20_000;
const POLL_MS = 5;
/** After a longer stall of this process the missed frames are skipped, as a camera does. */
const STALL_MS = 100;

const IN_CALL: DisplayState = {
  role: "client",
  phase: "in_call",
  peerName: "Ada",
  peerAddress: "192.0.2.7:9699",
  sinceEpochMs: 0,
  sealed: true,
  camera: { state: "running" },
  peerPicture: "expected",
};

const FIGURES: Omit<DisplayFigures, "epochMs"> = {
  quality: "good",
  receivedFps: 30,
  shownFps: 30,
  sentFps: 30,
  receivedKbps: 6000,
  sentKbps: 6000,
  drops: [],
};

export interface Feed {
  readonly size: PictureSize;
  readonly framesPerSecond: number;
}

/** A period in milliseconds, and the resources used. */
export interface MeasuredSpan {
  readonly fromMs: number;
  readonly toMs: number;
  /** CPU time of the window's processes, and of the main process with the source of its pictures. */
  readonly windowCpuMs: number;
  readonly mainCpuMs: number;
  readonly cpuMsByProgram: Readonly<Record<string, number>>;
  readonly sent: SentToPage;
}

/** A window in a call: both pictures arrive at the given rate, figures once a second. */
export class MeasuredWindow {
  readonly #feeding = new AbortController();
  #fed: Promise<void> = Promise.resolve();

  private constructor(
    readonly view: WindowView,
    readonly ledger: FrameLedger,
    /** Absent if the view is not on a screen. */
    readonly screen: ScreenWatch | undefined,
    private readonly meter: SocketMeter,
  ) {}

  /** Settles when the window shows pictures. Throws an Error that says what is missing. */
  static async open(openView: OpenView, feed: Feed, options: Omit<ViewOptions, "handlers">): Promise<MeasuredWindow> {
    const pictures = await codedPictures(feed.size);
    const magenta = await plainPicture(feed.size, "magenta");
    const ledger = new FrameLedger();
    const meter = new SocketMeter((n) => {
      const nowMs = performance.now();
      // Within one step, the next frame is sent before the last one is reported as drawn.
      queueMicrotask(() => ledger.sent(n, nowMs));
    });
    let view: WindowView | undefined;
    try {
      view = await openView({
        ...options,
        handlers: {
          onShown: (n) => ledger.shown(n, performance.now()),
          onDropped: (n) => ledger.dropped(n, performance.now()),
        },
      });
      view.display.showState(IN_CALL);
      ledger.offered(0, performance.now());
      view.display.showFrame(1, CAMERA, { n: 0, keyframe: true, bytes: magenta });
      await until(() => ledger.newestShownMs !== undefined, "the first picture drawn");
      const screen = view.framebuffer === undefined ? undefined : await ScreenWatch.find(view.framebuffer);
      const window = new MeasuredWindow(view, ledger, screen, meter);
      window.#fed = window.#feed(pictures, feed.framesPerSecond);
      return window;
    } catch (error) {
      meter.stop();
      await view?.close();
      throw error;
    }
  }

  async measure(seconds: number): Promise<MeasuredSpan> {
    const sentBefore = this.meter.read(), before = readTreeUsage(Deno.pid).byProgram, fromMs = performance.now();
    await sleep(seconds * 1000);
    const toMs = performance.now(), after = readTreeUsage(Deno.pid).byProgram, sentAfter = this.meter.read();
    const cpuMsByProgram = spent(before, after);
    const { main = 0, Xvfb: _server, ...window } = cpuMsByProgram;
    return {
      fromMs,
      toMs,
      windowCpuMs: Object.values(window).reduce((sum, cpuMs) => sum + cpuMs, 0),
      mainCpuMs: main,
      cpuMsByProgram,
      sent: {
        pictureBytes: sentAfter.pictureBytes - sentBefore.pictureBytes,
        textBytes: sentAfter.textBytes - sentBefore.textBytes,
      },
    };
  }

  /** The time from now until a new picture is drawn, in milliseconds. */
  async nextShownMs(): Promise<number> {
    const fromMs = performance.now();
    await until(() => (this.ledger.newestShownMs ?? 0) > fromMs, "a picture drawn");
    return this.ledger.newestShownMs! - fromMs;
  }

  async close(): Promise<void> {
    this.#feeding.abort();
    await this.#fed;
    await this.view.close();
    this.meter.stop();
  }

  async #feed(pictures: readonly Uint8Array[], framesPerSecond: number): Promise<void> {
    const { display } = this.view, { signal } = this.#feeding;
    const halfMs = 500 / framesPerSecond;
    let dueMs = performance.now();
    for (let n = 1; !signal.aborted; n++) {
      this.ledger.offered(n, performance.now());
      display.showFrame(1, CAMERA, { n, keyframe: true, bytes: pictures[n % CODES] });
      if (n % framesPerSecond === 0) display.showFigures?.({ ...FIGURES, epochMs: Date.now() });
      await sleep((dueMs += halfMs) - performance.now());
      // The local camera is not synchronised with the peer's.
      display.showLocal(pictures[(n + CODES / 2) % CODES]);
      await sleep((dueMs += halfMs) - performance.now());
      if (performance.now() - dueMs > STALL_MS) dueMs = performance.now();
    }
  }
}

function spent(before: ReadonlyMap<string, ProcessUsage>, after: ReadonlyMap<string, ProcessUsage>) {
  return Object.fromEntries([...after].map(([name, { cpuMs }]) => [name, cpuMs - (before.get(name)?.cpuMs ?? 0)]));
}

async function until(condition: () => boolean, what: string): Promise<void> {
  for (const startMs = performance.now(); performance.now() - startMs < COME_UP_MS;) {
    if (condition()) return;
    await sleep(POLL_MS);
  }
  throw new Error(`${what}: that never came`);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
