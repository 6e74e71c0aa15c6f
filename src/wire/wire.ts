/**
 * The protocol of one end, without any I/O: inputs in, outputs out. Each input has the time at which it happened. A wire
 * never reads a clock, opens a socket or waits, so a test can run a whole call in virtual time. `plain` is the protocol of
 * the PyShine programs; `sealed` is vchat's own.
 *
 * A wire lasts as long as its end: a server's carries one call after another.
 */
import type { Address, PathKind } from "../port/address.ts";
import type { Codec, EncodedFrame, MediaTrack, TrackId } from "../port/encoded_frame.ts";
import type { EncodedSound, ReceivedSound, SoundTarget } from "../port/sound.ts";
import type { DropReason } from "./drop_reason.ts";

export type Role = "server" | "client";

/** A UDP channel, by its distance below the base port. */
export type DatagramChannel = 0 | 3;
/** A TCP channel, by its distance below the base port. */
export type StreamChannel = 1 | 2;
/** Identifies one TCP connection. An end never uses the same number twice. */
export type StreamId = number;

/** Something that happened at this end. */
export type Input =
  /** The channels are open: a server may wait for callers, a client may call. Always the first input. */
  | { readonly kind: "start" }
  /** `bytes` is only valid during the call. A client has one UDP socket: everything it receives has channel 0. */
  | { readonly kind: "datagram"; readonly channel: DatagramChannel; readonly from: Address; readonly bytes: Uint8Array }
  /** A connection was accepted, or a `dial_stream` succeeded. */
  | {
    readonly kind: "stream_opened";
    readonly stream: StreamId;
    readonly channel: StreamChannel;
    readonly remote: Address;
  }
  /** A `dial_stream` to `remote` failed. */
  | { readonly kind: "stream_failed"; readonly channel: StreamChannel; readonly remote?: Address }
  /** `bytes` is only valid during the call. */
  | { readonly kind: "stream_bytes"; readonly stream: StreamId; readonly bytes: Uint8Array }
  /** Closed by the other end or by the network. A wire's own `close_stream` is not answered. */
  | { readonly kind: "stream_closed"; readonly stream: StreamId }
  /** From now on this end sends a track, in this and later calls; or the track continues with another source or codec. */
  | { readonly kind: "track"; readonly track: MediaTrack }
  /** A frame to send, of a track that was announced. */
  | { readonly kind: "frame"; readonly frame: EncodedFrame }
  /** Sound to send. */
  | { readonly kind: "sound"; readonly sound: EncodedSound }
  /** A line to send. `id` is chosen by the caller, and comes back in `text_sent` and `text_delivered`. */
  | { readonly kind: "text"; readonly id: number; readonly text: string }
  /** Whether this end sends pictures, in this and later calls. Initially it does. The wire tells every peer, if it can. */
  | { readonly kind: "camera"; readonly on: boolean }
  /** Whether this end sends sound, in this and later calls. Initially it does. The wire tells every peer, if it can. */
  | { readonly kind: "microphone"; readonly on: boolean }
  /** The display cannot show the peer's track before a keyframe: it has just opened, or its decoder failed. */
  | { readonly kind: "keyframe_needed"; readonly track: TrackId }
  /**
   * What this end decodes, for the handshakes from now on: the display knows it only some time after it has opened. A call that has
   * begun continues with what was said before.
   */
  | { readonly kind: "decodes"; readonly codecs: readonly Codec[] }
  /** Clients only: the server's addresses from now on, the likeliest first. Its name was looked up again. */
  | { readonly kind: "addresses"; readonly addresses: readonly Address[] }
  /**
   * Sealed wire: the addresses at which this end may be reached from now on, the likeliest first. A peer that knows them finds this
   * end again if both change their address at once.
   */
  | { readonly kind: "candidates"; readonly addresses: readonly Address[] }
  /** Between the parts of the sealed wire: all addresses of the peer that a carrier of paths offers now. */
  | { readonly kind: "peer_candidates"; readonly addresses: readonly Address[] }
  /** Clients only: a code for `code_needed` or `code_expected`, in the form that `parseCode` returns. */
  | { readonly kind: "code"; readonly code: string }
  /** Servers only: the person's answer about the `caller`. */
  | { readonly kind: "answer"; readonly accept: boolean }
  /** The deadline was reached. */
  | { readonly kind: "time" }
  /** This end leaves. It is the last input. */
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

/** The other end. */
export interface Peer {
  readonly address: Address;
  /** Sealed wire only. */
  readonly path?: PathKind;
  /** The peer's own name if the wire carries names, otherwise its role. Not yet safe to print. */
  readonly name: string;
  readonly sealed: boolean;
  /** The codecs that it decodes. Only JPEG if it has not said. */
  readonly codecs?: readonly Codec[];
  /** Whether it plays sound, and the wire carries it. */
  readonly hasSound?: boolean;
}

/** Somebody who calls a server that asks first. */
export interface Caller {
  readonly address: Address;
  /** As in `Peer`. */
  readonly name: string;
  /** Whether the two have been in a call before. Otherwise it has the code, and the name is only what it says of itself. */
  readonly isKnown: boolean;
}

/** Why a caller was not answered: by the person, because nobody did anything, or because it has stopped calling. */
export type CallerGoneReason = "declined" | "unanswered" | "gave_up";

/** A frame that has arrived completely, and can be decoded after those delivered before. */
export interface ReceivedFrame {
  /** Counts the frames of the call from 0, in the order of delivery. */
  readonly n: number;
  readonly track: MediaTrack;
  readonly bytes: Uint8Array;
  readonly keyframe: boolean;
  /** The sender's number and capture time, if the wire carries them. The time is an estimate in the receiver's clock. */
  readonly sequence?: number;
  readonly captureMs?: number;
}

export type WireEvent =
  /** A client called and nobody has answered yet. `attempt` counts from 1, for each address. */
  | { readonly kind: "calling"; readonly attempt: number; readonly address: Address }
  /** Clients only: the server knows this end, and asks a person whether to answer. */
  | { readonly kind: "ringing" }
  /** A server that asks: somebody calls, and waits for an `answer`. `connected` or `caller_gone` follows. */
  | { readonly kind: "caller"; readonly caller: Caller }
  | { readonly kind: "caller_gone"; readonly reason: CallerGoneReason }
  /** Something that a person should know. It may be untrue, so nothing acts on it. */
  | { readonly kind: "notice"; readonly message: string; readonly hint?: string }
  | { readonly kind: "connected"; readonly peer: Peer }
  /** The link is down, or up again. The call continues. */
  | { readonly kind: "interrupted" }
  | { readonly kind: "resumed"; readonly peer: Peer }
  /** Packets go to the peer at another address now, or on another kind of path. Not told if `resumed` says so. */
  | { readonly kind: "peer_moved"; readonly peer: Peer }
  /** The call is over. A server's wire now waits for the next caller. A client's has finished, unless it calls `again`. */
  | { readonly kind: "ended"; readonly reason: EndReason; readonly message?: string; readonly again?: boolean }
  | { readonly kind: "frame_received"; readonly frame: ReceivedFrame }
  | { readonly kind: "sound_received"; readonly sound: ReceivedSound }
  /** Whether the peer sends pictures, if the wire can tell. Initially it does. */
  | { readonly kind: "peer_camera"; readonly on: boolean }
  /** Whether the peer sends sound, if the wire carries it. Initially it does. */
  | { readonly kind: "peer_microphone"; readonly on: boolean }
  /** The last byte of the frame is among the outputs so far. `bytes`: its size as encoded, not as sent. */
  | { readonly kind: "frame_sent"; readonly track: TrackId; readonly sequence: number; readonly bytes: number }
  | { readonly kind: "text_received"; readonly text: string }
  | { readonly kind: "text_sent"; readonly id: number }
  /** The peer acknowledged the line. Only if the wire can tell. */
  | { readonly kind: "text_delivered"; readonly id: number }
  /** The line will never be sent: the call ended first, or it is too long. */
  | { readonly kind: "text_lost"; readonly id: number; readonly reason: "too_long" | "call_ended" | "too_many_waiting" }
  | { readonly kind: "dropped"; readonly direction: "in" | "out"; readonly reason: DropReason }
  /** The highest rate for the encoder of a track from now on. `Infinity`: no limit. */
  | { readonly kind: "track_target"; readonly track: TrackId; readonly kbps: number }
  /** How sound should be encoded from now on. */
  | { readonly kind: "sound_target"; readonly target: SoundTarget }
  /** The largest frame that this wire carries, at any rate. */
  | { readonly kind: "frame_limit"; readonly track: TrackId; readonly maxBytes: number }
  /** The encoder of a track must make its next frame a keyframe: nothing before it can be shown. */
  | { readonly kind: "keyframe_wanted"; readonly track: TrackId }
  /** The code that the next new caller needs from now on. `guesser`: who used up the guesses of the previous one. */
  | {
    readonly kind: "code_changed";
    readonly code: string;
    readonly reason: "started" | "used" | "guessed";
    readonly guesser?: Address;
  }
  /**
   * This client has no secret, and calls to see whether the server is there. `code_needed` follows once it has answered, but a code
   * is taken now (a `code` input).
   */
  | { readonly kind: "code_expected" }
  /**
   * This client needs a code (a `code` input): it has none, or the server did not accept it. `retryInMs`: the server takes no
   * other code sooner. One that is given earlier is sent then.
   */
  | { readonly kind: "code_needed"; readonly reason: "unknown_peer" | "not_accepted"; readonly retryInMs?: number }
  /** Both ends agreed to remember each other. Store this where only the user can read it. */
  | { readonly kind: "peer_remembered"; readonly peer: KnownPeer }
  /** A call with a peer that was known has begun. */
  | { readonly kind: "peer_recognised"; readonly peer: KnownPeer }
  /** The state of the link, about once a second. */
  | {
    readonly kind: "link";
    readonly rttMs: number;
    readonly jitterMs: number;
    /** 0 to 1, of the packets that the peer sent, and of those that this end sent. */
    readonly lossIn: number;
    readonly lossOut: number;
    /** The estimated capacity from this end to the peer. */
    readonly capacityKbps: number;
    readonly packetBytes: number;
  };

/** A peer of an earlier call. */
export interface KnownPeer {
  /** The same at both ends, and in all calls between the two. */
  readonly id: string;
  /** Its own name for itself. Not yet safe to print. */
  readonly name: string;
  /** 32 bytes that only these two ends know. */
  readonly secret: Uint8Array;
  /** This end's side of the pair. Absent until both ends know of sides. */
  readonly side?: PairSide;
}

/** The two sides of a pair: A was the client of the first call in which both ends knew of sides, B the server. */
export type PairSide = "A" | "B";

export function otherSide(side: PairSide): PairSide {
  return side === "A" ? "B" : "A";
}

export type EndReason =
  /** This end hung up. */
  | "hung_up"
  /** The peer said goodbye. */
  | "peer_left"
  /** Nothing was received from the peer for too long. */
  | "peer_silent"
  /** The server is in a call with somebody else. */
  | "busy"
  /** The person at the server did not want this call. */
  | "declined"
  /** The other end speaks another wire, or refuses this one. `message` says what to do. */
  | "refused"
  /** Nobody answered this client, and it gave up. */
  | "no_answer";

/** The channels on which a server listens, in this order. */
export interface ServerChannels {
  readonly needed: readonly (DatagramChannel | StreamChannel)[];
  /** The server works without these if they cannot be opened. */
  readonly useful: readonly (DatagramChannel | StreamChannel)[];
}

export interface Wire {
  /** Servers only. */
  readonly channels?: ServerChannels;
  /** `nowMs` never goes backwards. Take and carry out the outputs before the next input. */
  handle(input: Input, nowMs: number): void;
  /** The next output, in order; `undefined` if there is none. */
  pollOutput(): Output | undefined;
  /** When a `time` input is due, in milliseconds of the same clock; `Infinity` if none is. */
  readonly deadlineMs: number;
}
