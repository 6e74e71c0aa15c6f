import type { Address } from "../port/address.ts";
import type { CaptureState } from "../port/capture_device.ts";
import type { DropReason } from "../wire/drop_reason.ts";
import type { EndReason, Peer } from "../wire/wire.ts";

/**
 * What a call tells whoever watches it: the terminal, the event log, the window. Every event carries `t`, milliseconds
 * since the Unix epoch with fractions. The event log writes them as they are, so the names here are the documented ones.
 */
export type CallEvent = { readonly t: number } & CallEventBody;

export type CallEventBody =
  /** The server's channels are open. `code`: what the next new caller needs, where the wire has codes. */
  | { readonly event: "listening"; readonly address: Address; readonly code?: string }
  /** The code before is no longer good. `guesser`: who spent its guesses. */
  | {
    readonly event: "code_changed";
    readonly code: string;
    readonly reason: "used" | "guessed";
    readonly guesser?: Address;
  }
  /** A client must be given the code that the server shows. */
  | { readonly event: "code_needed"; readonly reason: "unknown_peer" | "not_accepted" }
  | { readonly event: "calling"; readonly address: Address; readonly attempt: number }
  | { readonly event: "connected"; readonly peer: Peer }
  | { readonly event: "interrupted" }
  | { readonly event: "resumed"; readonly peer: Peer }
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
  /** Something that a person should know, and that changes nothing: it may not be true. */
  | { readonly event: "notice"; readonly message: string; readonly hint?: string }
  /** `final` when this end neither waits for another call nor makes one. */
  | { readonly event: "ended"; readonly reason: EndReason; readonly message?: string; readonly final: boolean };

/** Figures of the last second, and the drops since the start. */
export interface CallStats {
  readonly captured_fps: number;
  readonly sent_fps: number;
  readonly received_fps: number;
  readonly shown_fps: number;
  readonly sent_bytes: number;
  readonly received_bytes: number;
  /** From captured at the peer to shown here, where the wire tells: the median of the frames of that second. */
  readonly delay_ms?: number;
  /** By direction and reason, since the start. */
  readonly drops: { readonly in: DropCounts; readonly out: DropCounts };
  /** In a call: whether the peer means to send pictures, so that too few of them are a bad sign. */
  readonly expects_picture?: boolean;
  /** How the link is, where the wire measures it. */
  readonly link?: LinkFigures;
  /** Resident memory of this process, without its subprocesses. */
  readonly rss_bytes?: number;
}

/** RTT and jitter in milliseconds; loss from 0 to 1, of what the peer sent and of what this end sent. */
export interface LinkFigures {
  readonly rtt_ms: number;
  readonly jitter_ms: number;
  readonly loss_in: number;
  readonly loss_out: number;
  readonly capacity_kbps: number;
  readonly packet_bytes: number;
}

export type DropCounts = Readonly<Partial<Record<DropReason, number>>>;
