import type { Address } from "../../../port/address.ts";
import { type KnownPeer, otherSide, type PairSide } from "../../wire.ts";
import { isHintOfSide, knowsSides } from "./capabilities.ts";
import type { RandomBytes, Secret, ServerHandshake } from "./handshake.ts";
import type { ClientHello, Introduction } from "./handshake_message.ts";
import { PAIR_SECRET_BYTES, peerId } from "./key_schedule.ts";
import { PeerHints } from "./peer_hints.ts";
import { recognisedName } from "./peer_name.ts";

export interface KnownCallersOptions {
  readonly peers: readonly KnownPeer[];
  readonly randomBytes: RandomBytes;
  /** Whether a peer that has proved who it is may still call: the user may have removed it meanwhile. By default it may. */
  readonly isStillKnown?: (id: string) => boolean;
  /** This end's side of a pair as the user's peers have it now: another program may have been the client of a call of it meanwhile. */
  readonly sideOf?: (id: string) => PairSide | undefined;
  /** Whether this end wants to remember its peers. */
  readonly remember: boolean;
}

/** The peers that may call a server without a code. */
export class KnownCallers {
  readonly #options: KnownCallersOptions;
  readonly #peers: Map<string, KnownPeer>;
  readonly #hints = new PeerHints();

  constructor(options: KnownCallersOptions) {
    this.#options = options;
    this.#peers = new Map(options.peers.map((peer) => [peer.id, peer]));
    for (const peer of options.peers) this.#hints.add(peer);
  }

  get size(): number {
    return this.#hints.size;
  }

  /** The secret for a hello of a known peer, if it is one. */
  find({ hint, clientNonce, capabilities }: ClientHello): Secret | undefined {
    const found = this.#hints.find(hint, clientNonce, isHintOfSide(capabilities));
    return found && { mode: "known", pairSecret: found.secret, caller: found.caller };
  }

  /** The secret for an unknown peer, which gets an answer too: one that nobody has. */
  nobody(): Secret {
    return { mode: "known", pairSecret: this.#options.randomBytes(PAIR_SECRET_BYTES) };
  }

  /** Records the address of a known peer's hello. `false` if it is a copy of a hello from another address. */
  isFirst({ clientNonce }: ClientHello, from: Address): boolean {
    return this.#hints.isFirst(clientNonce, from);
  }

  /** Whether a caller that has proved to know this secret is refused: it was forgotten, or is on this end's own side. */
  isRefused(secret: Secret): boolean {
    if (secret.mode === "code") return false;
    const id = peerId(secret.pairSecret), { isStillKnown, sideOf } = this.#options;
    if (isStillKnown?.(id) === false) {
      this.#peers.delete(id);
      this.#hints.delete(id);
      return true;
    }
    return secret.caller !== undefined && sideOf?.(id) === secret.caller;
  }

  nameOf(handshake: ServerHandshake, { name }: Introduction): string {
    return recognisedName(name, this.#peers.get(peerId(pairSecretOf(handshake)))?.name);
  }

  /**
   * A call begins: the peer as it is known from now on, if it is. `isNew`: since this call. `side`: this end's, to be told to the
   * peer, if both keep it. `capabilities`: of this end.
   */
  begin(
    handshake: ServerHandshake,
    introduction: Introduction,
    capabilities: number,
  ): { readonly peer?: KnownPeer; readonly isNew: boolean; readonly side?: PairSide } {
    const { secret, peerCapabilities } = handshake, pairSecret = pairSecretOf(handshake), id = peerId(pairSecret);
    const isNew = secret.mode === "code", keep = this.#options.remember && introduction.remember;
    const known = this.#peers.get(id);
    const both = keep && knowsSides(capabilities) && knowsSides(peerCapabilities);
    const caller = secret.mode === "known" ? secret.caller : undefined;
    const side = both ? this.#options.sideOf?.(id) ?? known?.side ?? otherSide(caller ?? "A") : undefined;
    if (isNew ? !keep : known === undefined) return { isNew, side };
    const before = known ?? { id, name: this.nameOf(handshake, introduction), secret: pairSecret };
    const peer = side === undefined ? before : { ...before, side };
    if (isNew || known?.side !== peer.side) {
      this.#peers.set(id, peer);
      this.#hints.add(peer);
    }
    return { peer, isNew, side };
  }
}

/** The secret that the two ends keep, or have kept. */
export function pairSecretOf({ secret, keys }: ServerHandshake): Uint8Array {
  return secret.mode === "known" ? secret.pairSecret : keys!.pairSecret;
}
