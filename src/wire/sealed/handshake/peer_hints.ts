import { type Address, formatAddress } from "../../../port/address.ts";
import { type KnownPeer, otherSide, type PairSide } from "../../wire.ts";
import { HintMac, HintMessage, hintWords } from "./hint_mac.ts";
import { hintKey } from "./key_schedule.ts";

/** The most hellos that are remembered. Only those of known peers are. */
const ANSWERED_LIMIT = 256;

interface HintedPeer {
  readonly secret: Uint8Array;
  /** The key of a hint without a side. */
  readonly plain: HintMac;
  /** The keys of the sides from which this peer may call. Both, if the pair has no sides here. */
  readonly sided: readonly (readonly [PairSide, HintMac])[];
}

/** Which peer calls. */
export interface FoundPeer {
  readonly secret: Uint8Array;
  /** Its side, if it called with it. */
  readonly caller?: PairSide;
}

/** Finds the calling peer by its hint. Every known peer must be tried; each try takes about a microsecond. */
export class PeerHints {
  readonly #peers = new Map<string, HintedPeer>();
  /** The address of each recent hello, by nonce. */
  readonly #answered = new Map<string, string>();

  get size(): number {
    return this.#peers.size;
  }

  add({ id, secret, side }: KnownPeer): void {
    const callers: readonly PairSide[] = side === undefined ? ["A", "B"] : [otherSide(side)];
    this.#peers.set(id, {
      secret,
      plain: new HintMac(hintKey(secret)),
      sided: callers.map((caller) => [caller, new HintMac(hintKey(secret, caller))]),
    });
  }

  delete(id: string): void {
    this.#peers.delete(id);
  }

  /** The peer with this hint. `ofSide`: whether it is one of a side. Takes the same time for every caller. */
  find(hint: Uint8Array, clientNonce: Uint8Array, ofSide = false): FoundPeer | undefined {
    const message = new HintMessage(clientNonce), words = hintWords(hint);
    let found: FoundPeer | undefined;
    for (const { secret, plain, sided } of this.#peers.values()) {
      if (!ofSide) {
        if (plain.matches(message, words)) found = { secret };
      } else {
        for (const [caller, mac] of sided) if (mac.matches(message, words)) found = { secret, caller };
      }
    }
    return found;
  }

  /** Records the address of a known peer's hello. `false` if it is a copy of a hello from another address. */
  isFirst(clientNonce: Uint8Array, from: Address): boolean {
    const nonce = clientNonce.join(), address = formatAddress(from);
    const known = this.#answered.get(nonce);
    if (known !== undefined) return known === address;
    this.#answered.set(nonce, address);
    if (this.#answered.size > ANSWERED_LIMIT) this.#answered.delete(this.#answered.keys().next().value!);
    return true;
  }
}
