/**
 * The protocol of one end, without any I/O: inputs in, outputs out, each input with the time it happened.
 * It never reads a clock, opens a socket or waits, so a whole call can be run in a test in virtual time.
 * `plain` speaks as the PyShine programs do; `sealed` is vchat's own.
 *
 * A wire lives as long as its end does: a server's carries one call after another.
 */
import type { Address } from "../port/address.ts";
import type { Codec, EncodedFrame, MediaTrack, TrackId } from "../port/encoded_frame.ts";
import type { DropReason } from "./drop_reason.ts";

export type Role = "server" | "client";

/** A UDP channel, by its distance below the port base. */
export type DatagramChannel = 0 | 3;
/** A TCP channel, by its distance below the port base. */
export type StreamChannel = 1 | 2;
/** Names one TCP connection; never used twice by one end. */
export type StreamId = number;

/** Something that happened at this end. */
export type Input =
  /** The channels are open: a server may wait for callers, a client may call. First of all inputs. */
  | { readonly kind: "start" }
  /** `bytes` is only valid during the call. A client has one UDP socket: all it receives comes as channel 0. */
  | { readonly kind: "datagram"; readonly channel: DatagramChannel; readonly from: Address; readonly bytes: Uint8Array }
  /** A connection was accepted, or a `dial_stream` succeeded. */
  | {
    readonly kind: "stream_opened";
    readonly stream: StreamId;
    readonly channel: StreamChannel;
    readonly remote: Address;
  }
  /** A `dial_stream` to `remote` did not succeed. */
  | { readonly kind: "stream_failed"; readonly channel: StreamChannel; readonly remote?: Address }
  /** `bytes` is only valid during the call. */
  | { readonly kind: "stream_bytes"; readonly stream: StreamId; readonly bytes: Uint8Array }
  /** By the other end or by the network. A wire's own `close_stream` is not answered. */
  | { readonly kind: "stream_closed"; readonly stream: StreamId }
  /** This end sends a track from now on, in this call and those to come; or the track goes on with another source or codec. */
  | { readonly kind: "track"; readonly track: MediaTrack }
  /** A frame to send, of a track that was announced. */
  | { readonly kind: "frame"; readonly frame: EncodedFrame }
  /** A line to send; `id` is the caller's and comes back in `text_sent` and `text_delivered`. */
  | { readonly kind: "text"; readonly id: number; readonly text: string }
  /**
   * Whether this end sends pictures, from now on and in calls to come; it does until it says otherwise. The wire tells
   * every peer, where it can.
   */
  | { readonly kind: "camera"; readonly on: boolean }
  /** The display cannot go on with the peer's track before a keyframe: it has just opened, or its decoder failed. */
  | { readonly kind: "keyframe_needed"; readonly track: TrackId }
  /** Where the server is to be called from now on, the likeliest first: its name was asked for again. Clients only. */
  | { readonly kind: "addresses"; readonly addresses: readonly Address[] }
  /** A code for `code_needed`, as `parseCode` gives it. Clients only. */
  | { readonly kind: "code"; readonly code: string }
  /** The deadline was reached. */
  | { readonly kind: "time" }
  /** This end leaves. No input comes after it. */
  | { readonly kind: "hang_up" };

/** Something to do, or to know. */
export type Output = Transmit | WireEvent;

export type Transmit =
  | {
    readonly kind: "send_datagram";
    readonly channel: DatagramChannel;
    readonly to: Address;
    readonly bytes: Uint8Array;
  }
  /** Clients only. Answered by `stream_opened` or `stream_failed`. */
  | { readonly kind: "dial_stream"; readonly channel: StreamChannel; readonly to: Address }
  | { readonly kind: "write_stream"; readonly stream: StreamId; readonly bytes: Uint8Array }
  | { readonly kind: "close_stream"; readonly stream: StreamId };

/** Who is at the other end. */
export interface Peer {
  readonly address: Address;
  /** What the peer calls itself, if the wire carries names; otherwise its role. Not yet made safe to print. */
  readonly name: string;
  readonly sealed: boolean;
  /** What it decodes. JPEG alone, if it has not said. */
  readonly codecs?: readonly Codec[];
}

/** A frame that has arrived completely, and that can be decoded after those given out before. */
export interface ReceivedFrame {
  /** Number of the frame since the call began, from 0, in the order given out. */
  readonly n: number;
  readonly track: MediaTrack;
  readonly bytes: Uint8Array;
  readonly keyframe: boolean;
  /** The sender's number and capture time, if the wire carries them (capture time in the receiver's clock, estimated). */
  readonly sequence?: number;
  readonly captureMs?: number;
}

export type WireEvent =
  /** A client called and nobody answered yet; `attempt` counts from 1, for each address that is called. */
  | { readonly kind: "calling"; readonly attempt: number; readonly address: Address }
  /** Something that a person should know, and that changes nothing: it may not be true. */
  | { readonly kind: "notice"; readonly message: string; readonly hint?: string }
  | { readonly kind: "connected"; readonly peer: Peer }
  /** The link is lost or back, and the call still stands. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "resumed"; readonly peer: Peer }
  /** The call is over. A server's wire now waits for the next caller; a client's is done, unless it calls `again`. */
  | { readonly kind: "ended"; readonly reason: EndReason; readonly message?: string; readonly again?: boolean }
  | { readonly kind: "frame_received"; readonly frame: ReceivedFrame }
  /** Whether the peer sends pictures, where the wire can tell; it does until it says otherwise. */
  | { readonly kind: "peer_camera"; readonly on: boolean }
  /** The last byte of the frame is among the outputs so far. `bytes` as encoded, not as sent. */
  | { readonly kind: "frame_sent"; readonly track: TrackId; readonly sequence: number; readonly bytes: number }
  | { readonly kind: "text_received"; readonly text: string }
  | { readonly kind: "text_sent"; readonly id: number }
  /** The peer acknowledged it, where the wire can tell. */
  | { readonly kind: "text_delivered"; readonly id: number }
  /** The line will never be sent: the call ended first, or it is too long. */
  | { readonly kind: "text_lost"; readonly id: number; readonly reason: "too_long" | "call_ended" | "too_many_waiting" }
  | { readonly kind: "dropped"; readonly direction: "in" | "out"; readonly reason: DropReason }
  /** The encoder of a track must stay within this rate from now on; `Infinity`: no limit. */
  | { readonly kind: "track_target"; readonly track: TrackId; readonly kbps: number }
  /** This wire carries no larger frame, at any rate. */
  | { readonly kind: "frame_limit"; readonly track: TrackId; readonly maxBytes: number }
  /** The encoder of a track is to make its next frame a keyframe: nothing before that can be shown. */
  | { readonly kind: "keyframe_wanted"; readonly track: TrackId }
  /** The code that the next new caller needs, from now on. `guesser`: who used up the guesses of the previous one. */
  | {
    readonly kind: "code_changed";
    readonly code: string;
    readonly reason: "started" | "used" | "guessed";
    readonly guesser?: Address;
  }
  /** This client cannot go on without a code (a `code` input): it has none, or the server did not accept what it has. */
  | { readonly kind: "code_needed"; readonly reason: "unknown_peer" | "not_accepted" }
  /** Both ends agreed to know each other from now on. To be stored where only the user can read it. */
  | { readonly kind: "peer_remembered"; readonly peer: KnownPeer }
  /** How the link is, about once a second. */
  | {
    readonly kind: "link";
    readonly rttMs: number;
    readonly jitterMs: number;
    /** 0 to 1, of the packets that the peer sent; and of those that this end sent. */
    readonly lossIn: number;
    readonly lossOut: number;
    /** What the link is believed to carry from this end to the peer. */
    readonly capacityKbps: number;
    readonly packetBytes: number;
  };

/** A peer of an earlier call. */
export interface KnownPeer {
  /** The same at both ends, and for every call of the two. */
  readonly id: string;
  /** What it called itself. Not yet made safe to print. */
  readonly name: string;
  /** 32 bytes that only the two ends know. */
  readonly secret: Uint8Array;
}

export type EndReason =
  /** This end hung up. */
  | "hung_up"
  /** The peer said goodbye. */
  | "peer_left"
  /** Nothing came from the peer any more. */
  | "peer_silent"
  /** The server is in a call with somebody else. */
  | "busy"
  /** The other end speaks another wire, or refuses this one. `message` says what to do. */
  | "refused";

/** What a server listens on, in this order. */
export interface ServerChannels {
  readonly needed: readonly (DatagramChannel | StreamChannel)[];
  /** It runs without these if they cannot be opened. */
  readonly useful: readonly (DatagramChannel | StreamChannel)[];
}

export interface Wire {
  /** Servers only. */
  readonly channels?: ServerChannels;
  /** `nowMs` never goes backwards. The outputs are to be taken and carried out before the next input. */
  handle(input: Input, nowMs: number): void;
  /** The next output, in order; `undefined` when there is none. */
  pollOutput(): Output | undefined;
  /** When a `time` input is due, in milliseconds of the same clock; `Infinity` when none is. */
  readonly deadlineMs: number;
}
