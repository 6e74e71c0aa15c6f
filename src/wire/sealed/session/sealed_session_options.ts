import type { Address } from "../../../port/address.ts";
import type { MediaTrack } from "../../../port/encoded_frame.ts";
import type { Output, Role } from "../../wire.ts";
import type { RandomBytes } from "../handshake/handshake.ts";
import type { HandshakeKeys } from "../handshake/key_schedule.ts";

/** What a session begins with, as the handshake has left it. */
export interface SealedSessionOptions {
  readonly role: Role;
  readonly keys: HandshakeKeys;
  readonly remote: Address;
  readonly peerName: string;
  readonly random: RandomBytes;
  /** Whether this end sends pictures. */
  readonly cameraOn: boolean;
  /** What this end sends. */
  readonly tracks: Iterable<MediaTrack>;
  /** From its hello: a peer whose version does not know tracks is sent track 0 alone. */
  readonly peerCapabilities: number;
  readonly emit: (output: Output) => void;
}
