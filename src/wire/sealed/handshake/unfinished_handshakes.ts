import { Buffer } from "node:buffer";
import { type Address, formatAddress } from "../../../port/address.ts";
import type { ServerHandshake } from "./handshake.ts";
import { type Origin, originOf } from "../../origin.ts";

const MAX_UNFINISHED = 16;
const MAX_UNFINISHED_A_HOST = 4;
const UNFINISHED_MS = 5000;

export interface Unfinished {
  readonly handshake: ServerHandshake;
  readonly from: Address;
  readonly helloBytes: Uint8Array;
  /** Whether the caller has shown that it receives at `from`. */
  readonly proven: boolean;
  /** Whether its hint is one that only a known peer can make. */
  readonly recognised: boolean;
  /** The generation of the code that it must know; -1 for a known peer. */
  readonly generation: number;
  /** When the caller first proved its identity. */
  provenMs?: number;
  /** The answer to its finish message, kept to repeat it. */
  answer?: Uint8Array;
}

interface Entry {
  readonly unfinished: Unfinished;
  readonly origin: Origin;
  readonly expiresMs: number;
}

/** Handshakes in progress. Known peers and strangers have separate limits, so that neither takes the other's places. */
export class UnfinishedHandshakes {
  readonly #entries = new Map<string, Entry>();

  get(from: Address, clientNonce: Uint8Array): Unfinished | undefined {
    return this.#entries.get(keyOf(from, clientNonce))?.unfinished;
  }

  /** Whether a host may start another. A proven one may replace one that is not. */
  hasRoom(origin: Origin, { proven, recognised }: Pick<Unfinished, "proven" | "recognised">): boolean {
    const others = this.#waiting(origin, recognised).filter(([, other]) => other.unfinished.proven || !proven);
    return others.length < MAX_UNFINISHED_A_HOST;
  }

  /** Adds one. Replaces another if the limit is reached. */
  add(unfinished: Unfinished, nowMs: number): void {
    const { from, handshake, recognised } = unfinished;
    const key = keyOf(from, handshake.clientHello.clientNonce), origin = originOf(from.hostname);
    this.#entries.delete(key);
    const alike = [...this.#entries].filter(([, other]) => other.unfinished.recognised === recognised);
    const ofHost = this.#waiting(origin, recognised);
    if (ofHost.length >= MAX_UNFINISHED_A_HOST) this.#forgetOne(ofHost);
    else if (alike.length >= MAX_UNFINISHED) this.#forgetOne(ofFullestNetwork(alike));
    this.#entries.set(key, { unfinished, origin, expiresMs: nowMs + UNFINISHED_MS });
  }

  /** Keeps one for as long again as a new one, if it is still there. */
  keep({ from, handshake }: Unfinished, nowMs: number): void {
    const key = keyOf(from, handshake.clientHello.clientNonce), entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key); // the oldest must come first
    this.#entries.set(key, { ...entry, expiresMs: nowMs + UNFINISHED_MS });
  }

  /** Forgets the handshakes that a host started with a code. */
  deleteGuesses(origin: Origin): void {
    for (const [key, { unfinished }] of this.#waiting(origin, false)) {
      if (unfinished.generation >= 0) this.#entries.delete(key);
    }
  }

  expire(nowMs: number): void {
    for (const [key, { expiresMs }] of this.#entries) if (expiresMs <= nowMs) this.#entries.delete(key);
  }

  get deadlineMs(): number {
    return this.#entries.values().next().value?.expiresMs ?? Infinity;
  }

  /** Those in progress, without those that are finished and only kept to repeat the answer. */
  #waiting({ host }: Origin, recognised: boolean): [key: string, entry: Entry][] {
    return [...this.#entries].filter(([, { origin, unfinished }]) =>
      origin.host === host && unfinished.recognised === recognised && !unfinished.answer
    );
  }

  #forgetOne(among: readonly [key: string, entry: Entry][]): void {
    const [key] = among.find(([, { unfinished }]) => !unfinished.proven) ?? among[0];
    this.#entries.delete(key);
  }
}

/** The entries of the network that has the most, oldest first. */
function ofFullestNetwork(entries: readonly [string, Entry][]): readonly [string, Entry][] {
  const networks = Map.groupBy(entries, ([, { origin }]) => origin.network);
  let fullest: [string, Entry][] = [];
  for (const ofNetwork of networks.values()) if (ofNetwork.length > fullest.length) fullest = ofNetwork;
  return fullest;
}

function keyOf(from: Address, clientNonce: Uint8Array): string {
  return `${formatAddress(from)} ${Buffer.from(clientNonce).toString("hex")}`;
}
