import type { EncodedFrame, MediaTrack, TrackId } from "../port/encoded_frame.ts";
import type { Peer } from "./wire.ts";

/**
 * A call with one peer, from the handshake to the goodbye: what both wires' sessions have in common. A session carries
 * tracks, whose frames are dropped when they are late, and lines, which arrive exactly once if the call lasts.
 *
 * The sealed wire carries several tracks. The plain wire carries one, of JPEGs, and has no words for tracks and cameras.
 */
export interface Session {
  readonly peer: Peer;
  /** A track begins, or goes on with another source or codec. */
  setTrack(track: MediaTrack): void;
  /** Sends a frame of a track that was set, or drops it and says why in an output. */
  offer(frame: EncodedFrame, nowMs: number): void;
  /** Sends a line, encoded as this wire carries it. `id` comes back in `text_sent`, `text_delivered` or `text_lost`. */
  line(id: number, encoded: Uint8Array, nowMs: number): void;
  /** The display cannot go on without a keyframe of the peer's track: the peer is asked for one, if the wire can. */
  keyframeNeeded(track: TrackId, nowMs: number): void;
  /** Tells the peer, if the wire can, whether this end sends pictures. */
  camera(on: boolean, nowMs: number): void;
}
