import { SOUND_FRAME_SAMPLES, SOUND_RATE_HZ } from "../../../port/sound_device.ts";
import { clipSamples } from "../clip_samples.ts";
import type { EncoderLibrary } from "./encoder_library.ts";

/**
 * Functions of libopus. The last parameter of `opus_encoder_ctl` is variadic: on Linux it is passed as any other is, elsewhere it need
 * not be.
 */
const SYMBOLS = {
  opus_encoder_create: { parameters: ["i32", "i32", "i32", "buffer"], result: "pointer" },
  opus_encoder_ctl: { parameters: ["pointer", "i32", "i32"], result: "i32" },
  opus_encoder_ask: { name: "opus_encoder_ctl", parameters: ["pointer", "i32", "buffer"], result: "i32" },
  opus_encode_float: { parameters: ["pointer", "buffer", "i32", "buffer", "i32"], result: "i32" },
  opus_encoder_destroy: { parameters: ["pointer"], result: "void" },
} as const;

type Libopus = Deno.DynamicLibrary<typeof SYMBOLS>;

/** From `opus_defines.h`. */
const APPLICATION_VOIP = 2048, SIGNAL_VOICE = 3001;
const SET_BITRATE = 4002, SET_COMPLEXITY = 4010, SET_INBAND_FEC = 4012, SET_PACKET_LOSS_PERC = 4014;
const SET_DTX = 4016, SET_SIGNAL = 4024, GET_LOOKAHEAD = 4027;

/**
 * The libopus of a Linux system, which libpulse needs, too. It uses the processor's vector instructions, and takes about half as long as
 * the one in WebAssembly. Only its encoder is used: packets of a peer are decoded where they can do no harm.
 */
export class SystemEncoder implements EncoderLibrary {
  readonly #library: Libopus;
  readonly #encoder: Deno.PointerValue;
  readonly #samples = new Float32Array(2 * SOUND_FRAME_SAMPLES);
  readonly #sampleBytes = new Uint8Array(this.#samples.buffer);
  #packet = new Uint8Array(0);

  /** `undefined` where there is none, or one that does not do as it should. `complexity`: 0 to 10. */
  static open(complexity: number, lookaheadSamples: number, name = "libopus.so.0"): SystemEncoder | undefined {
    if (Deno.build.os !== "linux") return undefined;
    let library: Libopus;
    try {
      library = Deno.dlopen(name, SYMBOLS);
    } catch {
      return undefined;
    }
    const encoder = library.symbols.opus_encoder_create(SOUND_RATE_HZ, 1, APPLICATION_VOIP, new Uint8Array(4));
    if (encoder === null) {
      library.close();
      return undefined;
    }
    const system = new SystemEncoder(library, encoder);
    const isAsWanted = system.#set(SET_COMPLEXITY, complexity) && system.#set(SET_DTX, 1) &&
      system.#set(SET_INBAND_FEC, 1) &&
      system.#set(SET_SIGNAL, SIGNAL_VOICE) && system.#lookahead === lookaheadSamples;
    if (isAsWanted) return system;
    system.free();
    return undefined;
  }

  private constructor(library: Libopus, encoder: Deno.PointerValue) {
    this.#library = library;
    this.#encoder = encoder;
  }

  /** At most 20 ms of samples. Throws an Error if libopus refuses them. */
  encodeFloat(samples: Float32Array, { frameSize, maxPacketBytes }: { frameSize: number; maxPacketBytes: number }) {
    if (samples.length !== frameSize || frameSize > this.#samples.length) {
      throw new RangeError(`${samples.length} samples instead of ${frameSize}`);
    }
    if (this.#packet.length < maxPacketBytes) this.#packet = new Uint8Array(maxPacketBytes);
    clipSamples(samples, this.#samples);
    const { opus_encode_float } = this.#library.symbols;
    const bytes = opus_encode_float(this.#encoder, this.#sampleBytes, frameSize, this.#packet, maxPacketBytes);
    if (bytes < 0) throw new Error(`libopus could not encode: error ${bytes}`);
    return this.#packet.slice(0, bytes);
  }

  setBitrate(bitsPerSecond: number): void {
    this.#set(SET_BITRATE, bitsPerSecond);
  }

  setPacketLossPercent(percent: number): void {
    this.#set(SET_PACKET_LOSS_PERC, percent);
  }

  /** Nothing may be called after it. */
  free(): void {
    this.#library.symbols.opus_encoder_destroy(this.#encoder);
    this.#library.close();
  }

  /** In samples. */
  get #lookahead(): number {
    const answer = new Int32Array(1);
    this.#library.symbols.opus_encoder_ask(this.#encoder, GET_LOOKAHEAD, new Uint8Array(answer.buffer));
    return answer[0];
  }

  #set(request: number, value: number): boolean {
    return this.#library.symbols.opus_encoder_ctl(this.#encoder, request, value) === 0;
  }
}
