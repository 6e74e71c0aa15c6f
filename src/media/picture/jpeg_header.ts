import { isWithinLimits } from "./picture_limits.ts";

/** What a JPEG says about its picture before it is decoded. */
export interface JpegHeader {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** Why bytes are not shown as a picture. Each is also the name of a drop reason. */
export type JpegFailure = "not_jpeg" | "jpeg_truncated" | "jpeg_too_large";

const SOI = 0xd8, EOI = 0xd9, SOS = 0xda, RST0 = 0xd0, RST7 = 0xd7, TEM = 0x01, SOF0 = 0xc0, SOF2 = 0xc2, SOF15 = 0xcf;
const DHT = 0xc4, JPG = 0xc8, DAC = 0xcc;
const FIRST_MARKER = 0xc0;

/** Motion JPEG in AVI is padded with zeros to an even length or to 4 bytes. Nothing known pads more. */
const MAX_PADDING_BYTES = 3;
/**
 * A picture from OpenCV, libjpeg or ffmpeg has 6 to 12 segments before its scan; with EXIF and ICC profiles, a few
 * dozen.
 */
const MAX_SEGMENTS = 256;
/**
 * libjpeg's progressive pictures have at most 10. A scan may have only a few bytes, and still costs a pass over the picture.
 */
const MAX_SCANS = 64;

/**
 * Checks, without decoding, that bytes are one complete JPEG that browsers and OpenCV decode: SOI, well-formed segments, one
 * frame header (baseline, extended or progressive Huffman, 8 bits, grey or three components) of an allowed size, at least one
 * scan and not too many, and EOI at the end. Takes a few hundred nanoseconds, or a few microseconds if there may be several
 * scans. Never throws, whatever the bytes.
 *
 * Format: ITU-T T.81, annex B.
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader | JpegFailure {
  if (bytes.length < 2 || bytes[0] !== 0xff || bytes[1] !== SOI) return "not_jpeg";
  let header: JpegHeader | undefined, progressive = false, components = 0;
  let at = 2;
  for (let segments = 0; segments < MAX_SEGMENTS; segments++) {
    if (at >= bytes.length) return "jpeg_truncated";
    if (bytes[at] !== 0xff) return "not_jpeg";
    while (at < bytes.length && bytes[at] === 0xff) at++; // Fill bytes (B.1.1.2) and the marker's own.
    if (at >= bytes.length) return "jpeg_truncated";
    const code = bytes[at++];
    if (code === TEM || (code >= RST0 && code <= RST7)) continue;
    if (code < FIRST_MARKER || code === SOI || code === EOI) return "not_jpeg";
    if (at + 2 > bytes.length) return "jpeg_truncated";
    const length = bytes[at] << 8 | bytes[at + 1];
    if (length < 2) return "not_jpeg";
    if (at + length > bytes.length) return "jpeg_truncated";
    if (code === SOS) {
      if (header === undefined || !isScanHeader(bytes, at, length)) return "not_jpeg";
      if (!endsWithEoi(bytes, at + length)) return "jpeg_truncated";
      // If the first scan is complete, a decoder does not look for another.
      if ((progressive || bytes[at + 2] < components) && hasTooManyScans(bytes, at + length)) return "not_jpeg";
      return header;
    }
    if (code >= SOF0 && code <= SOF15 && code !== DHT && code !== JPG && code !== DAC) {
      if (code > SOF2 || header !== undefined) return "not_jpeg";
      const frame = readFrameHeader(bytes, at, length);
      if (typeof frame === "string") return frame;
      header = frame;
      progressive = code === SOF2;
      components = bytes[at + 7];
    }
    at += length;
  }
  return "not_jpeg";
}

/** B.2.2. `at`: the segment's length, which is inside the bytes. */
function readFrameHeader(bytes: Uint8Array, at: number, length: number): JpegHeader | JpegFailure {
  if (length < 8) return "not_jpeg";
  const precision = bytes[at + 2];
  const height = bytes[at + 3] << 8 | bytes[at + 4];
  const width = bytes[at + 5] << 8 | bytes[at + 6];
  const components = bytes[at + 7];
  // A height of 0 is given after the first scan (DNL). No browser decodes that.
  if (precision !== 8 || height === 0 || width === 0) return "not_jpeg";
  if ((components !== 1 && components !== 3) || length !== 8 + 3 * components) return "not_jpeg";
  for (let i = 0; i < components; i++) {
    const sampling = bytes[at + 9 + 3 * i];
    const horizontal = sampling >> 4, vertical = sampling & 15;
    if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4 || bytes[at + 10 + 3 * i] > 3) {
      return "not_jpeg";
    }
  }
  if (!isWithinLimits(width, height)) return "jpeg_too_large";
  return { width, height };
}

/** B.2.3. */
function isScanHeader(bytes: Uint8Array, at: number, length: number): boolean {
  if (length < 6) return false;
  const components = bytes[at + 2];
  return components >= 1 && components <= 4 && length === 6 + 2 * components;
}

/** Counts markers without reading the segments between them, which seldom contain one, and never many. */
function hasTooManyScans(bytes: Uint8Array, from: number): boolean {
  let scans = 1;
  for (let at = bytes.indexOf(0xff, from); at >= 0 && scans <= MAX_SCANS; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === SOS) scans++;
  }
  return scans > MAX_SCANS;
}

function endsWithEoi(bytes: Uint8Array, scanStart: number): boolean {
  let end = bytes.length;
  for (let i = 0; i < MAX_PADDING_BYTES && bytes[end - 1] === 0; i++) end--;
  return end - 2 >= scanStart && bytes[end - 2] === 0xff && bytes[end - 1] === EOI;
}
