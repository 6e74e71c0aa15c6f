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

/** The one track that this wire carries each way. */
export const PLAIN_TRACK: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };

/** Lines go to the peer as pickled text. */
export const PLAIN_LINES: LineFormat = { encodeLine: encodeTextRecord, maxWaitingBytes: 16 * 1024 * 1024 };

export interface PlainSessionOptions {
  readonly peer: Peer;
  /** Where pictures go. */
  readonly video: { readonly channel: DatagramChannel; readonly to: Address };
  /** The connection that carries lines to the peer, if there is one. It may be lost and come back while the call stands. */
  readonly textStream: () => StreamId | undefined;
  readonly outputs: Outputs;
  /** Is told of each line that was written to the connection. */
  readonly onWritten?: (record: Uint8Array) => void;
}

/** A call on PyShine's wire: JPEGs both ways, and lines to the peer. The end itself reads the peer's lines. */
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

  /** This wire has no words for tracks: only the frames of one that a peer takes for granted are sent. */
  setTrack(track: MediaTrack): void {
    if (track.id === PLAIN_TRACK.id) this.#canSend = track.codec === PLAIN_TRACK.codec;
  }

  /** This wire has no words for a camera that is off. */
  camera(_on: boolean): void {}

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

  /** Every frame here is a keyframe. */
  keyframeNeeded(_track: TrackId): void {}

  /** A datagram that the peer sent, with a picture or something else. */
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

  /** A connection for lines is there again: those that waited go out. */
  flushLines(): void {
    for (const { id, encoded } of this.#waitingLines.take()) this.line(id, encoded);
  }

  /** The call is over. */
  end(): void {
    this.#waitingLines.lose();
  }

  #dropped(reason: DropReason): void {
    this.#outputs.push({ kind: "dropped", direction: "out", reason });
  }
}
