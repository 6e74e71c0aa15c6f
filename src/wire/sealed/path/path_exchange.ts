import { type Address, sameAddress } from "../../../port/address.ts";
import type { Role } from "../../wire.ts";
import type { RandomBytes } from "../handshake/handshake.ts";
import { type ControlMessage, encodeChallenge, encodeProbe, encodeProbeAnswer } from "../session/control_message.ts";
import { SEAL_OVERHEAD } from "../session/sealed_packet.ts";
import { CandidateExchange } from "./candidate_exchange.ts";
import { CandidatePaths } from "./candidate_paths.ts";
import { KnownCandidates } from "./known_candidates.ts";
import { PacketSizeProbe } from "./packet_size_probe.ts";
import { pathRank } from "./path_kind.ts";
import { PeerPath } from "./peer_path.ts";

// Part of the wire: PROTOCOL.md, "Paths". Times are milliseconds.

/** A path on which nothing has arrived for this time is silent: three reports in a row are missing. */
const SILENT_MS = 400;
/** The peer's answer to a move takes two round trips. For so many the new path may be silent. */
const MOVE_RTTS = 2;
/** How many paths that were used before, or from which the peer was heard, are remembered. */
const MAX_FORMER = 4;

export type PathMessage = Extract<
  ControlMessage,
  { readonly kind: "challenge" | "response" | "probe" | "probe_answer" | "candidates" | "candidates_received" }
>;

export interface PathExchangeOptions {
  /** The client decides which path is used. */
  readonly role: Role;
  readonly remote: Address;
  readonly random: RandomBytes;
  /** Whether the peer's capabilities have "paths". */
  readonly knowsPaths: boolean;
  /** By default nothing is known. */
  readonly candidates?: KnownCandidates;
  /** More addresses of the peer: those that a client has called. */
  readonly alternatives?: readonly Address[];
  readonly send: (to: Address, plain: Uint8Array, nowMs: number) => void;
  /** The peer has another address, or path. */
  readonly onMoved: (nowMs: number) => void;
}

/**
 * The path to the peer: its address, the largest packets that arrive there, other addresses at which it may be, and the control
 * messages with which all that is found out. PROTOCOL.md, "Paths", "Address change" and "Packet size".
 */
export class PathExchange {
  readonly #options: PathExchangeOptions;
  readonly #known: KnownCandidates;
  readonly #path: PeerPath;
  readonly #probe: PacketSizeProbe;
  readonly #exchange: CandidateExchange;
  readonly #candidates: CandidatePaths;
  /** Addresses that the peer has had, or from which it was heard, the latest last. */
  #former: readonly Address[] = [];
  /** When something last arrived on the present path, or later: after a move it may be silent for a while. */
  #heardMs: number;
  #movedMs: number;
  /** Until then the peer receives nothing on the present path, as its reports say. */
  #unheardUntilMs = -Infinity;
  #rttMs = 0;
  #knownVersion = -1;
  /** When there is something to do about candidates. */
  #wakeMs = -Infinity;

  constructor(options: PathExchangeOptions, nowMs: number) {
    const { remote, random, knowsPaths, candidates = new KnownCandidates() } = options;
    this.#options = options;
    this.#known = candidates;
    this.#path = new PeerPath(remote, random, knowsPaths);
    this.#probe = new PacketSizeProbe(remote, nowMs);
    this.#exchange = new CandidateExchange(candidates);
    this.#candidates = new CandidatePaths(random);
    this.#heardMs = this.#movedMs = nowMs;
  }

  get address(): Address {
    return this.#path.address;
  }

  isCurrent(from: Address): boolean {
    return this.#path.isCurrent(from);
  }

  /** Of a sealed packet. */
  get packetBytes(): number {
    return this.#probe.packetBytes;
  }

  get deadlineMs(): number {
    if (!this.#options.knowsPaths) return this.#probe.deadlineMs;
    if (this.#known.version !== this.#knownVersion) return -Infinity;
    return Math.min(this.#probe.deadlineMs, this.#exchange.deadlineMs, this.#wakeMs);
  }

  /**
   * A packet was opened, with the highest number so far. Challenges its address, if that is due. `isProbe`: it shows only that a
   * path works, not that the peer has moved to it.
   */
  onNewest(from: Address, bytes: number, isProbe: boolean, nowMs: number): void {
    const { knowsPaths, role, send } = this.#options;
    if (this.#path.isCurrent(from)) this.#heardMs = Math.max(this.#heardMs, nowMs);
    else if (knowsPaths && !this.#isSilent(nowMs)) {
      const isBetter = pathRank(from) > pathRank(this.address);
      if (isProbe) return isBetter ? this.#remember(from, nowMs) : undefined;
      // The peer has not followed this end to the better path yet.
      if (role === "client" && pathRank(from) < pathRank(this.address)) return;
    }
    const random = this.#path.onNewest(from, bytes, nowMs);
    if (random !== undefined) send(from, encodeChallenge("challenge", random), nowMs);
  }

  /** `plainBytes`: of the message. */
  receive(message: PathMessage, plainBytes: number, from: Address, nowMs: number): void {
    const { knowsPaths, send } = this.#options;
    switch (message.kind) {
      case "challenge":
        if (!this.#path.mayRespond(nowMs)) return;
        // An older peer checks only where the response comes from, so it gets it at the address that it has proved.
        return send(knowsPaths ? from : this.address, encodeChallenge("response", message.random), nowMs);
      case "response":
        return this.#answered(from, message.random, nowMs);
      case "probe":
        // The answer has the size that really arrived, whatever size the probe claims.
        return send(this.address, encodeProbeAnswer(plainBytes + SEAL_OVERHEAD), nowMs);
      case "probe_answer":
        return this.#probe.onAnswer(message.size, nowMs);
      default: {
        const answer = this.#exchange.receive(message, this.address);
        if (answer === undefined) return;
        send(this.address, answer, nowMs);
        this.#wakeMs = nowMs;
      }
    }
  }

  /** Sends the probes, candidates and challenges that are due. */
  poll(rttMs: number, nowMs: number): void {
    if (nowMs < this.deadlineMs) return;
    const { knowsPaths, send } = this.#options;
    for (const size of this.#probe.poll(rttMs, nowMs)) {
      send(this.address, encodeProbe(size, size - SEAL_OVERHEAD), nowMs);
    }
    this.#rttMs = rttMs;
    if (!knowsPaths) return;
    const told = this.#exchange.take(rttMs, nowMs);
    if (told !== undefined) send(this.address, told, nowMs);
    this.#knownVersion = this.#known.version;
    this.#candidates.set(this.#others, nowMs);
    this.#challenge(nowMs);
  }

  /** Perhaps large packets do not arrive any more. */
  suspect(nowMs: number): void {
    this.#probe.suspect(nowMs);
  }

  /** The path may be another one. */
  restart(nowMs: number): void {
    this.#probe.restart(this.#path.address, nowMs);
  }

  /** The peer reports that nothing of what was sent lately has arrived. */
  unheard(nowMs: number): void {
    this.#unheardUntilMs = nowMs + SILENT_MS;
    this.#wakeMs = nowMs;
  }

  #challenge(nowMs: number): void {
    const isSilent = this.#isSilent(nowMs), rank = pathRank(this.address);
    const isWanted = (to: Address) => isSilent ? !this.#path.isCurrent(to) : pathRank(to) > rank;
    this.#candidates.begin(isSilent ? "lost" : "better", nowMs);
    for (let due; (due = this.#candidates.next(isWanted, nowMs));) {
      this.#options.send(due.to, encodeChallenge("challenge", due.random), nowMs);
    }
    const { length } = this.#candidates;
    const silentMs = isSilent ? Math.max(nowMs, this.#unheardUntilMs) : this.#heardMs + SILENT_MS;
    this.#wakeMs = length === 0 ? Infinity : Math.min(silentMs, this.#candidates.deadlineMs(isWanted));
  }

  #answered(from: Address, random: Uint8Array, nowMs: number): void {
    const before = this.address;
    if (this.#path.onResponse(from, random)) return this.#moved(before, nowMs);
    if (!this.#options.knowsPaths || this.#path.isCurrent(from) || !this.#candidates.isAnswer(from, random)) return;
    const isBetter = pathRank(from) > pathRank(before) && this.#candidates.mayPrefer(from, nowMs);
    if (!this.#isSilent(nowMs) && !(isBetter && this.#options.role === "client")) return;
    this.#path.move(from);
    this.#moved(before, nowMs);
  }

  #moved(before: Address, nowMs: number): void {
    const wasSilent = this.#isSilent(nowMs);
    this.#remember(before, nowMs);
    this.#candidates.set(this.#others, nowMs);
    if (wasSilent) this.#candidates.failed(before, nowMs - this.#movedMs, nowMs);
    this.#movedMs = nowMs;
    this.#heardMs = nowMs + MOVE_RTTS * this.#rttMs;
    this.#unheardUntilMs = -Infinity;
    this.restart(nowMs);
    this.#options.onMoved(nowMs);
  }

  #remember(address: Address, nowMs: number): void {
    if (this.#former.some((known) => sameAddress(known, address))) return;
    this.#former = [...this.#former, address].slice(-MAX_FORMER);
    this.#wakeMs = nowMs;
  }

  /** Nothing arrives on the present path, or nothing that was sent on it. */
  #isSilent(nowMs: number): boolean {
    return nowMs >= this.#heardMs + SILENT_MS || nowMs < this.#unheardUntilMs || this.#known.isGone(this.address);
  }

  /** All other addresses at which the peer may be, the likeliest first. */
  get #others(): readonly Address[] {
    const { alternatives = [] } = this.#options;
    const others: Address[] = [];
    for (const address of [...this.#former, ...this.#known.ofPeer, ...this.#exchange.ofPeer, ...alternatives]) {
      if (this.#known.isGone(address) || others.some((other) => sameAddress(other, address))) continue;
      others.push(address);
    }
    return others;
  }
}
