import { SOUND_RATE_HZ } from "../../../port/sound_device.ts";
import { newApmRequest, processRequest, readError, readNewApm, setDelayRequest } from "./apm_messages.ts";
import type { ProcessingStage } from "./processing_stage.ts";
import { Sample16Buffer } from "./sample16_buffer.ts";
import type { ProcessingOptions } from "./sound_processor.ts";

/** What is used of LiveKit's library. */
export interface ApmLibrary {
  /** Carries out a request, and returns its answer. */
  livekitFfiRequest(request: Uint8Array): Uint8Array;
  /** The address of an array. */
  livekitRetrievePtr(bytes: Uint8Array): bigint;
  readonly FfiHandle: new (handle: bigint) => { dispose(): void };
}

/** The longest delay that the module takes, in ms (libwebrtc). */
const MAX_DELAY_MS = 500;

/** A smaller change of the delay, in milliseconds, is jitter: the module looks for the echo itself, around what it was told. */
const TOLD_STEP_MS = 4;

/** How much later sound comes out if echo is cancelled, and if noise is suppressed, in ms. Measured; the rest takes less than one. */
const ECHO_DELAY_MS = 8, NOISE_DELAY_MS = 6;

/** libwebrtc's audio processing module: echo canceller (AEC3), noise suppression, gain control, high pass. */
export class ApmStage implements ProcessingStage {
  readonly delayMs: number;
  private readonly handle: bigint;
  private readonly near = new Sample16Buffer();
  private readonly far = new Sample16Buffer();
  private readonly nearRequest: Uint8Array;
  private readonly farRequest: Uint8Array;
  private readonly cleaned = new Float32Array(this.near.samples.length);
  private toldDelayMs = -Infinity;

  /** Loads LiveKit's library. Rejects with an Error if there is none for this machine. */
  static async open(options: ProcessingOptions): Promise<ApmStage> {
    // Named here, so that it gets into a compiled binary; imported late, since it may fail to load.
    return new ApmStage(await import("@livekit/rtc-ffi-bindings/native.js"), options);
  }

  constructor(private readonly library: ApmLibrary, options: ProcessingOptions) {
    this.delayMs = (options.echo ? ECHO_DELAY_MS : 0) + (options.noise ? NOISE_DELAY_MS : 0);
    this.handle = readNewApm(library.livekitFfiRequest(newApmRequest(options)));
    const request = (direction: "capture" | "reverse", { bytes }: Sample16Buffer) =>
      processRequest(direction, this.handle, library.livekitRetrievePtr(bytes), bytes.length, SOUND_RATE_HZ);
    this.nearRequest = request("capture", this.near);
    this.farRequest = request("reverse", this.far);
  }

  play(far: Float32Array): void {
    this.far.write(far);
    this.run(this.farRequest);
  }

  clean(near: Float32Array): Float32Array {
    this.near.write(near);
    this.run(this.nearRequest);
    this.near.read(this.cleaned);
    return this.cleaned;
  }

  setDelayMs(delayMs: number): void {
    const rounded = Math.round(Math.min(Math.max(delayMs, 0), MAX_DELAY_MS));
    if (Math.abs(rounded - this.toldDelayMs) < TOLD_STEP_MS) return;
    this.toldDelayMs = rounded;
    this.run(setDelayRequest(this.handle, rounded));
  }

  close(): void {
    new this.library.FfiHandle(this.handle).dispose();
  }

  private run(request: Uint8Array): void {
    const error = readError(this.library.livekitFfiRequest(request));
    if (error !== undefined) throw new Error(`the audio processing module refused a request: ${error}`);
  }
}
