import { SOUND_RATE_HZ } from "../../../port/sound_device.ts";

const SAMPLE_BYTES = 2;
const FORMAT_BYTES = 16, PCM = 1, CHANNELS = 1;
/** What stands for a length that is not known, or that 32 bits do not hold. */
const UNKNOWN = 0xffff_ffff;

/** In bytes. */
const HEADER_BYTES = 44;

/**
 * The header of a WAV file of mono 16-bit samples at `SOUND_RATE_HZ`: RIFF, with a "fmt " and a "data" chunk (Microsoft's
 * Multimedia Programming Interface and Data Specifications 1.0). Without `samples`, their number is not known yet.
 */
export function wavHeader(samples?: number): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  const put = (offset: number, text: string) => header.set(new TextEncoder().encode(text), offset);
  const length = samples === undefined ? UNKNOWN : Math.min(UNKNOWN, samples * SAMPLE_BYTES);
  put(0, "RIFF");
  view.setUint32(4, Math.min(UNKNOWN, length + HEADER_BYTES - 8), true);
  put(8, "WAVEfmt ");
  view.setUint32(16, FORMAT_BYTES, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, CHANNELS, true);
  view.setUint32(24, SOUND_RATE_HZ, true);
  view.setUint32(28, SOUND_RATE_HZ * CHANNELS * SAMPLE_BYTES, true);
  view.setUint16(32, CHANNELS * SAMPLE_BYTES, true);
  view.setUint16(34, 8 * SAMPLE_BYTES, true);
  put(36, "data");
  view.setUint32(40, length, true);
  return header;
}
