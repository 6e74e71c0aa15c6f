import type { AccessUnit } from "../../media/access_unit.ts";
import { MjpegSplitter } from "../../media/mjpeg_splitter.ts";
import type { CaptureDevice, CaptureState, EncoderTarget } from "../../port/capture_device.ts";
import type { Clock } from "../../port/clock.ts";
import { type CaptureSource, findCaptureSource, NoSuchSource, type SourceLookup } from "./capture_source.ts";
import { ffmpegArgs, type FfmpegDialect, FIRST_DIALECT } from "./ffmpeg_args.ts";
import { ffmpegFailure, nextDialect } from "./ffmpeg_failure.ts";
import { type FfmpegCommand, FfmpegProcess } from "./ffmpeg_process.ts";
import { findFfmpeg, howToGetFfmpeg } from "./find_ffmpeg.ts";
import { MjpegFifo } from "./mjpeg_fifo.ts";
import { systemSourceLookup } from "./system_source_lookup.ts";

/** What to capture, and how. */
export interface CaptureOptions {
  /** `test`, `screen`, a name or index from `vchat devices`, or a file, FIFO or URL that ffmpeg reads. */
  readonly camera: string;
  /** In pixels; the height follows from the source's shape. */
  readonly width: number;
  /** Pictures a second: asked of cameras, and the most that is taken of one. Files, FIFOs and URLs have their own rate. */
  readonly fps: number;
  /** 1 to 100, as libjpeg counts. */
  readonly quality: number;
  /** ffmpeg's path; without it, the one on the PATH. */
  readonly ffmpegPath?: string;
  readonly os: typeof Deno.build.os;
}

/** A source that failed is tried again after this, twice as long each time, up to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A source that gave pictures for so long was well: the next pause is the first again. */
const WELL_MS = 2_000;
/** A camera without a picture for so long hangs, or is held by somebody who does not say so. */
const STALL_MS = 10_000;
/** ffmpeg has to be started anew for other limits, which costs some 150 ms of pictures: not more often than this. */
const SMALLER_GAP_MS = 2_000;
const LARGER_GAP_MS = 10_000;
/** Limits this much larger are worth a new start. */
const LARGER_STEP = 1.5;
const MIN_WIDTH = 64;

/** Why a run of ffmpeg was ended, where it did not end by itself. */
type Ending = "stopped" | "restart" | "stalled";

const MJPEG_NAME = /\.(?:mjpe?g|jpe?g)$/i;
const MJPEG_INPUT = /^Input #0, (?:mjpeg|jpeg_pipe)/m;

/** Camera, screen, file, FIFO or URL through an ffmpeg subprocess. What fails is tried again with a growing pause. */
export class FfmpegCamera implements CaptureDevice {
  readonly #options: CaptureOptions;
  readonly #clock: Clock;
  readonly #lookup: SourceLookup;
  #onAccessUnit: (unit: AccessUnit) => void = () => {};
  #onState: (state: CaptureState) => void = () => {};
  #running: Promise<void> | undefined;
  #process: FfmpegProcess | undefined;
  #ending: Ending | undefined;
  #endPause = () => {};
  #dialect: FfmpegDialect = FIRST_DIALECT;
  #said = "";
  /** A FIFO that was found to hold Motion JPEG. */
  #holdsMjpeg: boolean;
  #fifo: MjpegFifo | undefined;

  #maxBytes = Infinity;
  /** What the ffmpeg that runs was told. */
  #limitBytes = Infinity;
  #width: number;
  #startedMs = -Infinity;

  #sequence = 0;
  #firstUnitMs: number | undefined;
  #lastUnitMs = 0;
  #dueMs = -Infinity;

  constructor(options: CaptureOptions, clock: Clock, lookup: SourceLookup = systemSourceLookup(options)) {
    this.#options = options;
    this.#clock = clock;
    this.#lookup = lookup;
    this.#width = options.width;
    this.#holdsMjpeg = MJPEG_NAME.test(options.camera);
  }

  start(onAccessUnit: (unit: AccessUnit) => void, onState: (state: CaptureState) => void): void {
    this.#onAccessUnit = onAccessUnit;
    this.#onState = onState;
    this.#say({ state: "starting" });
    this.#running = this.#run();
  }

  setTarget({ maxBytes }: EncoderTarget): void {
    this.#maxBytes = maxBytes;
  }

  async stop(): Promise<void> {
    this.#end("stopped");
    this.#endPause();
    await this.#running;
    await this.#fifo?.close();
  }

  async #run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (this.#ending !== "stopped") {
      this.#ending = undefined;
      this.#firstUnitMs = undefined;
      const failure = await this.#capture();
      if (this.#ranWell()) pauseMs = FIRST_PAUSE_MS;
      if (failure === undefined || this.#isStopped()) continue;
      this.#say(failure);
      await this.#fifo?.close(); // the path may lead to another one by then
      this.#fifo = undefined;
      if (failure.reason === "no_ffmpeg") return;
      await this.#pause(pauseMs);
      pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
    }
  }

  #isStopped(): boolean {
    return this.#ending === "stopped";
  }

  #ranWell(): boolean {
    return this.#firstUnitMs !== undefined && this.#lastUnitMs - this.#firstUnitMs >= WELL_MS;
  }

  /** Runs ffmpeg once. What went wrong, or `undefined` where it is to be started again at once. */
  async #capture(): Promise<CaptureState | undefined> {
    try {
      const found = await findCaptureSource(this.#options.camera, this.#lookup);
      if (this.#isStopped()) return undefined;
      const source: CaptureSource = found.kind === "fifo" && this.#holdsMjpeg ? { ...found, kind: "multipart" } : found;
      return await this.#runFfmpeg(source) ? this.#judge(source) : this.#noFfmpeg();
    } catch (error) {
      if (!(error instanceof NoSuchSource)) throw error;
      // Without ffmpeg, no camera is listed on some systems, and none can be read on any.
      if (await findFfmpeg(this.#options.ffmpegPath) === undefined) return this.#noFfmpeg();
      return { state: "failed", reason: "not_found", message: error.message, hint: error.hint };
    }
  }

  /** False where there is no such program, or it may not be run. */
  async #runFfmpeg(source: CaptureSource): Promise<boolean> {
    const { os, fps, quality, ffmpegPath } = this.#options;
    this.#limitBytes = this.#maxBytes;
    this.#startedMs = this.#clock.nowMs();
    const task = {
      os,
      source,
      width: this.#width,
      fps,
      quality,
      maxBytes: this.#limitBytes,
      display: Deno.env.get("DISPLAY"),
    };
    const splitter = new MjpegSplitter();
    const capsRate = source.kind === "camera" || source.kind === "screen";
    const fifo = source.kind === "multipart" ? this.#fifo ??= new MjpegFifo(source.path) : undefined;
    const process = startFfmpeg({
      path: ffmpegPath ?? "ffmpeg",
      args: ffmpegArgs(task, this.#dialect),
      os,
      input: fifo && ((output) => fifo.copyTo(output)),
      onOutput: (bytes) => {
        for (const picture of splitter.push(bytes)) this.#deliver(picture, capsRate);
      },
      onSaid: source.kind === "fifo" ? (said) => this.#watchForMjpeg(source.path, said) : undefined,
    });
    if (!process) return false;
    this.#process = process;
    const cancelWatch = capsRate ? this.#watchForStall() : () => {};
    await process.ended;
    cancelWatch();
    this.#process = undefined;
    this.#said = process.said;
    return true;
  }

  /** Takes a FIFO of Motion JPEG over from ffmpeg. While both have it open, its writer does not notice. */
  async #watchForMjpeg(path: string, said: string): Promise<void> {
    if (this.#holdsMjpeg || this.#ending !== undefined || !MJPEG_INPUT.test(said)) return;
    this.#holdsMjpeg = true;
    this.#fifo = new MjpegFifo(path);
    await this.#fifo.opened.catch(() => {});
    if (this.#ending === undefined) this.#end("restart");
  }

  /** What the end of a run means. */
  #judge(source: CaptureSource): CaptureState | undefined {
    if (this.#ending === "stopped" || this.#ending === "restart") return undefined;
    const hadPicture = this.#firstUnitMs !== undefined;
    const dialect = hadPicture ? undefined : nextDialect(this.#said, this.#dialect);
    if (dialect) {
      this.#dialect = dialect;
      return undefined;
    }
    const { os, camera: name } = this.#options;
    const report = { os, source, name, hadPicture, said: this.#said };
    if (this.#ending === "stalled") {
      // macOS lets a program that may not use the camera wait for ever.
      const said = os === "darwin" && !hadPicture ? "not authorized" : "";
      return { state: "failed", ...ffmpegFailure({ ...report, said }) };
    }
    // Ctrl-C goes to all that the terminal runs, and ffmpeg may be the first to hear: that vchat ends as well, it hears soon.
    if (/Exiting normally, received signal/.test(this.#said)) return { state: "starting" };
    // The writer of a FIFO went: the next one is waited for, which is nothing to complain of.
    if ((source.kind === "fifo" || source.kind === "multipart") && hadPicture) {
      this.#say({ state: "starting" });
      return undefined;
    }
    return { state: "failed", ...ffmpegFailure(report) };
  }

  #noFfmpeg(): CaptureState {
    const { os, ffmpegPath } = this.#options;
    return {
      state: "failed",
      reason: "no_ffmpeg",
      message: ffmpegPath === undefined
        ? "there is no ffmpeg on the PATH, which reads cameras"
        : `${ffmpegPath} cannot be run`,
      hint: ffmpegPath === undefined ? howToGetFfmpeg(os) : "give --ffmpeg the path of the program itself",
    };
  }

  #deliver(bytes: Uint8Array, capsRate: boolean): void {
    const nowMs = this.#clock.nowMs();
    this.#lastUnitMs = nowMs;
    if (this.#firstUnitMs === undefined) {
      this.#firstUnitMs = nowMs;
      this.#say({ state: "running" });
    }
    if (capsRate && !this.#isDue(nowMs)) return;
    this.#onAccessUnit({ bytes, codec: "jpeg", sequence: this.#sequence++, captureMs: nowMs, keyframe: true });
    this.#fit(bytes.length, nowMs);
  }

  /** Cameras jitter, and some know no slower rate than their own: half a period early is in time. */
  #isDue(nowMs: number): boolean {
    const periodMs = 1000 / this.#options.fps;
    if (nowMs < this.#dueMs - periodMs / 2) return false;
    this.#dueMs = Math.max(this.#dueMs, nowMs - periodMs) + periodMs;
    return true;
  }

  /** Starts ffmpeg anew where its limits are not those asked for, or were not enough. */
  #fit(bytes: number, nowMs: number): void {
    if (this.#ending !== undefined) return;
    const ageMs = nowMs - this.#startedMs;
    if (bytes > this.#maxBytes) {
      if (ageMs < SMALLER_GAP_MS) return;
      // At its coarsest, and still too large, as noise is: only fewer pixels help.
      if (this.#limitBytes <= this.#maxBytes) {
        const shrink = Math.max(0.3, 0.9 * Math.sqrt(this.#maxBytes / bytes));
        this.#width = Math.max(Math.min(MIN_WIDTH, this.#width), Math.floor(this.#width * shrink));
      }
      this.#end("restart");
    } else if (this.#maxBytes > this.#limitBytes * LARGER_STEP && ageMs > LARGER_GAP_MS) {
      this.#width = this.#options.width;
      this.#end("restart");
    }
  }

  #watchForStall(): () => void {
    const dueMs = Math.max(this.#startedMs, this.#lastUnitMs) + STALL_MS;
    let cancel = this.#clock.callAt(dueMs, () => {
      if (this.#clock.nowMs() - Math.max(this.#startedMs, this.#lastUnitMs) >= STALL_MS) this.#end("stalled");
      else cancel = this.#watchForStall();
    });
    return () => cancel();
  }

  #end(ending: Ending): void {
    this.#ending = ending;
    this.#process?.stop();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.callAt(this.#clock.nowMs() + ms, resolve);
      this.#endPause = () => {
        cancel();
        resolve();
      };
    });
  }

  #lastState = "";
  #say(state: CaptureState): void {
    const key = JSON.stringify(state);
    if (key === this.#lastState || this.#isStopped()) return;
    this.#lastState = key;
    this.#onState(state);
  }
}

function startFfmpeg(command: FfmpegCommand): FfmpegProcess | undefined {
  try {
    return new FfmpegProcess(command);
  } catch {
    return undefined;
  }
}
