import type { Address } from "../../../port/address.ts";
import type { DropReason } from "../../drop_reason.ts";
import type { CallerGoneReason, Output } from "../../wire.ts";
import { decodeCallProof, type Introduction, TYPE_CANCELLED } from "./handshake_message.ts";
import type { Unfinished, UnfinishedHandshakes } from "./unfinished_handshakes.ts";

/** A caller that is not answered for this long is declined. */
const UNANSWERED_MS = 60_000;
/** A caller repeats its finish message every second. After this long without one it has given up. */
const GIVEN_UP_MS = 6000;
/** A caller that repeats its call so soon after it was declined has not heard of it, or does not want to. */
const DECLINED_MS = 5000;

export interface CallerQuestionPorts {
  readonly unfinished: Pick<UnfinishedHandshakes, "get" | "keep">;
  readonly send: (to: Address, bytes: Uint8Array) => void;
  readonly emit: (output: Output) => void;
  /** The name of an authenticated caller. */
  readonly nameOf: (unfinished: Unfinished, introduction: Introduction) => string;
  /** The person wants this call. */
  readonly onAccepted: (unfinished: Unfinished, introduction: Introduction, nowMs: number) => void;
}

interface Asked {
  readonly key: string;
  readonly sinceMs: number;
  /** The latest handshake of the caller: an older client begins a new one every three seconds. */
  readonly unfinished: Unfinished;
  readonly introduction: Introduction;
  readonly heardMs: number;
}

/** Asks the person at a server about an authenticated caller, one at a time. PROTOCOL.md, "Asking a person". */
export class CallerQuestion {
  readonly #ports: CallerQuestionPorts;
  #asked: Asked | undefined;
  #declined: { readonly key: string; readonly untilMs: number } | undefined;

  constructor(ports: CallerQuestionPorts) {
    this.#ports = ports;
  }

  get deadlineMs(): number {
    if (this.#asked === undefined) return Infinity;
    return Math.min(this.#asked.sinceMs + UNANSWERED_MS, this.#asked.heardMs + GIVEN_UP_MS);
  }

  /** A caller has sent its finish message. If the person is being asked about this handshake, it is confirmed already. */
  repeated(unfinished: Unfinished, nowMs: number): boolean {
    if (this.#asked?.unfinished !== unfinished) return false;
    this.ask(unfinished, this.#asked.introduction, nowMs);
    return true;
  }

  /** An authenticated caller. Nobody has to answer twice within a few seconds. */
  ask(unfinished: Unfinished, introduction: Introduction, nowMs: number): void {
    const { send, emit, nameOf } = this.#ports, { handshake, from } = unfinished;
    const key = callerKey(unfinished, introduction);
    if (key === this.#declined?.key && nowMs < this.#declined.untilMs) return this.#decline(unfinished, true);
    if (this.#asked !== undefined && this.#asked.key !== key) return this.#decline(unfinished, false);
    if (this.#asked === undefined) {
      const name = nameOf(unfinished, introduction), isKnown = handshake.secret.mode === "known";
      emit({ kind: "caller", caller: { address: from, name, isKnown } });
    }
    const { sinceMs = nowMs } = this.#asked ?? {};
    this.#asked = { key, sinceMs, unfinished, introduction, heardMs: nowMs };
    this.#ports.unfinished.keep(unfinished, nowMs);
    send(from, handshake.ringing());
  }

  /** The person has answered. */
  answer(accept: boolean, nowMs: number): void {
    const asked = this.#asked;
    if (asked === undefined) return;
    if (!accept) return this.#gone("declined", nowMs);
    this.#asked = undefined;
    this.#ports.unfinished.keep(asked.unfinished, nowMs);
    this.#ports.onAccepted(asked.unfinished, asked.introduction, nowMs);
  }

  time(nowMs: number): void {
    if (this.#asked === undefined || nowMs < this.deadlineMs) return;
    this.#gone(nowMs < this.#asked.heardMs + GIVEN_UP_MS ? "unanswered" : "gave_up", nowMs);
  }

  /** The caller says that it has left. Returns why that is not so. */
  cancelled(bytes: Uint8Array, from: Address, nowMs: number): DropReason | undefined {
    const nonce = decodeCallProof(bytes, TYPE_CANCELLED)?.clientNonce;
    const unfinished = nonce && this.#ports.unfinished.get(from, nonce);
    if (unfinished === undefined) return "stranger";
    if (unfinished !== this.#asked?.unfinished || !unfinished.handshake.isCancelled(bytes)) {
      return "handshake_malformed";
    }
    this.#gone("gave_up", nowMs);
  }

  #gone(reason: CallerGoneReason, nowMs: number): void {
    const { unfinished, key } = this.#asked!;
    this.#asked = undefined;
    this.#ports.emit({ kind: "caller_gone", reason });
    if (reason === "gave_up") return;
    this.#ports.unfinished.keep(unfinished, nowMs);
    this.#declined = { key, untilMs: nowMs + DECLINED_MS };
    this.#decline(unfinished, true);
  }

  /** `declined`: by the person. Otherwise the person is asked about somebody else. */
  #decline(unfinished: Unfinished, declined: boolean): void {
    unfinished.answer = unfinished.handshake.finish({ name: "", remember: false, busy: true, declined });
    this.#ports.send(unfinished.from, unfinished.answer);
  }
}

/** Who calls: the same for all handshakes of one caller. */
function callerKey({ handshake, from }: Unfinished, { name }: Introduction): string {
  const { secret } = handshake;
  // Each handshake with a code gives another pair secret.
  return secret.mode === "known"
    ? `peer ${secret.pairSecret.join()}`
    : JSON.stringify(["code", secret.code, from.hostname, name]);
}
