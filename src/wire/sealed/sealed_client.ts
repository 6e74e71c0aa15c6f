import { Buffer } from "node:buffer";
import type { Address } from "../../port/address.ts";
import { sameAddress } from "../../port/address.ts";
import type { DropReason } from "../drop_reason.ts";
import type { Input, KnownPeer, Output, Wire } from "../wire.ts";
import { ClientHandshake, type RandomBytes, type Secret } from "./handshake/handshake.ts";
import {
  decodeRefusal,
  decodeRetry,
  TYPE_REFUSAL,
  TYPE_RETRY,
  TYPE_SERVER_FINISH,
  TYPE_SERVER_HELLO,
} from "./handshake/handshake_message.ts";
import { equalBytes, peerId } from "./handshake/key_schedule.ts";
import { recognisedName } from "./peer_name.ts";
import { sessionOf } from "./sealed_packet.ts";
import { Session } from "./session.ts";
import { encodeLine } from "./text/text_stream.ts";
import { WaitingLines } from "./text/waiting_lines.ts";

/** After the first, second, ... time a message was sent. */
const RESEND_MS = [150, 200, 350, 1000];
/** A server that forgot this handshake answers nothing more. */
const CONFIRM_TRIES = 5;
/** Whoever answers a hello and confirms nothing may have tried a guess: a code is not given more of them than a server gives. */
const CODE_TRIES = 3;
const NUDGE_MS = 20;
const PLAIN_THERE = "The other end speaks the plain wire, which is not encrypted. To call it: --wire plain";
/** How the base64 of every JPEG begins. */
const PLAIN_VIDEO = Buffer.from("/9j/");

export interface SealedClientOptions {
  readonly role: "client";
  /** The server's numeric address and base port. */
  readonly server: Address;
  readonly name: string;
  readonly randomBytes: RandomBytes;
  /** Tried in this order when there is no code: the likeliest first. */
  readonly peers: readonly KnownPeer[];
  readonly code?: string;
  readonly remember: boolean;
}

/** The end that calls, once. */
export class SealedClient implements Wire {
  readonly #options: SealedClientOptions;
  #outputs: Output[] = [];
  #secrets: Secret[];
  #handshake: ClientHandshake | undefined;
  /** client_finish, once it is known. */
  #finish: Buffer | undefined;
  #finishTries = 0;
  /** Handshakes by the present code that were answered and not confirmed. */
  #codeTries = 0;
  #tries = 0;
  #attempt = 0;
  #resendMs = Infinity;
  /** The hello that was sent last was answered by a retry. */
  #retried = false;
  #nudgedMs = -Infinity;
  #session: Session | undefined;
  #done = false;
  readonly #waitingLines = new WaitingLines();
  #cameraOn = true;

  constructor(options: SealedClientOptions) {
    this.#options = options;
    this.#secrets = options.code !== undefined
      ? [{ mode: "code", code: options.code }]
      : options.peers.map((peer) => ({ mode: "known", pairSecret: peer.secret }));
  }

  handle(input: Input, nowMs: number): Output[] {
    this.#outputs = [];
    if (this.#done) return this.#outputs;
    switch (input.kind) {
      case "start":
        this.#callWithNext("unknown_peer", nowMs);
        break;
      case "code":
        if (this.#session !== undefined) break;
        this.#secrets = [{ mode: "code", code: input.code }];
        this.#callWithNext("not_accepted", nowMs);
        break;
      case "datagram":
        this.#datagram(input.bytes, input.from, nowMs);
        break;
      case "stream_opened":
        this.#outputs.push({ kind: "close_stream", stream: input.stream });
        break;
      case "access_unit":
        if (this.#session === undefined) this.#outputs.push({ kind: "dropped", direction: "out", reason: "no_peer" });
        else this.#session.offer(input.unit, nowMs);
        break;
      case "text":
        this.#text(input.id, input.text, nowMs);
        break;
      case "camera":
        this.#cameraOn = input.on;
        this.#session?.camera(input.on, nowMs);
        break;
      case "time":
        if (this.#session !== undefined) this.#session.time(nowMs);
        else if (nowMs >= this.#resendMs) this.#sendAgain(nowMs);
        break;
      case "hang_up":
        this.#session?.hangUp(nowMs);
        this.#over();
        break;
    }
    if (this.#session?.over !== undefined) this.#over();
    return this.#outputs;
  }

  get deadlineMs(): number {
    if (this.#done) return Infinity;
    return this.#session?.deadlineMs ?? this.#resendMs;
  }

  #datagram(bytes: Uint8Array, from: Address, nowMs: number): void {
    const session = sessionOf(bytes);
    if (session >= 0) return this.#sealedPacket(session, bytes, from, nowMs);
    const handshake = this.#handshake;
    if (this.#session !== undefined || handshake === undefined || !sameAddress(from, this.#options.server)) {
      return this.#dropped("stranger");
    }
    switch (bytes[0]) {
      case TYPE_SERVER_HELLO:
        return this.#serverHello(handshake, bytes, nowMs);
      case TYPE_SERVER_FINISH:
        return this.#serverFinish(handshake, bytes, nowMs);
      case TYPE_RETRY: {
        const retry = decodeRetry(bytes);
        if (retry === undefined || this.#finish !== undefined || !equalBytes(retry.clientNonce, handshake.nonce)) break;
        if (this.#retried) break; // whoever asks for a cookie again and again is not to set our pace
        this.#retried = true;
        handshake.useCookie(retry.cookie);
        return this.#transmit(handshake.hello);
      }
      case TYPE_REFUSAL: {
        const refusal = decodeRefusal(bytes);
        if (refusal === undefined || !equalBytes(refusal.clientNonce, handshake.nonce)) break;
        if (refusal.reason === "not_accepted") return this.#callWithNext("not_accepted", nowMs);
        if (refusal.reason === "plain_wire") return this.#refused(PLAIN_THERE);
        const { lowestVersion, highestVersion } = refusal;
        const spoken = lowestVersion === highestVersion ? `${lowestVersion}` : `${lowestVersion} to ${highestVersion}`;
        return this.#refused(`The other end speaks version ${spoken} of the sealed wire; update the older of the two.`);
      }
      default:
        if (this.#finish === undefined && bytes.length > 4 && PLAIN_VIDEO.equals(bytes.subarray(0, 4))) {
          return this.#refused(PLAIN_THERE);
        }
    }
    this.#dropped("handshake_malformed");
  }

  #sealedPacket(session: number, bytes: Uint8Array, from: Address, nowMs: number): void {
    if (this.#session !== undefined) {
      if (session === this.#session.id) this.#session.datagram(bytes, from, nowMs);
      else this.#dropped("stranger");
      return;
    }
    // The call began at the other end, and its finish was lost.
    if (this.#finish === undefined || session !== this.#handshake?.keys?.session) return this.#dropped("stranger");
    if (nowMs < this.#nudgedMs + NUDGE_MS) return;
    this.#nudgedMs = nowMs;
    this.#transmit(this.#finish);
  }

  #serverHello(handshake: ClientHandshake, bytes: Uint8Array, nowMs: number): void {
    if (this.#finish !== undefined) return;
    const { name, remember } = this.#options;
    const finish = handshake.answer(bytes, { name, remember, busy: false });
    if (finish === undefined) return this.#dropped("handshake_malformed");
    this.#finish = finish;
    this.#tries = 0;
    this.#sendAgain(nowMs);
  }

  #serverFinish(handshake: ClientHandshake, bytes: Uint8Array, nowMs: number): void {
    const introduction = handshake.confirm(bytes);
    if (introduction === undefined) return this.#dropped("handshake_malformed");
    if (introduction.busy) {
      this.#outputs.push({ kind: "ended", reason: "busy" });
      return this.#over();
    }
    const keys = handshake.keys!;
    const { server, randomBytes, remember } = this.#options;
    const emit = (output: Output) => this.#outputs.push(output);
    const { name } = introduction, { secret: used } = handshake;
    const known = used.mode === "known"
      ? this.#options.peers.find(({ secret }) => secret === used.pairSecret)
      : undefined;
    const peerName = recognisedName(name, known?.name);
    this.#session = new Session(
      { role: "client", keys, remote: server, peerName, random: randomBytes, cameraOn: this.#cameraOn, emit },
      nowMs,
    );
    this.#outputs.push({ kind: "connected", peer: this.#session.peer });
    if (handshake.secret.mode === "code" && remember && introduction.remember) {
      const secret = keys.pairSecret;
      this.#outputs.push({ kind: "peer_remembered", peer: { id: peerId(secret), name, secret } });
    }
    this.#handshake = undefined;
    for (const { id, utf8 } of this.#waitingLines.take()) this.#session.text(id, utf8, nowMs);
  }

  #callWithNext(reasonIfNone: "unknown_peer" | "not_accepted", nowMs: number): void {
    const secret = this.#secrets.shift();
    this.#finish = undefined;
    this.#codeTries = 0;
    if (secret === undefined) {
      this.#handshake = undefined;
      this.#resendMs = Infinity;
      this.#outputs.push({ kind: "code_needed", reason: reasonIfNone });
      return;
    }
    this.#begin(secret, nowMs);
  }

  #begin(secret: Secret, nowMs: number): void {
    this.#handshake = new ClientHandshake(secret, this.#options.randomBytes);
    this.#finish = undefined;
    this.#finishTries = 0;
    this.#tries = 0;
    this.#sendAgain(nowMs);
  }

  #sendAgain(nowMs: number): void {
    const handshake = this.#handshake!;
    if (this.#finish === undefined) {
      this.#outputs.push({ kind: "calling", attempt: ++this.#attempt });
    } else if (this.#finishTries++ >= CONFIRM_TRIES) {
      if (handshake.secret.mode === "code" && ++this.#codeTries === CODE_TRIES) {
        return this.#callWithNext("not_accepted", nowMs);
      }
      return this.#begin(handshake.secret, nowMs);
    }
    this.#transmit(this.#finish ?? handshake.hello);
    this.#retried = false;
    this.#resendMs = nowMs + RESEND_MS[Math.min(this.#tries++, RESEND_MS.length - 1)];
  }

  #text(id: number, text: string, nowMs: number): void {
    if (this.#session === undefined) return this.#waitingLines.add(id, text, this.#outputs);
    const utf8 = encodeLine(text);
    if (utf8 === undefined) this.#outputs.push({ kind: "text_lost", id, reason: "too_long" });
    else this.#session.text(id, utf8, nowMs);
  }

  #refused(message: string): void {
    this.#outputs.push({ kind: "ended", reason: "refused", message });
    this.#over();
  }

  #over(): void {
    this.#waitingLines.lose(this.#outputs);
    this.#done = true;
  }

  #transmit(bytes: Uint8Array): void {
    this.#outputs.push({ kind: "send_datagram", channel: 0, to: this.#options.server, bytes });
  }

  #dropped(reason: DropReason): void {
    this.#outputs.push({ kind: "dropped", direction: "in", reason });
  }
}
