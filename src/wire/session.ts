import type { EncodedFrame, MediaTrack, TrackId } from "../port/encoded_frame.ts";
import type { EncodedSound } from "../port/sound.ts";
import type { Peer } from "./wire.ts";

/**
 * A call with one peer, from the handshake to the goodbye: the common interface of both wires' sessions. A session carries
 * tracks, whose frames are dropped when they are late, and lines, which arrive exactly once if the call lasts.
 *
 * The sealed wire carries several tracks. The plain wire carries one, of JPEGs, and has no messages about tracks and
 * cameras.
 */
export interface Session {
  readonly peer: Peer;
  /** A track starts, or continues with another source or codec. */
  setTrack(track: MediaTrack): void;
  /** Sends a frame of a track that was set, or drops it and says why in an output. */
  offer(frame: EncodedFrame, nowMs: number): void;
  /** Sends sound of this end's microphone, if the wire carries sound and the peer plays it. */
  sound(sound: EncodedSound, nowMs: number): void;
  /** Sends a line, encoded as this wire carries it. `id` comes back in `text_sent`, `text_delivered` or `text_lost`. */
  line(id: number, encoded: Uint8Array, nowMs: number): void;
  /** The display cannot show the peer's track without a keyframe. Asks the peer for one, if the wire can. */
  keyframeNeeded(track: TrackId, nowMs: number): void;
  /** Tells the peer, if the wire can, whether this end sends pictures. */
  camera(on: boolean, nowMs: number): void;
  /** Tells the peer, if the wire can, whether this end sends sound. */
  microphone(on: boolean, nowMs: number): void;
}

/** What an end tells its peer of itself, in a call and at its start. */
export interface Switches {
  /** Whether it sends pictures. */
  readonly cameraOn: boolean;
  /** Whether it sends sound. */
  readonly microphoneOn: boolean;
}
