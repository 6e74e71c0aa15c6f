/** What an Opus packet says about itself before it is decoded. */
export interface OpusPacket {
  /** Its length in samples at 48 kHz: 120 to 2880 (2.5 to 60 ms). */
  readonly samples: number;
  /** How many frames it has, 1 to 24. */
  readonly frames: number;
  readonly isStereo: boolean;
  /** It also carries the sound before it, at a lower bit rate (in-band FEC, LBRR). */
  readonly hasFec: boolean;
}

/** Why a packet is not decoded. */
export type OpusFailure =
  /** It breaks a rule of RFC 6716, section 3.4. */
  | "sound_malformed"
  /** It ends before what its head announces. */
  | "sound_truncated"
  /** It is longer than an encoder of vchat's makes any: over 60 ms, or over 1275 bytes. */
  | "sound_too_long";

/** The longest frame in bytes: RFC 6716, section 3.2.1. No packet may have more either, since one is sent in one datagram. */
export const MAX_OPUS_BYTES = 1275;
/** The longest packet in samples at 48 kHz: 60 ms. The RFC allows 120, which no encoder here makes. */
export const MAX_OPUS_SAMPLES = 2880;

/** How the bytes of a packet are shared out among its frames. */
interface Layout {
  readonly frames: number;
  readonly firstAt: number;
  readonly firstBytes: number;
}

/**
 * Reads the head of an Opus packet: RFC 6716, section 3. Returns why it is not one, if so. What the frames contain is not
 * checked: a decoder takes any bytes. Never throws, whatever the bytes are.
 */
export function readOpusPacket(bytes: Uint8Array): OpusPacket | OpusFailure {
  if (bytes.length === 0) return "sound_truncated";
  if (bytes.length > MAX_OPUS_BYTES) return "sound_too_long";
  const frameSamples = samplesOf(bytes[0] >> 3);
  const layout = layoutOf(bytes);
  if (typeof layout === "string") return layout;
  const samples = layout.frames * frameSamples;
  if (samples > MAX_OPUS_SAMPLES) return "sound_too_long";
  return {
    samples,
    frames: layout.frames,
    isStereo: (bytes[0] & 4) !== 0,
    hasFec: layout.firstBytes > 0 && hasFec(bytes[0], bytes[layout.firstAt], frameSamples),
  };
}

/** Samples of one frame at 48 kHz, by the configuration number: RFC 6716, section 3.1, table 2. */
function samplesOf(configuration: number): number {
  if (configuration < 12) return [480, 960, 1920, 2880][configuration & 3];
  if (configuration < 16) return [480, 960][configuration & 1];
  return [120, 240, 480, 960][configuration & 3];
}

/** How many frames there are, and where the first one is: RFC 6716, section 3.2. */
function layoutOf(bytes: Uint8Array): Layout | OpusFailure {
  const code = bytes[0] & 3, bytesLeft = bytes.length - 1;
  if (code === 0) return { frames: 1, firstAt: 1, firstBytes: bytesLeft };
  if (code === 1) {
    return bytesLeft % 2 === 1 ? "sound_malformed" : { frames: 2, firstAt: 1, firstBytes: bytesLeft / 2 };
  }
  if (code === 3) return countedLayoutOf(bytes);
  const first = lengthAt(bytes, 1, bytes.length);
  if (first === undefined || first.nextAt + first.length > bytes.length) return "sound_truncated";
  return { frames: 2, firstAt: first.nextAt, firstBytes: first.length };
}

/** A packet of code 3, which counts its frames: RFC 6716, section 3.2.5. */
function countedLayoutOf(bytes: Uint8Array): Layout | OpusFailure {
  if (bytes.length < 2) return "sound_truncated";
  const frames = bytes[1] & 0x3f, isPadded = (bytes[1] & 0x40) !== 0, isVariable = (bytes[1] & 0x80) !== 0;
  if (frames === 0) return "sound_malformed";
  let at = 2, end = bytes.length;
  for (let more = isPadded; more;) {
    if (at >= bytes.length) return "sound_truncated";
    const padding = bytes[at++];
    more = padding === 255;
    end -= more ? 254 : padding;
  }
  if (end < at) return "sound_truncated";
  if (!isVariable) {
    const each = (end - at) / frames;
    return Number.isInteger(each) ? { frames, firstAt: at, firstBytes: each } : "sound_malformed";
  }
  let framesBytes = 0, firstBytes: number | undefined;
  for (let frame = 1; frame < frames; frame++) {
    const next = lengthAt(bytes, at, end);
    if (next === undefined) return "sound_truncated";
    at = next.nextAt;
    framesBytes += next.length;
    firstBytes ??= next.length;
  }
  const lastBytes = end - at - framesBytes;
  return lastBytes < 0 ? "sound_truncated" : { frames, firstAt: at, firstBytes: firstBytes ?? lastBytes };
}

/** The length of a frame, in one byte or two: RFC 6716, section 3.2.1. */
function lengthAt(bytes: Uint8Array, at: number, end: number): { length: number; nextAt: number } | undefined {
  if (at >= end) return undefined;
  if (bytes[at] < 252) return { length: bytes[at], nextAt: at + 1 };
  if (at + 1 >= end) return undefined;
  return { length: bytes[at] + 4 * bytes[at + 1], nextAt: at + 2 };
}

/** The LBRR flag of the SILK layer, after the voice flags of its 20 ms parts: RFC 6716, section 4.2.3. */
function hasFec(toc: number, flags: number, frameSamples: number): boolean {
  if (toc >= 0x80) return false;
  const parts = Math.max(1, frameSamples / 960);
  const isStereo = (toc & 4) !== 0;
  return ((flags >> (7 - parts)) & 1) === 1 || (isStereo && ((flags >> (6 - 2 * parts)) & 1) === 1);
}
