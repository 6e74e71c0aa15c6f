import { Buffer } from "node:buffer";
import type { Address } from "../../port/address.ts";
import type { DropReason } from "../drop_reason.ts";
import { OutputQueue } from "../output_queue.ts";
import { SessionSlot } from "../session_slot.ts";
import type { Input, KnownPeer, Output, PairSide, ServerChannels, Wire } from "../wire.ts";
import { sealedNoticeRecord } from "../plain/sealed_notice.ts";
import { AdmissionControl } from "./handshake/admission.ts";
import { generateCode } from "../../invitation/code_words.ts";
import { CallerQuestion } from "./handshake/caller_question.ts";
import { CAPABILITIES, capabilitiesFor, takesSound } from "./handshake/capabilities.ts";
import { type RandomBytes, ServerHandshake } from "./handshake/handshake.ts";
import {
  type ClientHello,
  decodeClientHello,
  decodeFinish,
  encodeRefusal,
  encodeRetry,
  HIGHEST_VERSION,
  type Introduction,
  LOWEST_VERSION,
  TYPE_CANCELLED,
  TYPE_CLIENT_FINISH,
  TYPE_CLIENT_HELLO,
} from "./handshake/handshake_message.ts";
import { equalBytes, peerId } from "./handshake/key_schedule.ts";
import { type Origin, originOf } from "../origin.ts";
import { KnownCallers, pairSecretOf } from "./handshake/known_callers.ts";
import { type Unfinished, UnfinishedHandshakes } from "./handshake/unfinished_handshakes.ts";
import type { KnownCandidates } from "./path/known_candidates.ts";
import { sessionOf } from "./session/sealed_packet.ts";
import { SealedSession } from "./session/sealed_session.ts";
import { SEALED_LINES } from "./line/line_record.ts";

const MAX_WRONG_GUESSES = 3;
/** After this much silence the same peer may replace its call: its program was probably restarted. */
const REPLACEABLE_MS = 400;
/** If the call is still alive after this time, another program of the same peer is calling. A few repetitions of its hello. */
const BUSY_SAME_PEER_MS = 500;
const PLAIN_HELLO = Buffer.from("Hello");

export interface SealedServerOptions {
  readonly role: "server";
  /** This end's name, for callers that have proved who they are. */
  readonly name: string;
  readonly randomBytes: RandomBytes;
  readonly peers: readonly KnownPeer[];
  /** Whether a peer that has proved who it is may still call: the user may have removed it meanwhile. By default it may. */
  readonly isStillKnown?: (id: string) => boolean;
  /** This end's side of a pair as the user's peers have it now. By default as in `peers`, or as this server has learnt it. */
  readonly sideOf?: (id: string) => PairSide | undefined;
  /** Whether this end wants to remember its peers. */
  readonly remember: boolean;
  /** Where the two ends may be reached; shared with the paths of this end. By default nothing is known. */
  readonly candidates?: KnownCandidates;
  /** Whether a person is asked about each call. By default everybody who proves who they are is answered. */
  readonly asks?: boolean;
  /** What this end supports (`capabilitiesFor`), until the input `decodes`. By default everything that this version supports. */
  readonly capabilities?: number;
}

/** The server of the sealed wire. It has one call at a time. Other callers that have proved who they are get a busy answer. */
export class SealedServer implements Wire {
  /** The text connections only tell callers on the plain wire which wire this server speaks. */
  readonly channels: ServerChannels = { needed: [0], useful: [1, 2] };
  readonly #options: SealedServerOptions;
  readonly #admission: AdmissionControl;
  readonly #peers: KnownCallers;
  readonly #unfinished = new UnfinishedHandshakes();
  readonly #outputs = new OutputQueue();
  readonly #slot = new SessionSlot<SealedSession>(this.#outputs, SEALED_LINES);
  #capabilities: number | undefined;
  #sessionPeerId = "";
  #heardMs = -Infinity;
  #code = "";
  #generation = 0;
  #wrongGuesses = 0;
  readonly #question: CallerQuestion;

  constructor(options: SealedServerOptions) {
    this.#options = options;
    this.#capabilities = options.capabilities;
    this.#admission = new AdmissionControl(options.randomBytes);
    this.#peers = new KnownCallers(options);
    this.#question = new CallerQuestion({
      unfinished: this.#unfinished,
      send: (to, bytes) => this.#send(to, bytes),
      emit: (output) => this.#outputs.push(output),
      nameOf: ({ handshake }, introduction) => this.#peers.nameOf(handshake, introduction),
      onAccepted: (unfinished, introduction, nowMs) => this.#begin(unfinished, introduction, nowMs),
    });
  }

  pollOutput(): Output | undefined {
    return this.#outputs.take();
  }

  handle(input: Input, nowMs: number): void {
    switch (input.kind) {
      case "start":
        this.#changeCode("started");
        break;
      case "datagram":
        if (input.channel === 0) this.#datagram(input.bytes, input.from, nowMs);
        else this.#dropped("stranger");
        break;
      case "stream_opened":
        this.#dropped("stranger");
        if (input.channel === 1) {
          this.#outputs.push({ kind: "write_stream", stream: input.stream, bytes: sealedNoticeRecord() });
        }
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
      case "answer":
        this.#question.answer(input.accept, nowMs);
        break;
      case "time":
        this.#session?.time(nowMs);
        this.#question.time(nowMs);
        this.#unfinished.expire(nowMs);
        break;
      case "hang_up":
        this.#question.answer(false, nowMs);
        this.#session?.hangUp(nowMs);
        this.#slot.loseLines();
        break;
    }
    if (this.#session?.over !== undefined) this.#slot.clear();
  }

  get #session(): SealedSession | undefined {
    return this.#slot.session;
  }

  get deadlineMs(): number {
    const { deadlineMs = Infinity } = this.#session ?? {};
    return Math.min(deadlineMs, this.#unfinished.deadlineMs, this.#question.deadlineMs);
  }

  #datagram(bytes: Uint8Array, from: Address, nowMs: number): void {
    const session = sessionOf(bytes);
    if (session >= 0) {
      if (session !== this.#session?.id) return this.#dropped("stranger");
      if (this.#session.datagram(bytes, from, nowMs)) this.#heardMs = nowMs;
      return;
    }
    if (bytes[0] === TYPE_CLIENT_HELLO) return this.#hello(bytes, from, nowMs);
    if (bytes[0] === TYPE_CLIENT_FINISH) return this.#finish(bytes, from, nowMs);
    if (bytes[0] === TYPE_CANCELLED) {
      const reason = this.#question.cancelled(bytes, from, nowMs);
      return reason && this.#dropped(reason);
    }
    this.#dropped(bytes.length === PLAIN_HELLO.length && PLAIN_HELLO.equals(bytes) ? "plain_caller" : "stranger");
  }

  #hello(bytes: Uint8Array, from: Address, nowMs: number): void {
    const hello = decodeClientHello(bytes);
    if (hello === undefined) return this.#dropped("handshake_malformed");
    const origin = originOf(from.hostname);
    const beside = this.#session !== undefined && nowMs < this.#heardMs + REPLACEABLE_MS;
    if (beside && !this.#admission.mayLook(hello, origin, nowMs)) return this.#dropped("handshake_flood");
    const known = this.#unfinished.get(from, hello.clientNonce);
    if (known !== undefined && equalBytes(known.helloBytes, bytes)) {
      return this.#send(from, known.handshake.serverHello);
    }
    if (hello.lowestVersion > HIGHEST_VERSION || hello.highestVersion < LOWEST_VERSION) {
      return void this.#refuse(from, hello.clientNonce, "version");
    }
    const { mode } = hello;
    if (mode === "code" && this.#admission.guesses.mustWait(origin, nowMs)) return this.#dropped("handshake_flood");
    const proven = this.#admission.proves(hello, from, nowMs);
    if (!proven && this.#admission.wantsCookie(mode, this.#session !== undefined, nowMs)) {
      return this.#askCookie(hello, from, nowMs);
    }
    if (proven && mode === "known" && !this.#admission.maySearch(origin, this.#peers.size, nowMs)) {
      return this.#dropped("handshake_flood");
    }
    const found = mode === "known" ? this.#peers.find(hello) : undefined;
    const recognised = found !== undefined && this.#peers.isFirst(hello, from);
    if (!this.#unfinished.hasRoom(origin, { proven, recognised })) {
      return proven ? this.#dropped("handshake_flood") : this.#askCookie(hello, from, nowMs);
    }
    if (!this.#admission.mayCompute(proven ? origin : undefined, recognised, nowMs)) {
      return this.#dropped("handshake_flood");
    }
    const helloBytes = Uint8Array.from(bytes), { randomBytes } = this.#options;
    const secret = mode === "code" ? { mode, code: this.#code } : found ?? this.#peers.nobody();
    const handshake = new ServerHandshake(secret, hello, helloBytes, randomBytes, this.#capabilities);
    const generation = mode === "code" ? this.#generation : -1;
    this.#unfinished.add({ handshake, from, helloBytes, proven, recognised, generation }, nowMs);
    this.#send(from, handshake.serverHello);
  }

  #askCookie(hello: ClientHello, from: Address, nowMs: number): void {
    this.#send(from, encodeRetry(hello.clientNonce, this.#admission.cookie(hello, from, nowMs)));
  }

  #finish(bytes: Uint8Array, from: Address, nowMs: number): void {
    const finish = decodeFinish(bytes, TYPE_CLIENT_FINISH);
    if (finish === undefined) return this.#dropped("handshake_malformed");
    const unfinished = this.#unfinished.get(from, finish.clientNonce);
    if (unfinished === undefined) return this.#dropped("stranger");
    if (unfinished.answer !== undefined) return this.#send(from, unfinished.answer);
    if (this.#question.repeated(unfinished, nowMs)) return;
    const { handshake, generation } = unfinished;
    const outdated = generation >= 0 && generation !== this.#generation, origin = originOf(from.hostname);
    // Several handshakes may have been started at the same time: this limits them too.
    if (generation >= 0 && this.#admission.guesses.mustWait(origin, nowMs)) return this.#dropped("handshake_flood");
    const introduction = outdated ? undefined : handshake.confirm(bytes);
    if (introduction === undefined || this.#peers.isRefused(handshake.secret)) {
      this.#dropped("handshake_refused");
      unfinished.answer = this.#refuse(from, finish.clientNonce, "not_accepted");
      if (generation >= 0 && !outdated) this.#wrongGuess(from, origin, nowMs);
      return;
    }
    this.#authenticated(unfinished, introduction, nowMs);
  }

  #authenticated(unfinished: Unfinished, introduction: Introduction, nowMs: number): void {
    const { handshake, from } = unfinished;
    const { name } = this.#options;
    const id = peerId(pairSecretOf(handshake));
    const isSamePeer = id === this.#sessionPeerId;
    const mayReplace = isSamePeer && nowMs - this.#heardMs >= REPLACEABLE_MS;
    if (this.#session !== undefined && !mayReplace) {
      unfinished.provenMs ??= nowMs;
      if (isSamePeer && nowMs < unfinished.provenMs + BUSY_SAME_PEER_MS) return; // its hello will be repeated
      unfinished.answer = handshake.finish({ name, remember: false, busy: true });
      return this.#send(from, unfinished.answer);
    }
    if (this.#session === undefined && this.#options.asks) return this.#question.ask(unfinished, introduction, nowMs);
    if (this.#session !== undefined) {
      this.#session.hangUp(nowMs, "replaced");
      this.#outputs.push({ kind: "ended", reason: "peer_silent" });
    }
    this.#begin(unfinished, introduction, nowMs);
  }

  #begin(unfinished: Unfinished, introduction: Introduction, nowMs: number): void {
    const { handshake, from } = unfinished;
    const keys = handshake.keys!, { name, remember } = this.#options;
    const peerName = this.#peers.nameOf(handshake, introduction);
    const { peer, isNew, side } = this.#peers.begin(handshake, introduction, this.#capabilities ?? CAPABILITIES);
    unfinished.answer = handshake.finish({ name, remember, busy: false, side });
    this.#send(from, unfinished.answer);
    this.#sessionPeerId = peerId(pairSecretOf(handshake));
    this.#heardMs = nowMs;
    const emit = (output: Output) => this.#outputs.push(output);
    const { randomBytes, candidates } = this.#options;
    const session = new SealedSession(
      {
        role: "server",
        keys,
        remote: from,
        peerName,
        random: randomBytes,
        switches: this.#slot.switches,
        tracks: this.#slot.tracks,
        peerCapabilities: handshake.peerCapabilities,
        candidates,
        emit,
      },
      nowMs,
    );
    this.#slot.begin(session, nowMs);
    if (peer) this.#outputs.push({ kind: isNew ? "peer_remembered" : "peer_recognised", peer });
    if (isNew) this.#changeCode("used");
  }

  #wrongGuess(from: Address, origin: Origin, nowMs: number): void {
    this.#admission.guesses.add(origin, nowMs);
    // Other handshakes that it started at the same time would be guesses without a wait.
    this.#unfinished.deleteGuesses(origin);
    if (++this.#wrongGuesses >= MAX_WRONG_GUESSES) this.#changeCode("guessed", from);
  }

  #changeCode(reason: "started" | "used" | "guessed", guesser?: Address): void {
    this.#code = generateCode(this.#options.randomBytes(4));
    this.#generation++;
    this.#wrongGuesses = 0;
    this.#outputs.push({ kind: "code_changed", code: this.#code, reason, guesser });
  }

  #refuse(to: Address, clientNonce: Uint8Array, reason: "version" | "not_accepted"): Uint8Array {
    const versions = { lowestVersion: LOWEST_VERSION, highestVersion: HIGHEST_VERSION };
    const refusal = encodeRefusal({ clientNonce, reason, ...versions });
    this.#send(to, refusal);
    return refusal;
  }

  #send(to: Address, bytes: Uint8Array): void {
    this.#outputs.push({ kind: "send_datagram", channel: 0, to, bytes });
  }

  #dropped(reason: DropReason): void {
    this.#outputs.push({ kind: "dropped", direction: "in", reason });
  }
}
