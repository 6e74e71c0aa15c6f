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
  /** Whoever began it receives at `from`. */
  readonly proven: boolean;
  /** By a hint that only a known peer can make. */
  readonly recognised: boolean;
  /** Of the code that it has to know; -1 for a known peer. */
  readonly generation: number;
  /** When it first proved who it is. */
  provenMs?: number;
  /** What was answered to its finish: the same is answered again. */
  answer?: Uint8Array;
}

interface Entry {
  readonly unfinished: Unfinished;
  readonly origin: Origin;
  readonly expiresMs: number;
}

/** Handshakes that were begun. Known peers and strangers have a room each, so that neither fills the other's. */
export class UnfinishedHandshakes {
  readonly #entries = new Map<string, Entry>();

  get(from: Address, clientNonce: Uint8Array): Unfinished | undefined {
    return this.#entries.get(keyOf(from, clientNonce))?.unfinished;
  }

  /** Whether a host may begin one more. One that is proven may take the place of one that is not. */
  hasRoom(origin: Origin, { proven, recognised }: Pick<Unfinished, "proven" | "recognised">): boolean {
    const others = this.#waiting(origin, recognised).filter(([, other]) => other.unfinished.proven || !proven);
    return others.length < MAX_UNFINISHED_A_HOST;
  }

  /** Keeps it, in the place of another one where there are as many as may be. */
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

  delete(from: Address, clientNonce: Uint8Array): void {
    this.#entries.delete(keyOf(from, clientNonce));
  }

  /** Forgets what a host has begun by a code. */
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

  /** Those that proved who they are, and are only kept to be answered again, are not among them. */
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

/** Oldest first. */
function ofFullestNetwork(entries: readonly [string, Entry][]): readonly [string, Entry][] {
  const networks = Map.groupBy(entries, ([, { origin }]) => origin.network);
  let fullest: [string, Entry][] = [];
  for (const ofNetwork of networks.values()) if (ofNetwork.length > fullest.length) fullest = ofNetwork;
  return fullest;
}

function keyOf(from: Address, clientNonce: Uint8Array): string {
  return `${formatAddress(from)} ${Buffer.from(clientNonce).toString("hex")}`;
}
