import { Application, createEncoder, Signal } from "libopus-wasm";
import { SOUND_RATE_HZ } from "../../../port/sound_device.ts";

/** An encoder of libopus: for speech, in mono at 48 kHz, with in-band FEC and DTX. */
export interface EncoderLibrary {
  /** Encodes samples of -1 to 1 to at most `maxPacketBytes`. The packet is in memory of its own. */
  encodeFloat(samples: Float32Array, options: { frameSize: number; maxPacketBytes: number }): Uint8Array;
  setBitrate(bitsPerSecond: number): void;
  setPacketLossPercent(percent: number): void;
  free(): void;
}

/** libopus as WebAssembly, which runs everywhere. `complexity`: 0 to 10. */
export async function openWasmEncoder(complexity: number): Promise<EncoderLibrary> {
  return await createEncoder({
    sampleRate: SOUND_RATE_HZ,
    channels: 1,
    application: Application.Voip,
    signal: Signal.Voice,
    complexity,
    dtx: true,
    fec: true,
  });
}
