import type { Address } from "../../port/address.ts";
import type { EncodedFrame, MediaTrack, TrackId } from "../../port/encoded_frame.ts";
import type { DropReason } from "../drop_reason.ts";
import type { Outputs } from "../output_queue.ts";
import type { Session } from "../session.ts";
import type { LineFormat } from "../session_slot.ts";
import { WaitingLines } from "../waiting_lines.ts";
import type { DatagramChannel, Peer, StreamId } from "../wire.ts";
import { decodeJpegDatagram, encodeJpegDatagram, JPEG_LIMIT_BYTES } from "./jpeg_datagram.ts";
import { encodeTextRecord } from "./text_record.ts";

/** The only track of this wire, in each direction. */
export const PLAIN_TRACK: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };

/** Lines go to the peer as pickled text. */
export const PLAIN_LINES: LineFormat = { encodeLine: encodeTextRecord, maxWaitingBytes: 16 * 1024 * 1024 };

export interface PlainSessionOptions {
  readonly peer: Peer;
  /** Where pictures are sent. */
  readonly video: { readonly channel: DatagramChannel; readonly to: Address };
  /** The connection that carries lines to the peer, if it is open. During a call it may be closed and opened again. */
  readonly textStream: () => StreamId | undefined;
  readonly outputs: Outputs;
  /** Called with each line that was written to the connection. */
  readonly onWritten?: (record: Uint8Array) => void;
}

/** A call on the plain wire: JPEGs both ways, and lines to the peer. The server or client itself reads the peer's lines. */
export class PlainSession implements Session {
  readonly peer: Peer;
  readonly #options: PlainSessionOptions;
  readonly #outputs: Outputs;
  readonly #waitingLines: WaitingLines;
  #framesReceived = 0;
  /** Whether track 0 has JPEGs. */
  #canSend = true;

  constructor(options: PlainSessionOptions) {
    this.peer = options.peer;
    this.#options = options;
    this.#outputs = options.outputs;
    this.#waitingLines = new WaitingLines(options.outputs, PLAIN_LINES.maxWaitingBytes);
  }

  get framesReceived(): number {
    return this.#framesReceived;
  }

  /** This wire cannot describe tracks. Only track 0, which every peer expects, is sent, and only as JPEG. */
  setTrack(track: MediaTrack): void {
    if (track.id === PLAIN_TRACK.id) this.#canSend = track.codec === PLAIN_TRACK.codec;
  }

  /** This wire cannot say that a camera is off. */
  camera(_on: boolean): void {}

  /** This wire has no sound. */
  sound(): void {}
  microphone(_on: boolean): void {}

  offer(frame: EncodedFrame): void {
    if (frame.track !== PLAIN_TRACK.id) return this.#dropped("track_refused");
    if (!this.#canSend) return this.#dropped("codec_refused");
    if (frame.bytes.length > JPEG_LIMIT_BYTES) {
      this.#dropped("frame_too_large");
      this.#outputs.push({ kind: "frame_limit", track: frame.track, maxBytes: JPEG_LIMIT_BYTES });
      return;
    }
    const { channel, to } = this.#options.video;
    this.#outputs.push({ kind: "send_datagram", channel, to, bytes: encodeJpegDatagram(frame.bytes) });
    const { track, sequence, bytes } = frame;
    this.#outputs.push({ kind: "frame_sent", track, sequence, bytes: bytes.length });
  }

  /** Nothing to do: every frame on this wire is a keyframe. */
  keyframeNeeded(_track: TrackId): void {}

  /** Takes a datagram of the peer: a picture, or something else, which is dropped. */
  receiveFrame(datagram: Uint8Array): void {
    const decoded = decodeJpegDatagram(datagram);
    if ("failure" in decoded) {
      this.#outputs.push({ kind: "dropped", direction: "in", reason: decoded.failure });
      return;
    }
    const frame = { n: this.#framesReceived++, track: PLAIN_TRACK, bytes: decoded.jpeg, keyframe: true };
    this.#outputs.push({ kind: "frame_received", frame });
  }

  line(id: number, record: Uint8Array): void {
    const stream = this.#options.textStream();
    if (stream === undefined) return this.#waitingLines.add(id, record);
    this.#outputs.push({ kind: "write_stream", stream, bytes: record }, { kind: "text_sent", id });
    this.#options.onWritten?.(record);
  }

  /** The connection for lines is open again: the lines that waited are sent. */
  flushLines(): void {
    for (const { id, encoded } of this.#waitingLines.take()) this.line(id, encoded);
  }

  /** Lines that still wait are reported as lost. */
  end(): void {
    this.#waitingLines.lose();
  }

  #dropped(reason: DropReason): void {
    this.#outputs.push({ kind: "dropped", direction: "out", reason });
  }
}
