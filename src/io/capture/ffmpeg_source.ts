import type { CaptureState } from "../../port/capture_device.ts";
import type { Clock } from "../../port/clock.ts";
import { type CaptureSource, findCaptureSource, NoSuchSource, type SourceLookup } from "./devices/capture_source.ts";
import { givesLess } from "./ffmpeg/camera_mode.ts";
import { ffmpegArgs, type FfmpegDialect, type FfmpegTask, FIRST_DIALECT, isNamePattern } from "./ffmpeg/ffmpeg_args.ts";
import { nextDialect } from "./ffmpeg/ffmpeg_failure.ts";
import { type FfmpegCommand, FfmpegProcess } from "../ffmpeg/ffmpeg_process.ts";
import { FileWatch } from "./film/file_watch.ts";
import { FilmMemory, type Projector } from "./film/film_memory.ts";
import { isKilled, lostWriter, runFailure } from "./ffmpeg/run_failure.ts";
import { RetryPause } from "./retry_pause.ts";
import type { CutPicture, PictureOutput } from "./picture_output.ts";
import { StateReport } from "./state_report.ts";
import { findFfmpeg } from "../ffmpeg/find_ffmpeg.ts";
import { FrameRateCap } from "./ffmpeg/frame_rate_cap.ts";
import { MjpegFifo } from "./film/mjpeg_fifo.ts";
import { NextShowing } from "./film/next_showing.ts";
import { ShapeFollower } from "./film/shape_follower.ts";
import { type FfmpegStart, noFfmpeg, startFailure } from "./ffmpeg/start_failure.ts";
import { sourceTraits } from "./ffmpeg/source_traits.ts";
import { stallLimitMs, watchForStall } from "./ffmpeg/stall_watch.ts";
import { systemSourceLookup } from "./devices/system_source_lookup.ts";

/** What to capture, and how. */
export interface CaptureOptions {
  /** `test`, `screen`, a name or index from `vchat devices`, or a file, FIFO or URL that ffmpeg reads. */
  readonly camera: string;
  /** In pixels; the height follows from the source's shape. */
  readonly width: number;
  /** Pictures a second: asked of cameras, and the most that is taken of one. Files, FIFOs and URLs keep their own rate. */
  readonly fps: number;
  /** Of JPEGs: 1 to 100, as libjpeg counts. */
  readonly quality?: number;
  /** ffmpeg's path; without it, the one on the PATH. */
  readonly ffmpegPath?: string;
  readonly os: typeof Deno.build.os;
}

/** A source that failed is tried again after this time, which doubles each time, up to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** A source that gave pictures for this long works: the next pause is the first one again. */
const WELL_MS = 2_000;
/** A URL that gives one picture and ends is asked for the next one after this time. */
const SNAPSHOT_MS = 1_000;

/** A film's next ffmpeg is started when this much of the film is left: it is ready in a tenth of this on a busy machine. */
const NEXT_SHOWING_S = 5;

/** Why a run of ffmpeg was ended, if it did not end by itself. */
type Ending = "stopped" | "restart" | "stalled";

const MJPEG_NAME = /\.(?:mjpe?g|jpe?g)$/i;
const MJPEG_INPUT = /^Input #0, (?:mjpeg|jpeg_pipe)/m;

/** Camera, screen, file, FIFO or URL through an ffmpeg subprocess. A source that fails is tried again, with growing pauses. */
export class FfmpegSource<Picture extends CutPicture> {
  readonly #options: CaptureOptions;
  readonly #output: PictureOutput<Picture>;
  readonly #clock: Clock;
  readonly #lookup: SourceLookup;
  readonly #states = new StateReport();
  #onBroken = () => {};
  #running: Promise<void> | undefined;
  #process: FfmpegProcess | undefined;
  #ending: Ending | undefined;
  #dialect: FfmpegDialect = FIRST_DIALECT;
  #said = "";
  /** A FIFO that was found to hold Motion JPEG. */
  #holdsMjpeg: boolean;
  #fifo: MjpegFifo | undefined;
  readonly #shapes: ShapeFollower;
  readonly #next = new NextShowing();

  readonly #retryPause: RetryPause;
  readonly #rateCap: FrameRateCap;
  /** Whether ffmpeg could be started. */
  #ranBefore = false;
  #startedMs = -Infinity;

  #sequence = 0;
  #firstUnitMs: number | undefined;
  #lastUnitMs = 0;

  constructor(
    options: CaptureOptions,
    output: PictureOutput<Picture>,
    clock: Clock,
    lookup: SourceLookup = systemSourceLookup(options),
  ) {
    this.#options = options;
    this.#output = output;
    this.#clock = clock;
    this.#lookup = lookup;
    this.#retryPause = new RetryPause(clock);
    this.#shapes = new ShapeFollower(output.format);
    this.#rateCap = new FrameRateCap(options.fps);
    this.#holdsMjpeg = MJPEG_NAME.test(options.camera);
  }

  /** Called once. Pictures go to the output. */
  start(onState: (state: CaptureState) => void, onBroken: () => void = () => {}): void {
    this.#onBroken = onBroken;
    this.#states.onState = onState;
    this.#say({ state: "starting" });
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#end("stopped");
    await this.#running;
    await this.#next.drop();
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
      await this.#fifo?.close(); // the path may lead to another FIFO by then
      this.#fifo = undefined;
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

  /** Runs ffmpeg once. Returns what went wrong, or `undefined` if it is to be started again immediately. */
  async #capture(): Promise<CaptureState | undefined> {
    let source: CaptureSource;
    try {
      source = await findCaptureSource(this.#options.camera, this.#lookup);
    } catch (error) {
      if (!(error instanceof NoSuchSource)) return startFailure(error, this.#ffmpegStart);
      // Without ffmpeg, no camera is listed on some systems, and none can be read on any.
      if (!this.#ranBefore && await findFfmpeg(this.#options.ffmpegPath) === undefined) return noFfmpeg(this.#options);
      return { state: "failed", reason: "not_found", message: error.message, hint: error.hint };
    }
    if (this.#isStopped()) return undefined;
    if (source.kind === "fifo" && this.#holdsMjpeg) source = { ...source, kind: "multipart" };
    return await this.#runFfmpeg(source);
  }

  get #ffmpegStart(): FfmpegStart {
    return { ...this.#options, ranBefore: this.#ranBefore };
  }

  async #runFfmpeg(source: CaptureSource): Promise<CaptureState | undefined> {
    const { os, fps, quality = 80, ffmpegPath } = this.#options;
    this.#startedMs = this.#clock.nowMs();
    const { width, maxBytes } = this.#output.begin(this.#startedMs);
    const task = {
      os,
      source,
      width,
      fps,
      quality,
      maxBytes,
      format: this.#output.format,
      display: Deno.env.get("DISPLAY"),
      ...this.#shapes.begin(source, width, this.#startedMs),
    };
    const firstSequence = this.#sequence;
    const splitter = this.#output.splitter(this.#onBroken);
    const capsRate = source.kind === "camera" || source.kind === "screen";
    // If it starts in the middle, it does not see the whole film.
    const film = source.kind === "file" && task.startS === 0 ? new FilmMemory<Picture>() : undefined;
    const watch = source.kind === "file" ? new FileWatch(source.path, this.#startedMs) : undefined;
    const command: FfmpegCommand = {
      path: ffmpegPath ?? "ffmpeg",
      args: ffmpegArgs(task, this.#dialect),
      os,
      input: this.#input(source),
      onOutput: (bytes) => {
        for (const picture of splitter.push(bytes)) {
          film?.add(picture, this.#clock.nowMs());
          this.#deliver(picture, capsRate);
        }
        // A shorter film is shown from the memory.
        if (source.kind === "file" && film?.isTooLong !== false) this.#prepareNext(task, source.path, command);
      },
      onSaid: (said) => this.#heard(source, said),
    };
    let process: FfmpegProcess;
    try {
      process = this.#process = this.#next.take(command) ?? new FfmpegProcess(command);
    } catch (error) {
      return startFailure(error, this.#ffmpegStart);
    }
    this.#ranBefore = true;
    const cancelWatch = watchForStall(
      this.#clock,
      this.#startedMs,
      () => stallLimitMs(source, this.#firstUnitMs !== undefined),
      () => this.#lastUnitMs,
      () => this.#end("stalled"),
    );
    const code = await process.ended;
    cancelWatch();
    const hasNews = this.#shapes.end(this.#ending === "restart");
    this.#process = undefined;
    this.#said = process.said;
    if (hasNews && this.#ending === undefined) return undefined; // it ended before its shapes could be followed
    if (this.#firstUnitMs !== undefined && this.#ending === undefined && !isKilled(code)) {
      if (watch) {
        await film?.play(this.#projector, () => watch.hasChanged(this.#clock.nowMs()));
        // It was too long to be kept, or has changed: it is read again, from its start.
        if (this.#ending === undefined) return undefined;
      } else if (source.kind === "url" && this.#sequence - firstSequence === 1) {
        await this.#pause(SNAPSHOT_MS);
        return undefined;
      }
    }
    return this.#judge(source);
  }

  /** Starts the ffmpeg that will show a film again, shortly before its end. */
  #prepareNext(task: FfmpegTask, film: string, command: FfmpegCommand): void {
    // A picture whose name is a pattern has the standard input for itself.
    if (this.#next.isPrepared || this.#ending !== undefined || command.input !== undefined) return;
    if ((this.#shapes.remainingS ?? 0) > NEXT_SHOWING_S) return;
    const args = (waits: boolean) => ffmpegArgs({ ...task, startS: 0, waits }, this.#dialect);
    this.#next.prepare(
      { command: { ...command, args: args(false) }, waitingArgs: args(true), film },
      this.#clock.nowMs(),
    );
  }

  readonly #projector: Projector<Picture> = {
    nowMs: () => this.#clock.nowMs(),
    pause: (ms) => this.#pause(ms),
    isEnded: () => this.#ending !== undefined,
    show: (picture) => this.#deliver(picture, false),
  };

  /** Reacts to what ffmpeg prints while it runs. */
  async #heard(source: CaptureSource, said: string): Promise<void> {
    if (source.kind === "fifo") this.#watchForMjpeg(source.path, said);
    if (source.kind === "camera" && this.#options.os === "linux" && this.#ending === undefined) {
      // Raw pictures of many pixels do not fit through USB 2 thirty times a second.
      if (this.#dialect.cameraFormat === undefined && givesLess(said)) {
        this.#dialect = { ...this.#dialect, cameraFormat: "mjpeg" };
        this.#end("restart");
      }
    }
    const { isInterlaced, hdrTransfer } = sourceTraits(said);
    const { deinterlaces, hdrTransfer: known } = this.#dialect;
    // What a FIFO has given to one ffmpeg is lost to the next.
    if (
      source.kind !== "fifo" && this.#ending === undefined &&
      ((isInterlaced && !deinterlaces) || (hdrTransfer && !known))
    ) {
      this.#dialect = { ...this.#dialect, deinterlaces: isInterlaced, hdrTransfer: hdrTransfer ?? known };
      this.#end("restart");
    }
    const wantsRestart = await this.#shapes.heard(said, this.#clock.nowMs());
    if (wantsRestart && this.#ending === undefined) this.#end("restart");
  }

  /** What ffmpeg reads on its standard input. */
  #input(source: CaptureSource): FfmpegCommand["input"] {
    if (source.kind === "multipart") {
      const fifo = this.#fifo ??= new MjpegFifo(source.path, this.#onBroken);
      return (output) => fifo.copyTo(output);
    }
    if (source.kind !== "file" || !isNamePattern(source.path)) return undefined;
    return async (output) => {
      using file = await Deno.open(source.path);
      for await (const bytes of file.readable) await output.write(bytes);
    };
  }

  /** Takes a FIFO of Motion JPEG over from ffmpeg. Both have it open for a moment, so its writer does not notice. */
  async #watchForMjpeg(path: string, said: string): Promise<void> {
    if (this.#holdsMjpeg || this.#ending !== undefined || !MJPEG_INPUT.test(said)) return;
    this.#holdsMjpeg = true;
    this.#fifo = new MjpegFifo(path, this.#onBroken);
    await this.#fifo.opened.catch(() => {});
    if (this.#ending === undefined) this.#end("restart");
  }

  /** What the end of a run means: why it failed, or `undefined` if ffmpeg is to be started again at once. */
  #judge(source: CaptureSource): CaptureState | undefined {
    if (this.#ending === "stopped" || this.#ending === "restart") return undefined;
    const hadPicture = this.#firstUnitMs !== undefined;
    const dialect = hadPicture ? undefined : nextDialect(this.#said, this.#dialect, this.#options);
    if (dialect) {
      this.#dialect = dialect;
      return undefined;
    }
    const { os, camera: name } = this.#options;
    const run = { os, source, name, hadPicture, isStalled: this.#ending === "stalled", said: this.#said };
    if (!lostWriter(run)) return runFailure(run, this.#ffmpegStart);
    this.#say({ state: "starting" });
    return undefined;
  }

  #deliver(picture: Picture, capsRate: boolean): void {
    const nowMs = this.#clock.nowMs();
    this.#lastUnitMs = nowMs;
    if (this.#shapes.isMisshapen) return;
    if (this.#firstUnitMs === undefined) {
      this.#firstUnitMs = nowMs;
      this.#shapes.releaseFifo();
      this.#say({ state: "running" });
    }
    if (capsRate && !this.#rateCap.take(nowMs)) return;
    this.#output.deliver(picture, this.#sequence++, nowMs);
    if (this.#ending === undefined && this.#output.needsRestart(picture.bytes.length, nowMs)) this.#end("restart");
  }

  /** Ends the current run or pause. The first reason counts, but `stopped` always replaces it. */
  #end(ending: Ending): void {
    if (this.#ending === undefined || ending === "stopped") this.#ending = ending;
    this.#retryPause.end();
    this.#process?.stop().catch(() => {}); // code that waits for its end gets the error
  }

  #pause(ms: number): Promise<void> {
    return this.#isStopped() ? Promise.resolve() : this.#retryPause.wait(ms);
  }

  #say(state: CaptureState): void {
    if (!this.#isStopped()) this.#states.report(state);
  }
}
