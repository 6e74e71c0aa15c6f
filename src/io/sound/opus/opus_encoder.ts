import { MAX_OPUS_BYTES } from "../../../media/sound/opus_packet.ts";
import { SOUND_FRAME_SAMPLES, SOUND_RATE_HZ } from "../../../port/sound_device.ts";
import { type EncoderLibrary, openWasmEncoder } from "./encoder_library.ts";
import { SystemEncoder } from "./system_encoder.ts";

/** How sound is encoded. */
export interface OpusOptions {
  /** Bits a second, 6,000 to 64,000. */
  readonly bitsPerSecond: number;
  /** The share of packets that is expected to be lost, in percent: how much of a packet goes into in-band FEC. */
  readonly lossPercent: number;
  /** False: always the libopus in WebAssembly. */
  readonly usesSystem?: boolean;
}

/** From 0 to 10. At 5, a second of speech in frames of 10 ms takes 0.010 s to encode as WebAssembly; at 9, 0.017 s. */
const COMPLEXITY = 5;
/** Of libopus, for speech. */
const LOOKAHEAD_SAMPLES = 312;
/** In bits a second. Below, words are lost; above, nothing is gained that a microphone gives. */
const MIN_BITS_PER_SECOND = 6_000, MAX_BITS_PER_SECOND = 64_000;
/** With DTX, a packet of at most this many bytes need not be sent (libopus, `opus_encode()`). */
const SILENT_BYTES = 2;
/** In samples: 10 and 20 ms. */
const FRAME_SIZES = [SOUND_FRAME_SAMPLES, 2 * SOUND_FRAME_SAMPLES];
/** In percent. For more, the encoder would spend so much on FEC that nothing is left for the sound itself. */
const MAX_LOSS_PERCENT = 30;

/** Encodes speech in mono at 48 kHz with libopus (RFC 6716), with in-band FEC and without packets for silence (DTX). */
export class OpusEncoder {
  readonly delayMs = LOOKAHEAD_SAMPLES * 1000 / SOUND_RATE_HZ;

  private constructor(private readonly library: EncoderLibrary) {}

  /** Loads libopus, in about 10 ms: the system's, or the one in WebAssembly if there is none or `options` do not want it. */
  static async open(options: OpusOptions): Promise<OpusEncoder> {
    const system = options.usesSystem === false ? undefined : SystemEncoder.open(COMPLEXITY, LOOKAHEAD_SAMPLES);
    const encoder = new OpusEncoder(system ?? await openWasmEncoder(COMPLEXITY));
    encoder.setBitrate(options.bitsPerSecond);
    encoder.setLoss(options.lossPercent);
    return encoder;
  }

  /**
   * Encodes 480 or 960 samples from -1 to 1 (what is beyond is clipped). The packet has at most 1275 bytes. `undefined` if
   * there has been silence for a while: then nothing is to be sent. Throws a RangeError for another number of samples.
   */
  encode(samples: Float32Array): Uint8Array | undefined {
    if (!FRAME_SIZES.includes(samples.length)) {
      throw new RangeError(`${samples.length} samples: an Opus frame of vchat has 480 or 960`);
    }
    const packet = this.library.encodeFloat(samples, { frameSize: samples.length, maxPacketBytes: MAX_OPUS_BYTES });
    return packet.length <= SILENT_BYTES ? undefined : packet;
  }

  /** From the next frame on. A rate beyond the limits is brought within them. */
  setBitrate(bitsPerSecond: number): void {
    this.library.setBitrate(Math.round(Math.min(Math.max(bitsPerSecond, MIN_BITS_PER_SECOND), MAX_BITS_PER_SECOND)));
  }

  /** From the next frame on. A share beyond the limits is brought within them. */
  setLoss(percent: number): void {
    this.library.setPacketLossPercent(Math.round(Math.min(Math.max(percent, 0), MAX_LOSS_PERCENT)));
  }

  /** Frees its memory. Nothing may be called after it, except this. */
  close(): void {
    this.library.free();
  }
}
