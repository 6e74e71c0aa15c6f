import type { Address } from "../port/address.ts";
import type { CaptureState } from "../port/capture_device.ts";
import type { SoundDeviceState } from "../port/sound_device.ts";
import type { DropReason } from "../wire/drop_reason.ts";
import type { CallerGoneReason, EndReason, Peer } from "../wire/wire.ts";

/**
 * What a call reports to the terminal, the event log and the window. Every event has `t`: milliseconds since the Unix epoch,
 * with fractions. The event log writes events unchanged, so the names here are the documented ones.
 */
export type CallEvent = { readonly t: number } & CallEventBody;

export type CallEventBody =
  /**
   * The server's channels are open. `ports`: those that a caller has to reach, such as `9699/udp`. `code`: what the next new
   * caller needs, if the wire uses codes.
   */
  | {
    readonly event: "listening";
    readonly address: Address;
    readonly ports: readonly string[];
    readonly code?: string;
  }
  /**
   * There is another code. `used`, `guessed`: the previous one is no longer valid; `guesser`: who used up its guesses. `number`:
   * only its number is another, and both can be typed.
   */
  | {
    readonly event: "code_changed";
    readonly code: string;
    readonly reason: "used" | "guessed" | "number";
    readonly guesser?: Address;
  }
  /** A client needs the code that the server shows. `retry_at`: when it can be sent, in milliseconds since the Unix epoch. */
  | { readonly event: "code_needed"; readonly reason: "unknown_peer" | "not_accepted"; readonly retry_at?: number }
  | { readonly event: "calling"; readonly address: Address; readonly attempt: number }
  /** The server knows this client, and asks its person whether to answer. */
  | { readonly event: "ringing" }
  /** Somebody calls this server, and waits until the person answers (`y`) or declines (`n`). `known`: from an earlier call. */
  | { readonly event: "caller"; readonly address: Address; readonly name: string; readonly known: boolean }
  /** That caller was not answered. */
  | { readonly event: "caller_gone"; readonly reason: CallerGoneReason }
  | { readonly event: "connected"; readonly peer: Peer }
  | { readonly event: "interrupted" }
  | { readonly event: "resumed"; readonly peer: Peer }
  /** Packets go to the peer at another address now, or on another kind of path. */
  | { readonly event: "peer_moved"; readonly peer: Peer }
  | { readonly event: "frame_captured"; readonly seq: number; readonly bytes: number }
  | { readonly event: "frame_sent"; readonly seq: number; readonly bytes: number }
  | { readonly event: "frame_received"; readonly n: number; readonly bytes: number; readonly seq?: number }
  | { readonly event: "frame_shown"; readonly n: number; readonly seq?: number }
  | {
    readonly event: "frame_dropped";
    readonly direction: "in" | "out";
    readonly reason: DropReason;
    readonly count: number;
  }
  | { readonly event: "text_sent"; readonly id: number; readonly text: string }
  | { readonly event: "text_delivered"; readonly id: number }
  | { readonly event: "text_lost"; readonly id: number; readonly text: string; readonly reason: string }
  | { readonly event: "text_received"; readonly name: string; readonly text: string }
  | { readonly event: "stats" } & CallStats
  | { readonly event: "camera" } & CaptureState
  /** The state of this end's microphone or loudspeaker. */
  | { readonly event: "audio"; readonly device: "microphone" | "speaker" } & SoundDeviceState
  /** This end's microphone was muted, or the peer's. */
  | { readonly event: "audio_muted"; readonly end: "local" | "peer"; readonly muted: boolean }
  /** Something that a person should know. It may be untrue, so nothing acts on it. */
  | { readonly event: "notice"; readonly message: string; readonly hint?: string }
  /** `final`: this end will neither wait for another call nor make one. */
  | { readonly event: "ended"; readonly reason: EndReason; readonly message?: string; readonly final: boolean };

/** Figures of the last second, and the drops since the start. */
export interface CallStats {
  readonly captured_fps: number;
  readonly sent_fps: number;
  readonly received_fps: number;
  readonly shown_fps: number;
  readonly sent_bytes: number;
  readonly received_bytes: number;
  /** The median time from capture at the peer to display here, of the frames of that second. Absent if the wire cannot tell. */
  readonly delay_ms?: number;
  /** By direction and reason, since the start. */
  readonly drops: { readonly in: DropCounts; readonly out: DropCounts };
  /** During a call: whether the peer means to send pictures. If so, too few of them are a bad sign. */
  readonly expects_picture?: boolean;
  /** The state of the link, if the wire measures it. */
  readonly link?: LinkFigures;
  /** What was heard, if the call has sound. */
  readonly sound?: SoundStats;
  /** Resident memory of this process, without its subprocesses. */
  readonly rss_bytes?: number;
}

/** Levels in dBFS: 0 is the loudest possible. The others as in `SoundFigures`. */
export interface SoundStats {
  readonly microphone_db: number;
  readonly speaker_db: number;
  readonly muted: boolean;
  readonly mouth_to_ear_ms?: number;
  readonly concealed: number;
  readonly buffer_ms: number;
}

/** RTT and jitter in milliseconds. Loss from 0 to 1: of what the peer sent (in), and of what this end sent (out). */
export interface LinkFigures {
  readonly rtt_ms: number;
  readonly jitter_ms: number;
  readonly loss_in: number;
  readonly loss_out: number;
  readonly capacity_kbps: number;
  readonly packet_bytes: number;
}

export type DropCounts = Readonly<Partial<Record<DropReason, number>>>;
