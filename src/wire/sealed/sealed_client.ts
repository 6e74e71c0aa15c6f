import { type Address, sameAddress } from "../../port/address.ts";
import type { DropReason } from "../drop_reason.ts";
import { OutputQueue } from "../output_queue.ts";
import { SessionSlot } from "../session_slot.ts";
import { type Input, type KnownPeer, otherSide, type Output, type PairSide, type Wire } from "../wire.ts";
import { Calling, type CallingOutcome } from "./handshake/calling.ts";
import { GUESS_PENALTY_MS } from "./handshake/guess_limit.ts";
import { CAPABILITIES, capabilitiesFor, knowsSides, takesSound } from "./handshake/capabilities.ts";
import { type RandomBytes, type Secret } from "./handshake/handshake.ts";
import type { Introduction } from "./handshake/handshake_message.ts";
import { PAIR_SECRET_BYTES, peerId } from "./handshake/key_schedule.ts";
import { recognisedName } from "./handshake/peer_name.ts";
import type { KnownCandidates } from "./path/known_candidates.ts";
import { sessionOf } from "./session/sealed_packet.ts";
import { SealedSession } from "./session/sealed_session.ts";
import { SEALED_LINES } from "./line/line_record.ts";

/** An end that answers a hello but does not confirm may have guessed at the code. It gets as many guesses as a server allows. */
const CODE_TRIES = 3;
/** How many addresses of one name are called. */
const MAX_ADDRESSES = 8;

export interface SealedClientOptions {
  readonly role: "client";
  /** The server's numeric address and base port. */
  readonly server: Address;
  /** More addresses of its name. All are called until one answers. */
  readonly others?: readonly Address[];
  readonly name: string;
  readonly randomBytes: RandomBytes;
  /** Tried in this order if there is no code: the most likely first. */
  readonly peers: readonly KnownPeer[];
  readonly code?: string;
  /** This end's side of a pair as the user's peers have it now. By default as in `peers`. */
  readonly sideOf?: (id: string) => PairSide | undefined;
  readonly remember: boolean;
  /** Where the two ends may be reached; shared with the paths of this end. By default nothing is known. */
  readonly candidates?: KnownCandidates;
  /** What this end supports (`capabilitiesFor`), until the input `decodes`. By default everything that this version supports. */
  readonly capabilities?: number;
}

/** The client of the sealed wire. After a call that ended because nothing arrived, it calls again. */
export class SealedClient implements Wire {
  readonly #options: SealedClientOptions;
  readonly #outputs = new OutputQueue();
  readonly #slot = new SessionSlot<SealedSession>(this.#outputs, SEALED_LINES);
  /** The most likely first. */
  #servers: readonly Address[];
  /** More addresses at which the server may be, from the carriers of paths. */
  #offered: readonly Address[] = [];
  #peers: readonly KnownPeer[];
  #secrets: Secret[];
  #calling: Calling | undefined;
  /** The number of calls to each address. */
  readonly #attempts = new Map<string, number>();
  readonly #noticed = new Set<string>();
  #capabilities: number | undefined;
  /** Handshakes with the current code that were answered but not confirmed. */
  #codeTries = 0;
  /** When a server that has refused a code takes the next one. */
  #codeRetryMs = -Infinity;
  /** The secret for calling again after a call that ended in silence. */
  #redialSecret: Secret | undefined;
  #done = false;

  constructor(options: SealedClientOptions) {
    this.#options = options;
    this.#capabilities = options.capabilities;
    this.#servers = [options.server, ...options.others ?? []].slice(0, MAX_ADDRESSES);
    this.#peers = options.peers;
    this.#secrets = options.code !== undefined
      ? [{ mode: "code", code: options.code }]
      : options.peers.map((peer) => this.#secretOf(peer));
  }

  pollOutput(): Output | undefined {
    return this.#outputs.take();
  }

  handle(input: Input, nowMs: number): void {
    if (this.#done) return;
    switch (input.kind) {
      case "start":
        this.#begin(nowMs);
        break;
      case "code":
        if (this.#session !== undefined) break;
        this.#secrets = [{ mode: "code", code: input.code }];
        this.#callWithNext("not_accepted", nowMs);
        break;
      case "addresses":
        if (input.addresses.length === 0) break;
        this.#servers = input.addresses.slice(0, MAX_ADDRESSES);
        this.#onOutcome(this.#calling?.callAt(this.#called, nowMs), nowMs);
        break;
      case "peer_candidates":
        this.#offered = input.addresses;
        this.#onOutcome(this.#calling?.callAt(this.#called, nowMs), nowMs);
        break;
      case "datagram":
        this.#datagram(input.bytes, input.from, nowMs);
        break;
      case "stream_opened":
        this.#outputs.push({ kind: "close_stream", stream: input.stream });
        break;
      case "track":
      case "frame":
      case "sound":
      case "text":
      case "camera":
      case "microphone":
      case "keyframe_needed":
        this.#slot.handle(input, nowMs);
        break;
      case "decodes":
        this.#capabilities = capabilitiesFor(input.codecs, takesSound(this.#capabilities ?? CAPABILITIES));
        break;
      case "time":
        if (this.#session !== undefined) this.#session.time(nowMs);
        else this.#onOutcome(this.#calling?.time(nowMs), nowMs);
        break;
      case "hang_up":
        this.#session?.hangUp(nowMs);
        this.#calling?.cancel();
        this.#over();
        break;
    }
    if (this.#session?.over !== undefined && !this.#done) {
      if (isSilence(this.#session)) this.#callAgain(this.#session, nowMs);
      else this.#over();
    }
  }

  get #session(): SealedSession | undefined {
    return this.#slot.session;
  }

  get deadlineMs(): number {
    if (this.#done) return Infinity;
    return this.#session?.deadlineMs ?? this.#calling?.deadlineMs ?? Infinity;
  }

  #datagram(bytes: Uint8Array, from: Address, nowMs: number): void {
    const session = sessionOf(bytes);
    if (this.#session !== undefined) {
      if (session === this.#session.id) this.#session.datagram(bytes, from, nowMs);
      else this.#dropped("stranger");
    } else if (session >= 0) {
      if (!this.#calling?.sealedPacket(session, nowMs)) this.#dropped("stranger");
    } else if (this.#calling === undefined) {
      this.#dropped("stranger");
    } else {
      this.#onOutcome(this.#calling.datagram(bytes, from, nowMs), nowMs);
    }
  }

  /** Handles the result of calling; `undefined` if there is no result yet. */
  #onOutcome(outcome: CallingOutcome | undefined, nowMs: number): void {
    switch (outcome?.kind) {
      case "answered":
        return this.#answered(outcome, nowMs);
      case "refused":
        this.#outputs.push({ kind: "ended", reason: "refused", message: outcome.message });
        return this.#over();
      case "not_accepted":
        this.#callLast(outcome.at);
        if (this.#calling?.secret.mode === "code") this.#codeRetryMs = nowMs + GUESS_PENALTY_MS;
        return this.#callWithNext(this.#calling?.secret.mode === "code" ? "not_accepted" : "unknown_peer", nowMs);
      case "unconfirmed": {
        this.#callLast(outcome.at);
        const secret = this.#calling!.secret;
        if (secret.mode === "code" && !outcome.rang && ++this.#codeTries === CODE_TRIES) {
          return this.#callWithNext("not_accepted", nowMs);
        }
        return this.#call(secret, nowMs);
      }
    }
  }

  #answered({ at, handshake, introduction }: CallingOutcome & { kind: "answered" }, nowMs: number): void {
    this.#calling = undefined;
    if (introduction.busy) {
      this.#outputs.push({ kind: "ended", reason: introduction.declined ? "declined" : "busy" });
      return this.#over();
    }
    const keys = handshake.keys!;
    const { randomBytes, remember, candidates } = this.#options;
    const { name } = introduction, { secret: used } = handshake;
    const known = used.mode === "known" ? this.#peers.find(({ secret }) => secret === used.pairSecret) : undefined;
    const side = this.#ownSide(introduction);
    if (known !== undefined && this.#isOwnMachine(known, side)) return this.#callWithNext("unknown_peer", nowMs);
    const peerName = recognisedName(name, known?.name);
    // The session uses the address that was called until the server has proved that it also receives at the one it sends from.
    const session = new SealedSession({
      role: "client",
      keys,
      remote: at,
      peerName,
      random: randomBytes,
      switches: this.#slot.switches,
      tracks: this.#slot.tracks,
      peerCapabilities: handshake.peerCapabilities,
      candidates,
      alternatives: this.#servers,
      emit: (output) => {
        const again = output.kind === "ended" && isSilence(session);
        this.#outputs.push(again ? { ...output, again } : output);
      },
    }, nowMs);
    this.#slot.begin(session, nowMs);
    this.#redialSecret = used.mode === "known" ? used : undefined;
    if (known !== undefined) {
      const peer = { ...known, ...side && { side } };
      this.#peers = this.#peers.map((other) => other === known ? peer : other);
      this.#redialSecret = this.#secretOf(peer);
      this.#outputs.push({ kind: "peer_recognised", peer });
    }
    if (used.mode === "code" && remember && introduction.remember) {
      const secret = keys.pairSecret;
      const peer = { id: peerId(secret), name, secret, ...side && { side } };
      this.#peers = [peer, ...this.#peers];
      this.#redialSecret = this.#secretOf(peer);
      this.#outputs.push({ kind: "peer_remembered", peer });
    }
  }

  #secretOf({ secret, side }: KnownPeer): Secret {
    const caller = knowsSides(this.#capabilities ?? CAPABILITIES) && side ? { caller: side } : {};
    return { mode: "known", pairSecret: secret, ...caller };
  }

  /** This end's side of the pair, if both ends keep it: the other one than the server's. */
  #ownSide({ side, remember }: Introduction): PairSide | undefined {
    const keeps = this.#options.remember && remember && knowsSides(this.#capabilities ?? CAPABILITIES);
    return keeps && side ? otherSide(side) : undefined;
  }

  /** Whether the server must be one with the same peers as this end: no pair has one end on both sides. */
  #isOwnMachine({ id, side: before }: KnownPeer, side: PairSide | undefined): boolean {
    const kept = this.#options.sideOf?.(id) ?? before;
    return side !== undefined && kept !== undefined && kept !== side;
  }

  /** Calls the server until it is back: this machine was asleep, or the server's was off. Without a pair secret, it then needs a code. */
  #callAgain(session: SealedSession, nowMs: number): void {
    const { hostname, port } = session.peer.address, last = { hostname, port };
    this.#slot.clear();
    this.#servers = [last, ...this.#servers.filter((server) => !sameAddress(server, last))].slice(0, MAX_ADDRESSES);
    this.#attempts.clear();
    this.#noticed.clear();
    this.#secrets = this.#redialSecret === undefined ? [] : [this.#redialSecret];
    this.#begin(nowMs);
  }

  /**
   * Calls with the first secret. Without any, with one that nobody has: the server's refusal shows that it is there, and only then
   * is the code asked for. But a code that is given sooner is used at once.
   */
  #begin(nowMs: number): void {
    if (this.#secrets.length === 0) {
      this.#outputs.push({ kind: "code_expected" });
      this.#secrets = [{ mode: "known", pairSecret: this.#options.randomBytes(PAIR_SECRET_BYTES) }];
    }
    this.#callWithNext("unknown_peer", nowMs);
  }

  get #called(): readonly Address[] {
    const isNew = (offered: Address) => !this.#servers.some((server) => sameAddress(server, offered));
    return [...this.#servers, ...this.#offered.filter(isNew)];
  }

  /** Moves `server` to the end of the addresses: another machine may have answered there. */
  #callLast(server: Address): void {
    if (!this.#servers.some((other) => sameAddress(other, server))) return;
    this.#servers = [...this.#servers.filter((other) => !sameAddress(other, server)), server];
  }

  #callWithNext(reasonIfNone: "unknown_peer" | "not_accepted", nowMs: number): void {
    const secret = this.#secrets.shift();
    this.#codeTries = 0;
    if (secret !== undefined) return this.#call(secret, nowMs);
    this.#calling = undefined;
    const retryInMs = this.#codeRetryMs > nowMs ? { retryInMs: this.#codeRetryMs - nowMs } : {};
    this.#outputs.push({ kind: "code_needed", reason: reasonIfNone, ...retryInMs });
  }

  #call(secret: Secret, nowMs: number): void {
    const { name, remember, randomBytes: random } = this.#options;
    const emit = (output: Output) => this.#outputs.push(output);
    const notice = (message: string, hint?: string) => {
      if (this.#noticed.has(message)) return;
      this.#noticed.add(message);
      emit({ kind: "notice", message, hint });
    };
    const calling = {
      secret,
      servers: this.#called,
      name,
      remember,
      random,
      capabilities: this.#capabilities,
      notBeforeMs: secret.mode === "code" ? this.#codeRetryMs : undefined,
      attempts: this.#attempts,
      emit,
      notice,
    };
    this.#calling = new Calling(calling, nowMs);
    this.#calling.time(nowMs);
  }

  #over(): void {
    this.#slot.loseLines();
    this.#done = true;
  }

  #dropped(reason: DropReason): void {
    this.#outputs.push({ kind: "dropped", direction: "in", reason });
  }
}

/** Whether a session ended because nothing arrived. Not if another call of the same pair replaced it: that one counts. */
function isSilence({ over, replaced }: SealedSession): boolean {
  return over === "peer_silent" && !replaced;
}
