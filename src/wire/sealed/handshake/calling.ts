import { Buffer } from "node:buffer";
import { type Address, formatAddress, sameAddress } from "../../../port/address.ts";
import { isPrivateAddress } from "../../../port/address_scope.ts";
import type { Output } from "../../wire.ts";
import { CalledAddress, REPETITION_COPIES, RESEND_MS } from "./called_address.ts";
import type { ClientHandshake, RandomBytes, Secret } from "./handshake.ts";
import {
  decodeCallProof,
  decodeFinish,
  decodeRefusal,
  decodeRetry,
  decodeServerHello,
  type Introduction,
  type Refusal,
  TYPE_REFUSAL,
  TYPE_RETRY,
  TYPE_RINGING,
  TYPE_SERVER_FINISH,
  TYPE_SERVER_HELLO,
} from "./handshake_message.ts";

/** After this many finish messages without an answer, the server has forgotten this handshake. */
const CONFIRM_TRIES = 7;
const NUDGE_MS = 20;
/** A server that asks a person answers each finish message. After this long without an answer it has forgotten this handshake. */
const RINGING_SILENT_MS = 8000;
/** How many times it says that it has left while the server asked: nobody confirms that. */
const CANCELLED_COPIES = 3;
/** The delay between the first hellos to two addresses (RFC 8305, section 5: 100 to 2000), so that a near one can answer. */
const STAGGER_MS = 100;
/** How long the other addresses of the name may still answer after one has refused. */
const OTHERS_MS = 500;
/** This many refusals in a row are believed. Anybody on the path can refuse hellos, but a real server answers one of them. */
const BELIEVED_REFUSALS = 4;
const PLAIN_THERE = "The other end speaks the plain wire, which is not encrypted; to call it: --wire plain";
/** The base64 of every JPEG starts like this. */
const PLAIN_VIDEO = Buffer.from("/9j/");

export interface CallingOptions {
  readonly secret: Secret;
  /** The most likely first. */
  readonly servers: readonly Address[];
  readonly name: string;
  readonly remember: boolean;
  readonly random: RandomBytes;
  /** The capabilities that this end announces. By default all that this version has. */
  readonly capabilities?: number;
  /** No hello is sent sooner, in milliseconds as `nowMs`. */
  readonly notBeforeMs?: number;
  /** The number of hellos by address, since this end began to call. Updated here. */
  readonly attempts: Map<string, number>;
  readonly emit: (output: Output) => void;
  /** Shows a message. The same message is shown only once. */
  readonly notice: (message: string, hint?: string) => void;
}

/** How it ended. `at`: the address that was called. */
export type CallingOutcome =
  | {
    readonly kind: "answered";
    readonly at: Address;
    readonly handshake: ClientHandshake;
    readonly introduction: Introduction;
  }
  /** The server does not know the secret. */
  | { readonly kind: "not_accepted"; readonly at: Address }
  /** It answered but never confirmed. `rang`: it has proved that it knows the secret, and asked a person. */
  | { readonly kind: "unconfirmed"; readonly at: Address; readonly rang: boolean }
  /** The other end cannot be called in this way. */
  | { readonly kind: "refused"; readonly message: string };

/** Tries one secret at all addresses of a server, until one of them proves that it knows the secret, or refuses. */
export class Calling {
  readonly #options: CallingOptions;
  #servers: readonly Address[];
  #called: CalledAddress[];
  /** The address that answered, and the finish message for it. */
  #answered: { readonly called: CalledAddress; readonly finish: Buffer } | undefined;
  #finishTries = 0;
  #finishMs = Infinity;
  #nudgedMs = -Infinity;
  /** When the server last said that it asks a person. */
  #rangMs: number | undefined;
  /** The address that refused, and how long the others may still answer. */
  #refused: { readonly at: Address; readonly untilMs: number } | undefined;

  constructor(options: CallingOptions, nowMs: number) {
    this.#options = options;
    this.#servers = options.servers;
    this.#called = this.#calledFrom(options.servers, nowMs);
  }

  get secret(): Secret {
    return this.#options.secret;
  }

  get deadlineMs(): number {
    if (this.#answered !== undefined) return this.#finishMs;
    return Math.min(this.#refused?.untilMs ?? Infinity, ...this.#called.map(({ nextMs }) => nextMs));
  }

  /** Sends what is due now. */
  time(nowMs: number): CallingOutcome | undefined {
    if (this.#answered !== undefined) return nowMs >= this.#finishMs ? this.#sendFinish(nowMs) : undefined;
    if (this.#refused !== undefined && nowMs >= this.#refused.untilMs) {
      return { kind: "not_accepted", at: this.#refused.at };
    }
    for (const called of this.#called) {
      if (nowMs < called.nextMs) continue;
      const { address } = called, { attempts, emit } = this.#options, key = formatAddress(address);
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      emit({ kind: "calling", attempt, address });
      const { copies } = called, hello = called.takeHello(nowMs);
      for (let copy = 0; copy < copies; copy++) this.#send(called, hello);
    }
  }

  /** The server's name now has these addresses. */
  callAt(servers: readonly Address[], nowMs: number): CallingOutcome | undefined {
    const isCalled = (server: Address) => this.#called.some(({ address }) => sameAddress(address, server));
    this.#servers = servers;
    if (this.#answered !== undefined) return;
    const left = this.#called.filter(({ address }) => servers.some((server) => sameAddress(server, address)));
    this.#called = [...left, ...this.#calledFrom(servers.filter((server) => !isCalled(server)), nowMs)];
    return this.time(nowMs);
  }

  /** A datagram that is not a sealed packet. */
  datagram(bytes: Uint8Array, from: Address, nowMs: number): CallingOutcome | undefined {
    const called = this.#called.find((one) => one.isAnsweredBy(nonceOf(bytes)));
    if (called === undefined) return this.#unasked(bytes, from);
    // Only a host that saw the hello knows its nonce, so a message with it may come from another address of the server.
    switch (bytes[0]) {
      case TYPE_SERVER_HELLO:
        return this.#serverHello(called, bytes, nowMs);
      case TYPE_SERVER_FINISH: {
        const introduction = called === this.#answered?.called ? called.handshake.confirm(bytes) : undefined;
        if (introduction === undefined) return this.#malformed();
        return { kind: "answered", at: called.address, handshake: called.handshake, introduction };
      }
      case TYPE_RINGING:
        return this.#ringing(called, bytes, nowMs);
      case TYPE_RETRY: {
        const hello = this.#answered === undefined ? called.retry(decodeRetry(bytes)!.cookie) : undefined;
        return hello === undefined ? this.#malformed() : this.#send(called, hello);
      }
      default:
        return this.#refusal(called, decodeRefusal(bytes)!, nowMs);
    }
  }

  /**
   * A sealed packet arrived. Returns whether it belongs to the session that is starting: the server's finish was lost
   * then.
   */
  sealedPacket(session: number, nowMs: number): boolean {
    const answered = this.#answered;
    if (answered === undefined || session !== answered.called.handshake.keys?.session) return false;
    if (nowMs < this.#nudgedMs + NUDGE_MS) return true;
    this.#nudgedMs = nowMs;
    this.#send(answered.called, answered.finish);
    return true;
  }

  /** This end leaves. A server that asks a person about it need not ask any longer. */
  cancel(): void {
    const answered = this.#answered;
    if (answered === undefined || this.#rangMs === undefined) return;
    const cancelled = answered.called.handshake.cancelled();
    for (let copy = 0; copy < CANCELLED_COPIES; copy++) this.#send(answered.called, cancelled);
  }

  #ringing(called: CalledAddress, bytes: Uint8Array, nowMs: number): undefined {
    if (called !== this.#answered?.called || !called.handshake.isRinging(bytes)) return this.#malformed();
    if (this.#rangMs === undefined) this.#options.emit({ kind: "ringing" });
    this.#rangMs = nowMs;
  }

  #calledFrom(servers: readonly Address[], nowMs: number): CalledAddress[] {
    const { secret, random, capabilities, notBeforeMs = nowMs } = this.#options;
    const startMs = Math.max(nowMs, notBeforeMs);
    return servers.map((server, at) =>
      new CalledAddress(server, { secret, random, capabilities }, startMs + at * STAGGER_MS)
    );
  }

  #unasked(bytes: Uint8Array, from: Address): undefined {
    const isCalled = this.#servers.some((server) => sameAddress(server, from));
    this.#options.emit({ kind: "dropped", direction: "in", reason: isCalled ? "handshake_malformed" : "stranger" });
    if (!isCalled || bytes.length <= 4 || !PLAIN_VIDEO.equals(bytes.subarray(0, 4))) return;
    // Anybody can send these few bytes with a forged address, so this is only a hint.
    this.#options.notice(
      `what comes from ${formatAddress(from)} looks like the plain wire, which is not encrypted; calling goes on`,
      "if the other end was started with --wire plain, or is one of the original programs, this end needs --wire plain too",
    );
  }

  #serverHello(called: CalledAddress, bytes: Uint8Array, nowMs: number): CallingOutcome | undefined {
    if (this.#answered !== undefined) return;
    const { name, remember } = this.#options;
    const finish = called.handshake.answer(bytes, { name, remember, busy: false });
    if (finish === undefined) return this.#malformed();
    this.#answered = { called, finish };
    this.#finishTries = 0;
    return this.#sendFinish(nowMs);
  }

  #sendFinish(nowMs: number): CallingOutcome | undefined {
    const { called, finish } = this.#answered!;
    const givesUp = this.#rangMs === undefined
      ? this.#finishTries === CONFIRM_TRIES
      : nowMs >= this.#rangMs + RINGING_SILENT_MS;
    if (givesUp) return { kind: "unconfirmed", at: called.address, rang: this.#rangMs !== undefined };
    const copies = this.#finishTries === 0 ? 1 : REPETITION_COPIES;
    for (let copy = 0; copy < copies; copy++) this.#send(called, finish);
    this.#finishMs = nowMs + RESEND_MS[Math.min(this.#finishTries++, RESEND_MS.length - 1)];
  }

  /** A refusal is not authenticated: anybody who sees a hello can refuse it. */
  #refusal(called: CalledAddress, refusal: Refusal, nowMs: number): CallingOutcome | undefined {
    const isAnswered = called === this.#answered?.called;
    if (refusal.reason === "not_accepted") return isAnswered ? this.#notAccepted(called, nowMs) : this.#malformed();
    if (this.#answered !== undefined) return this.#malformed();
    const { reason, lowestVersion, highestVersion } = refusal;
    const spoken = lowestVersion === highestVersion ? `${lowestVersion}` : `${lowestVersion} to ${highestVersion}`;
    const message = reason === "plain_wire"
      ? PLAIN_THERE
      : `The other end speaks version ${spoken} of the sealed wire; update the older of the two.`;
    called.refuse();
    if (called.refusals < BELIEVED_REFUSALS) return;
    this.#called = this.#called.filter((one) => one !== called);
    if (this.#called.length === 0) return { kind: "refused", message };
    this.#options.notice(`${formatAddress(called.address)}: ${message}`);
  }

  /**
   * Another address may be the right server. A code is not tried there, since a server counts it as a guess, with one exception: a
   * link that was made in another network may have an address that another machine has in this one.
   */
  #notAccepted(refused: CalledAddress, nowMs: number): CallingOutcome | undefined {
    const at = refused.address;
    this.#answered = this.#rangMs = undefined;
    this.#called = this.#called.filter((one) => one !== refused);
    if (this.#options.secret.mode === "code") {
      const isLast = !isPrivateAddress(at.hostname);
      this.#called = isLast ? [] : this.#called.filter(({ address }) => !isPrivateAddress(address.hostname));
    }
    if (this.#called.length === 0) return { kind: "not_accepted", at };
    this.#refused ??= { at, untilMs: nowMs + OTHERS_MS };
    for (const one of this.#called) one.nextMs = nowMs;
    return this.time(nowMs);
  }

  #malformed(): undefined {
    this.#options.emit({ kind: "dropped", direction: "in", reason: "handshake_malformed" });
  }

  /** Sends to the address that was called, never to the address that an answer came from: that one is not proven. */
  #send({ address }: CalledAddress, bytes: Uint8Array): undefined {
    this.#options.emit({ kind: "send_datagram", channel: 0, to: address, bytes });
  }
}

/** The client's nonce in a message from a server; `undefined` if it is another kind of message. */
function nonceOf(bytes: Uint8Array): Uint8Array | undefined {
  switch (bytes[0]) {
    case TYPE_SERVER_HELLO:
      return decodeServerHello(bytes)?.clientNonce;
    case TYPE_SERVER_FINISH:
      return decodeFinish(bytes, TYPE_SERVER_FINISH)?.clientNonce;
    case TYPE_RINGING:
      return decodeCallProof(bytes, TYPE_RINGING)?.clientNonce;
    case TYPE_RETRY:
      return decodeRetry(bytes)?.clientNonce;
    case TYPE_REFUSAL:
      return decodeRefusal(bytes)?.clientNonce;
  }
}
