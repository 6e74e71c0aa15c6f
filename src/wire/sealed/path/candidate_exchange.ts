import { type Address, sameAddress } from "../../../port/address.ts";
import type { ControlMessage } from "../session/control_message.ts";
import { encodeCandidates, encodeCandidatesReceived } from "../session/control_message.ts";
import { mayBePeer } from "./candidate_list.ts";
import type { KnownCandidates } from "./known_candidates.ts";

// Part of the wire: PROTOCOL.md, "Paths".
/** The time to the first repetition of a message that was not acknowledged, in milliseconds. It doubles, up to the maximum. */
const REPEAT_MS = 300, MAX_REPEAT_MS = 10_000;

export type CandidateMessage = Extract<ControlMessage, { readonly kind: "candidates" | "candidates_received" }>;

/** Tells the peer this end's candidates until it has them, and takes the peer's. */
export class CandidateExchange {
  /** What the peer has said of itself. */
  ofPeer: readonly Address[] = [];
  readonly #known: KnownCandidates;
  #told: readonly Address[] = [];
  #serial = 0;
  #isAcknowledged = true;
  #repeatMs = 0;
  #dueMs = -Infinity;
  #peerSerial: number | undefined;

  constructor(known: KnownCandidates) {
    this.#known = known;
  }

  get deadlineMs(): number {
    if (this.#isChanged) return -Infinity;
    return this.#isAcknowledged ? Infinity : this.#dueMs;
  }

  /** The message that is due. */
  take(rttMs: number, nowMs: number): Uint8Array | undefined {
    if (this.#isChanged) {
      this.#told = this.#known.own;
      this.#serial = (this.#serial + 1) & 0xff;
      this.#isAcknowledged = false;
      this.#repeatMs = Math.max(REPEAT_MS, 2 * rttMs);
    } else if (nowMs < this.deadlineMs) return undefined;
    this.#dueMs = nowMs + this.#repeatMs;
    this.#repeatMs = Math.min(MAX_REPEAT_MS, this.#repeatMs * 2);
    return encodeCandidates(this.#serial, this.#told);
  }

  /** Returns the answer to it. `present`: where the peer is now. */
  receive(message: CandidateMessage, present: Address): Uint8Array | undefined {
    if (message.kind === "candidates_received") {
      if (message.serial === this.#serial) this.#isAcknowledged = true;
      return undefined;
    }
    // One that was overtaken by a later one is old.
    const isNewer = this.#peerSerial === undefined || ((message.serial - this.#peerSerial) & 0xff) < 128;
    if (isNewer) {
      this.#peerSerial = message.serial;
      this.ofPeer = message.addresses.filter((address) => mayBePeer(address, present));
    }
    return encodeCandidatesReceived(message.serial);
  }

  get #isChanged(): boolean {
    const { own } = this.#known, told = this.#told;
    if (own === told) return false;
    return own.length !== told.length || own.some((address, at) => !sameAddress(address, told[at]));
  }
}
