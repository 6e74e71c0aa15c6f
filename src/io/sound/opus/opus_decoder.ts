import { createDecoder, type OpusDecoderHandle } from "libopus-wasm";
import { MAX_OPUS_SAMPLES, readOpusPacket } from "../../../media/sound/opus_packet.ts";
import { SOUND_RATE_HZ } from "../../../port/sound_device.ts";

/** In samples: libopus conceals multiples of 2.5 ms. */
const CONCEALED_UNIT = 120;

/**
 * Decodes the Opus packets of one sender in their order, to mono at 48 kHz. Whatever the bytes are: it never throws, its
 * memory does not grow, and each sample is a number from -1 to 1.
 */
export class OpusDecoder {
  private constructor(private readonly handle: OpusDecoderHandle) {}

  /** Loads libopus, the first time in about 10 ms. */
  static async open(): Promise<OpusDecoder> {
    return new OpusDecoder(
      await createDecoder({ sampleRate: SOUND_RATE_HZ, channels: 1, maxFrameSize: MAX_OPUS_SAMPLES }),
    );
  }

  /** The sound of a packet. No samples if `readOpusPacket` refuses it. If libopus does, its length is concealed. */
  decode(bytes: Uint8Array): Float32Array {
    const packet = readOpusPacket(bytes);
    if (typeof packet === "string") return new Float32Array(0);
    return this.attempt(() => this.handle.decodeFloat(bytes)) ?? this.conceal(packet.samples);
  }

  /**
   * The last `samples` before the packet of which `bytes` are: from its in-band FEC as far as that goes, and concealed
   * otherwise. `samples` as for {@linkcode conceal}. The packet itself is decoded after that.
   */
  decodeFec(bytes: Uint8Array, samples: number): Float32Array {
    const packet = readOpusPacket(bytes);
    if (typeof packet === "string" || !packet.hasFec) return this.conceal(samples);
    const options = { decodeFec: true, frameSize: concealedLength(samples) };
    return this.attempt(() => this.handle.decodeFloat(bytes, options)) ?? this.conceal(samples);
  }

  /** Sound in place of lost samples: 120 to 2880, a multiple of 120. Another number is rounded to the nearest allowed one. */
  conceal(samples: number): Float32Array {
    const length = concealedLength(samples);
    return this.attempt(() => this.handle.decodePacketLossFloat(length)) ?? new Float32Array(length);
  }

  /** Frees its memory. Nothing may be called after it, except this. */
  close(): void {
    this.handle.free();
  }

  private attempt(decode: () => Float32Array): Float32Array | undefined {
    try {
      return limit(decode());
    } catch {
      return undefined;
    }
  }
}

function concealedLength(samples: number): number {
  const units = Math.round(samples / CONCEALED_UNIT) || 1;
  return Math.min(Math.max(units, 1) * CONCEALED_UNIT, MAX_OPUS_SAMPLES);
}

/** In place: what is beyond -1 to 1 becomes the nearest of them; what is not a number becomes 0. */
function limit(samples: Float32Array): Float32Array {
  for (let n = 0; n < samples.length; n++) {
    const sample = samples[n];
    if (!(sample >= -1 && sample <= 1)) samples[n] = sample > 1 ? 1 : sample < -1 ? -1 : 0;
  }
  return samples;
}
