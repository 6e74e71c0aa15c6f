import type { Address } from "../../../port/address.ts";
import type { MediaTrack } from "../../../port/encoded_frame.ts";
import type { Switches } from "../../session.ts";
import type { Output, Role } from "../../wire.ts";
import type { RandomBytes } from "../handshake/handshake.ts";
import type { KnownCandidates } from "../path/known_candidates.ts";
import type { HandshakeKeys } from "../handshake/key_schedule.ts";

/** What a session begins with: the result of the handshake. */
export interface SealedSessionOptions {
  readonly role: Role;
  readonly keys: HandshakeKeys;
  readonly remote: Address;
  readonly peerName: string;
  readonly random: RandomBytes;
  readonly switches: Switches;
  /** The tracks that this end sends. */
  readonly tracks: Iterable<MediaTrack>;
  /** The peer's capabilities, from the handshake. A peer whose version has no tracks gets only track 0. */
  readonly peerCapabilities: number;
  /** Where the two ends may be reached besides `remote`. By default nothing is known. */
  readonly candidates?: KnownCandidates;
  /** More addresses that this end has called. */
  readonly alternatives?: readonly Address[];
  readonly emit: (output: Output) => void;
}
