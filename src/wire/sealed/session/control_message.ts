/**
 * Stream 0: messages between the two ends about the call. Decoders never throw. All constants are part of the wire: PROTOCOL.md,
 * "Control".
 */
import { Buffer } from "node:buffer";
import { MAX_NACK_INDEXES } from "../../../media/transport/nack_generator.ts";
import type { Address } from "../../../port/address.ts";
import type { TrackId } from "../../../port/encoded_frame.ts";
import type { LossCounts } from "../../../media/sound/loss_counts.ts";
import { decodeCandidateList, encodeCandidateList } from "../path/candidate_list.ts";
import { type ByteRange, RECEIVE_WINDOW_BYTES } from "../stream/reliable_stream.ts";

export const STREAM_CONTROL = 0;
export const CHALLENGE_BYTES = 8;
const TYPE_REPORT = 1, TYPE_NACK = 2, TYPE_GOODBYE = 3, TYPE_CHALLENGE = 4, TYPE_RESPONSE = 5;
const TYPE_PROBE = 6, TYPE_PROBE_ANSWER = 7, TYPE_TEXT_ACK = 8;
const TYPE_KEYFRAME_WANTED = 9, TYPE_TRACK_NACK = 10, TYPE_SOUND_RECEPTION = 11;
const TYPE_CANDIDATES = 12, TYPE_CANDIDATES_RECEIVED = 13;
const CANDIDATES_HEAD = Uint8Array.of(STREAM_CONTROL, TYPE_CANDIDATES);
const NO_ECHO = 2 ** 48 - 1;
const REPORT_FIXED_BYTES = 58;
const FLAG_CAMERA_OFF = 1, FLAG_MICROPHONE_OFF = 2;
const KNOWN_FLAGS = FLAG_CAMERA_OFF | FLAG_MICROPHONE_OFF;
const SOUND_RECEPTION_BYTES = 14;
export const MAX_REPORTED_FRAMES = 32;
/** The frame's number, and how many indexes follow. */
const NACK_FIELDS_BYTES = 5;
const TEXT_ACK_FIXED_BYTES = 9, TEXT_RANGE_BYTES = 6;
const MAX_TEXT_RANGES = 32;

/**
 * Times are milliseconds. `sendMs` and `highestArrivalMs` are in the reporter's clock, `echoMs` is in the other end's clock.
 */
export interface Report {
  readonly sendMs: number;
  /** The send time of the latest report that arrived, and how long ago it arrived. */
  readonly echoMs: number | undefined;
  readonly echoHeldMs: number;
  /** -1 if nothing has arrived. */
  readonly highestNumber: number;
  readonly highestArrivalMs: number;
  readonly receivedPackets: number;
  readonly jitterMs: number;
  readonly receivedKbps: number;
  readonly trainBytes: number;
  readonly trainMs: number;
  /** The offset in the text stream up to which everything has arrived. */
  readonly textAcknowledged: number;
  /** Whether the reporter sends video. */
  readonly cameraOn: boolean;
  /** Whether the reporter sends sound. An end without the capability for sound takes no report that says `false`. */
  readonly microphoneOn: boolean;
  /** For each frame since the last report: packets that arrived the first time they were sent, and packets that were sent. */
  readonly frames: readonly { readonly received: number; readonly sent: number }[];
}

export type ControlMessage =
  | { readonly kind: "report"; readonly report: Report }
  | {
    readonly kind: "nack";
    readonly track: TrackId;
    readonly frameNumber: number;
    readonly indexes: readonly number[];
  }
  | { readonly kind: "keyframe_wanted"; readonly track: TrackId }
  | { readonly kind: "sound_reception"; readonly counts: LossCounts }
  | { readonly kind: "text_ack"; readonly acknowledged: number; readonly ranges: readonly ByteRange[] }
  | { readonly kind: "goodbye"; readonly reason: "left" | "replaced" }
  | { readonly kind: "challenge" | "response"; readonly random: Uint8Array }
  | { readonly kind: "probe" | "probe_answer"; readonly size: number }
  | { readonly kind: "candidates"; readonly serial: number; readonly addresses: readonly Address[] }
  | { readonly kind: "candidates_received"; readonly serial: number };

const micros = (ms: number) => Math.min(NO_ECHO - 1, Math.max(0, Math.round(ms * 1000)));
const micros32 = (ms: number) => Math.min(0xffffffff, Math.max(0, Math.round(ms * 1000)));

export function encodeReport(report: Report): Buffer {
  const frames = report.frames.slice(-MAX_REPORTED_FRAMES);
  const bytes = Buffer.alloc(REPORT_FIXED_BYTES + frames.length * 2);
  bytes[0] = STREAM_CONTROL;
  bytes[1] = TYPE_REPORT;
  bytes.writeUIntBE(micros(report.sendMs), 2, 6);
  bytes.writeUIntBE(report.echoMs === undefined ? NO_ECHO : micros(report.echoMs), 8, 6);
  bytes.writeUInt32BE(micros32(report.echoHeldMs), 14);
  // The highest packet number is all ones, so adding 1 would overflow the field.
  bytes.writeUIntBE(Math.min(NO_ECHO, report.highestNumber + 1), 18, 6);
  bytes.writeUIntBE(micros(report.highestArrivalMs), 24, 6);
  bytes.writeUInt32BE(report.receivedPackets >>> 0, 30);
  bytes.writeUInt32BE(micros32(report.jitterMs), 34);
  bytes.writeUInt32BE(Math.min(0xffffffff, Math.round(report.receivedKbps)), 38);
  bytes.writeUInt32BE(Math.min(0xffffffff, report.trainBytes), 42);
  bytes.writeUInt32BE(micros32(report.trainMs), 46);
  bytes.writeUIntBE(report.textAcknowledged, 50, 6);
  bytes[56] = (report.cameraOn ? 0 : FLAG_CAMERA_OFF) | (report.microphoneOn ? 0 : FLAG_MICROPHONE_OFF);
  bytes[57] = frames.length;
  frames.forEach(({ received, sent }, i) => {
    const scale = Math.min(1, 255 / Math.max(1, sent));
    bytes[REPORT_FIXED_BYTES + 2 * i] = Math.floor(received * scale);
    bytes[REPORT_FIXED_BYTES + 2 * i + 1] = Math.floor(sent * scale);
  });
  return bytes;
}

/** A NACK of track 0 is encoded in the way of older versions, which have no tracks. */
export function encodeNack(track: TrackId, frameNumber: number, indexes: readonly number[]): Buffer {
  const count = Math.min(MAX_NACK_INDEXES, indexes.length);
  const at = track === 0 ? 2 : 3;
  const bytes = Buffer.alloc(at + NACK_FIELDS_BYTES + count * 2);
  bytes[1] = track === 0 ? TYPE_NACK : TYPE_TRACK_NACK;
  if (track !== 0) bytes[2] = track;
  bytes.writeUInt32BE(frameNumber, at);
  bytes[at + 4] = count;
  for (let i = 0; i < count; i++) bytes.writeUInt16BE(indexes[i], at + NACK_FIELDS_BYTES + 2 * i);
  return bytes;
}

export function encodeKeyframeWanted(track: TrackId): Buffer {
  return Buffer.from([STREAM_CONTROL, TYPE_KEYFRAME_WANTED, track]);
}

export function encodeSoundReception({ receivedPackets, lostPackets, lossRuns }: LossCounts): Buffer {
  const bytes = Buffer.alloc(SOUND_RECEPTION_BYTES);
  bytes[1] = TYPE_SOUND_RECEPTION;
  [receivedPackets, lostPackets, lossRuns].forEach((count, i) => bytes.writeUInt32BE(count >>> 0, 2 + 4 * i));
  return bytes;
}

/** Encodes as many of `ranges` as fit. They are in order, and end at most one window beyond `acknowledged`. */
export function encodeTextAck(acknowledged: number, ranges: readonly ByteRange[]): Buffer {
  const count = Math.min(MAX_TEXT_RANGES, ranges.length);
  const bytes = Buffer.allocUnsafe(TEXT_ACK_FIXED_BYTES + count * TEXT_RANGE_BYTES);
  bytes[0] = STREAM_CONTROL;
  bytes[1] = TYPE_TEXT_ACK;
  bytes.writeUIntBE(acknowledged, 2, 6);
  bytes[8] = count;
  for (let i = 0, at = TEXT_ACK_FIXED_BYTES; i < count; i++, at += TEXT_RANGE_BYTES) {
    bytes.writeUIntBE(ranges[i].start - acknowledged, at, 3);
    bytes.writeUIntBE(ranges[i].end - acknowledged, at + 3, 3);
  }
  return bytes;
}

export function encodeGoodbye(reason: "left" | "replaced"): Buffer {
  return Buffer.from([STREAM_CONTROL, TYPE_GOODBYE, reason === "left" ? 0 : 1]);
}

export function encodeChallenge(kind: "challenge" | "response", random: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(STREAM_CONTROL, kind === "challenge" ? TYPE_CHALLENGE : TYPE_RESPONSE), random]);
}

/** `plainBytes` is the length of the plaintext with which the packet has this `size`. */
export function encodeProbe(size: number, plainBytes: number): Buffer {
  const bytes = Buffer.alloc(plainBytes);
  bytes[1] = TYPE_PROBE;
  bytes.writeUInt16BE(size, 2);
  return bytes;
}

export function encodeProbeAnswer(size: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes[1] = TYPE_PROBE_ANSWER;
  bytes.writeUInt16BE(size, 2);
  return bytes;
}

/** Addresses at which this end may be reached: at most `MAX_CANDIDATES`. */
export function encodeCandidates(serial: number, addresses: readonly Address[]): Buffer {
  return encodeCandidateList(CANDIDATES_HEAD, serial, addresses);
}

export function encodeCandidatesReceived(serial: number): Buffer {
  return Buffer.from([STREAM_CONTROL, TYPE_CANDIDATES_RECEIVED, serial]);
}

/** Whether a packet only finds out whether a path works: its sender has not moved to that path. */
export function isPathProbe(plain: Buffer): boolean {
  return plain[0] === STREAM_CONTROL && (plain[1] === TYPE_CHALLENGE || plain[1] === TYPE_RESPONSE);
}

export function decodeControl(plain: Buffer): ControlMessage | undefined {
  if (plain.length < 3) return undefined;
  switch (plain[1]) {
    case TYPE_REPORT:
      return decodeReport(plain);
    case TYPE_NACK:
      return decodeNack(plain, 0, 2);
    case TYPE_TRACK_NACK:
      return plain[2] === 0 ? undefined : decodeNack(plain, plain[2], 3);
    case TYPE_KEYFRAME_WANTED:
      return plain.length !== 3 ? undefined : { kind: "keyframe_wanted", track: plain[2] };
    case TYPE_SOUND_RECEPTION:
      return decodeSoundReception(plain);
    case TYPE_GOODBYE:
      if (plain.length !== 3 || plain[2] > 1) return undefined;
      return { kind: "goodbye", reason: plain[2] === 0 ? "left" : "replaced" };
    case TYPE_TEXT_ACK:
      return decodeTextAck(plain);
    case TYPE_CHALLENGE:
    case TYPE_RESPONSE:
      if (plain.length !== 2 + CHALLENGE_BYTES) return undefined;
      return { kind: plain[1] === TYPE_CHALLENGE ? "challenge" : "response", random: plain.subarray(2) };
    case TYPE_PROBE:
      return plain.length < 4 ? undefined : { kind: "probe", size: plain.readUInt16BE(2) };
    case TYPE_PROBE_ANSWER:
      return plain.length !== 4 ? undefined : { kind: "probe_answer", size: plain.readUInt16BE(2) };
    case TYPE_CANDIDATES: {
      const candidates = decodeCandidateList(plain);
      return candidates && { kind: "candidates", ...candidates };
    }
    case TYPE_CANDIDATES_RECEIVED:
      return plain.length !== 3 ? undefined : { kind: "candidates_received", serial: plain[2] };
    default:
      return undefined;
  }
}

/** `at` is the offset of the frame number. */
function decodeNack(plain: Buffer, track: TrackId, at: number): ControlMessage | undefined {
  const indexesAt = at + NACK_FIELDS_BYTES;
  if (plain.length < indexesAt) return undefined;
  const count = plain[indexesAt - 1];
  if (count > MAX_NACK_INDEXES || plain.length !== indexesAt + count * 2) return undefined;
  const indexes: number[] = [];
  for (let next = indexesAt; next < plain.length; next += 2) indexes.push(plain.readUInt16BE(next));
  return { kind: "nack", track, frameNumber: plain.readUInt32BE(at), indexes };
}

function decodeSoundReception(plain: Buffer): ControlMessage | undefined {
  if (plain.length !== SOUND_RECEPTION_BYTES) return undefined;
  const [receivedPackets, lostPackets, lossRuns] = [2, 6, 10].map((at) => plain.readUInt32BE(at));
  return { kind: "sound_reception", counts: { receivedPackets, lostPackets, lossRuns } };
}

function decodeReport(plain: Buffer): ControlMessage | undefined {
  if (plain.length < REPORT_FIXED_BYTES) return undefined;
  const count = plain[57];
  if (
    (plain[56] & ~KNOWN_FLAGS) !== 0 || count > MAX_REPORTED_FRAMES || plain.length !== REPORT_FIXED_BYTES + count * 2
  ) {
    return undefined;
  }
  const frames: { received: number; sent: number }[] = [];
  for (let at = REPORT_FIXED_BYTES; at < plain.length; at += 2) {
    frames.push({ received: plain[at], sent: plain[at + 1] });
  }
  const echo = plain.readUIntBE(8, 6);
  return {
    kind: "report",
    report: {
      sendMs: plain.readUIntBE(2, 6) / 1000,
      echoMs: echo === NO_ECHO ? undefined : echo / 1000,
      echoHeldMs: plain.readUInt32BE(14) / 1000,
      highestNumber: plain.readUIntBE(18, 6) - 1,
      highestArrivalMs: plain.readUIntBE(24, 6) / 1000,
      receivedPackets: plain.readUInt32BE(30),
      jitterMs: plain.readUInt32BE(34) / 1000,
      receivedKbps: plain.readUInt32BE(38),
      trainBytes: plain.readUInt32BE(42),
      trainMs: plain.readUInt32BE(46) / 1000,
      textAcknowledged: plain.readUIntBE(50, 6),
      cameraOn: (plain[56] & FLAG_CAMERA_OFF) === 0,
      microphoneOn: (plain[56] & FLAG_MICROPHONE_OFF) === 0,
      frames,
    },
  };
}

function decodeTextAck(plain: Buffer): ControlMessage | undefined {
  if (plain.length < TEXT_ACK_FIXED_BYTES || plain[8] > MAX_TEXT_RANGES) return undefined;
  if (plain.length !== TEXT_ACK_FIXED_BYTES + plain[8] * TEXT_RANGE_BYTES) return undefined;
  const acknowledged = plain.readUIntBE(2, 6);
  const ranges: ByteRange[] = [];
  let last = 0;
  for (let at = TEXT_ACK_FIXED_BYTES; at < plain.length; at += TEXT_RANGE_BYTES) {
    const start = plain.readUIntBE(at, 3), end = plain.readUIntBE(at + 3, 3);
    if (start <= last || end <= start || end > RECEIVE_WINDOW_BYTES) return undefined;
    ranges.push({ start: acknowledged + start, end: acknowledged + end });
    last = end;
  }
  return { kind: "text_ack", acknowledged, ranges };
}
