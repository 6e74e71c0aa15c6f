import { SOUND_FRAME_SAMPLES, SOUND_RATE_HZ } from "../../../port/sound_device.ts";
import type { ProcessingStage } from "./processing_stage.ts";
import { Sample16Buffer } from "./sample16_buffer.ts";
import type { ProcessingOptions } from "./sound_processor.ts";

/** What is used of libspeexdsp, as in speex_echo.h and speex_preprocess.h of 1.2. */
const SYMBOLS = {
  speex_echo_state_init: { parameters: ["i32", "i32"], result: "pointer" },
  speex_echo_state_destroy: { parameters: ["pointer"], result: "void" },
  speex_echo_cancellation: { parameters: ["pointer", "buffer", "buffer", "buffer"], result: "void" },
  speex_echo_ctl: { parameters: ["pointer", "i32", "buffer"], result: "i32" },
  speex_preprocess_state_init: { parameters: ["i32", "i32"], result: "pointer" },
  speex_preprocess_state_destroy: { parameters: ["pointer"], result: "void" },
  speex_preprocess_run: { parameters: ["pointer", "buffer"], result: "i32" },
  // Named twice, since one request takes a pointer that the library gave, and the others an array.
  speex_preprocess_ctl: { parameters: ["pointer", "i32", "buffer"], result: "i32" },
  setEchoState: { name: "speex_preprocess_ctl", parameters: ["pointer", "i32", "pointer"], result: "i32" },
} as const;

const LIBRARY = "libspeexdsp.so.1";
/** Requests of the two ctl functions. */
const SET_SAMPLING_RATE = 24,
  SET_DENOISE = 0,
  SET_AGC = 2,
  SET_AGC_LEVEL = 6,
  SET_AGC_MAX_GAIN = 30,
  SET_ECHO_STATE = 24;
/** How far back an echo may come from: 240 ms. */
const FILTER_SAMPLES = 11_520;
/** The level that the gain control aims at: of 32768, as a float. -20 dB. */
const GAIN_LEVEL = 3_300;
/** In dB. */
const MAX_GAIN_DB = 18;

type Speex = Deno.DynamicLibrary<typeof SYMBOLS>;

/** libspeexdsp's echo canceller, noise suppression and gain control, where it is installed. It has no high pass. */
export class SpeexStage implements ProcessingStage {
  /** Its windows overlap by a frame. */
  readonly delayMs = 10;
  private readonly near = new Sample16Buffer();
  private readonly far = new Sample16Buffer();
  private readonly out = new Sample16Buffer();
  private readonly cleaned = new Float32Array(SOUND_FRAME_SAMPLES);
  private readonly echo: Deno.PointerValue;
  private readonly preprocess: Deno.PointerValue;

  /** Throws an Error if the library is not installed. */
  static open(options: ProcessingOptions): SpeexStage {
    return new SpeexStage(Deno.dlopen(LIBRARY, SYMBOLS), options);
  }

  private constructor(private readonly library: Speex, options: ProcessingOptions) {
    const { symbols } = library;
    this.echo = options.echo ? symbols.speex_echo_state_init(SOUND_FRAME_SAMPLES, FILTER_SAMPLES) : null;
    this.preprocess = symbols.speex_preprocess_state_init(SOUND_FRAME_SAMPLES, SOUND_RATE_HZ);
    const set = (request: number, value: number) =>
      symbols.speex_preprocess_ctl(this.preprocess, request, Int32Array.of(value));
    set(SET_DENOISE, Number(options.noise));
    set(SET_AGC, Number(options.gain));
    set(SET_AGC_MAX_GAIN, MAX_GAIN_DB);
    symbols.speex_preprocess_ctl(this.preprocess, SET_AGC_LEVEL, Float32Array.of(GAIN_LEVEL));
    if (this.echo === null) return;
    symbols.speex_echo_ctl(this.echo, SET_SAMPLING_RATE, Int32Array.of(SOUND_RATE_HZ));
    symbols.setEchoState(this.preprocess, SET_ECHO_STATE, this.echo);
  }

  play(far: Float32Array): void {
    this.far.write(far);
  }

  clean(near: Float32Array): Float32Array {
    const { symbols } = this.library, { near: captured, far, out } = this;
    captured.write(near);
    if (this.echo === null) out.samples.set(captured.samples);
    else symbols.speex_echo_cancellation(this.echo, captured.bytes, far.bytes, out.bytes);
    symbols.speex_preprocess_run(this.preprocess, out.bytes);
    out.read(this.cleaned);
    far.samples.fill(0);
    return this.cleaned;
  }

  /** It finds the delay by itself. */
  setDelayMs(): void {}

  close(): void {
    const { symbols } = this.library;
    symbols.speex_preprocess_state_destroy(this.preprocess);
    if (this.echo !== null) symbols.speex_echo_state_destroy(this.echo);
    this.library.close();
  }
}
