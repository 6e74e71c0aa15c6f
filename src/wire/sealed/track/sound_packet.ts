/** The plaintext of a packet of sound: one Opus frame and repetitions of earlier ones. PROTOCOL.md, "Sound". */
import { Buffer } from "node:buffer";
import type { SoundFrame } from "../../../port/sound.ts";
import type { TrackId } from "../../../port/encoded_frame.ts";

// All constants are part of the wire.
export const STREAM_SOUND = 5;
/** RFC 6716, section 3.4: no Opus frame is longer. This wire carries one frame in each Opus packet, with its TOC byte. */
const MAX_FRAME_BYTES = 1276;
export const MAX_SOUND_FRAMES = 8;
/** Stream, track, packet number, capture time, sequence number, count. */
export const SOUND_HEADER_BYTES = 15;
/** How far back it is, and its length. */
export const SOUND_FRAME_HEADER_BYTES = 3;
const NUMBER_AT = 2, CAPTURE_AT = 4, SEQUENCE_AT = 10, COUNT_AT = 14;
const MAX_BACK = 255;

export interface SoundPacket {
  readonly track: TrackId;
  /** Counts the packets of the track, modulo 65536. */
  readonly number: number;
  /** When the first sample of the newest frame was captured, in milliseconds of the sender's clock. */
  readonly captureMs: number;
  /** Of the newest frame, or of the silence that begins. */
  readonly sequence: number;
  /** The newest first, each of the others earlier than the one before it. At most {@linkcode MAX_SOUND_FRAMES}; none: silence. */
  readonly frames: readonly SoundFrame[];
}

/** Frames that are more than 2.55 s older than the newest one have no place in a packet. */
export function canRepeat(newest: SoundFrame, frame: SoundFrame): boolean {
  return frame.sequence < newest.sequence && newest.sequence - frame.sequence <= MAX_BACK;
}

export function encodeSoundPacket({ track, number, captureMs, sequence, frames }: SoundPacket): Buffer {
  const framesBytes = frames.reduce((sum, { bytes }) => sum + SOUND_FRAME_HEADER_BYTES + bytes.length, 0);
  const packet = Buffer.allocUnsafe(SOUND_HEADER_BYTES + framesBytes);
  packet[0] = STREAM_SOUND;
  packet[1] = track;
  packet.writeUInt16BE(number & 0xffff, NUMBER_AT);
  packet.writeUIntBE(Math.max(0, Math.round(captureMs * 1000)), CAPTURE_AT, 6);
  packet.writeUInt32BE(sequence, SEQUENCE_AT);
  packet[COUNT_AT] = frames.length;
  let headerAt = SOUND_HEADER_BYTES, at = headerAt + frames.length * SOUND_FRAME_HEADER_BYTES;
  for (const frame of frames) {
    packet[headerAt] = sequence - frame.sequence;
    packet.writeUInt16BE(frame.bytes.length, headerAt + 1);
    headerAt += SOUND_FRAME_HEADER_BYTES;
    packet.set(frame.bytes, at);
    at += frame.bytes.length;
  }
  return packet;
}

/** `undefined` if no sender of this version would send such a packet. The frames are copies. */
export function decodeSoundPacket(plain: Buffer): SoundPacket | undefined {
  if (plain.length < SOUND_HEADER_BYTES || plain[0] !== STREAM_SOUND) return undefined;
  const count = plain[COUNT_AT], sequence = plain.readUInt32BE(SEQUENCE_AT);
  const framesAt = SOUND_HEADER_BYTES + count * SOUND_FRAME_HEADER_BYTES;
  if (count > MAX_SOUND_FRAMES || plain.length < framesAt) return undefined;
  const frames: SoundFrame[] = [];
  let at = framesAt, lastBack = -1;
  for (let headerAt = SOUND_HEADER_BYTES; headerAt < framesAt; headerAt += SOUND_FRAME_HEADER_BYTES) {
    const back = plain[headerAt], length = plain.readUInt16BE(headerAt + 1), end = at + length;
    if (length < 1 || length > MAX_FRAME_BYTES || end > plain.length) return undefined;
    if (back <= lastBack || back > sequence || (frames.length === 0 && back !== 0)) return undefined;
    frames.push({ sequence: sequence - back, bytes: Uint8Array.from(plain.subarray(at, end)) });
    at = end;
    lastBack = back;
  }
  if (at !== plain.length) return undefined;
  return {
    track: plain[1],
    number: plain.readUInt16BE(NUMBER_AT),
    captureMs: plain.readUIntBE(CAPTURE_AT, 6) / 1000,
    sequence,
    frames,
  };
}
