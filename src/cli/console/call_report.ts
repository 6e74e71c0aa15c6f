import type { CallEvent } from "../../call/call_event.ts";
import { CODE_NOT_ACCEPTED } from "../../call/shown_state.ts";
import { formatAddress } from "../../port/address.ts";
import { DROP_REASONS, type DropReason } from "../../wire/drop_reason.ts";
import { shownDuration } from "../../io/window/page/shown_duration.js";
import { ownText } from "../../io/process/own_text.ts";
import { callerWords } from "./caller_words.ts";
import { listeningPorts } from "./listening_ports.ts";
import { protectionWords } from "./protection_words.ts";
import { visibleName } from "./visible_text.ts";

/** A waiting client says so at the fourth attempt without an answer, after some 0.7 s, and then at every twentieth. */
const CALLING_REPORTED_EVERY = 20;
/** The most lost lines reported in a second; the rest are counted. A program that writes too fast loses many at once. */
const LOST_LINES_REPORTED = 5;
/** Drops that are reported the first time: they mean that somebody attacks, or that something is wrong. */
const REPORTED_DROPS: ReadonlySet<DropReason> = new Set([
  "pickle_unsafe",
  "text_too_long",
  "text_truncated",
  "text_not_utf8",
  "frame_too_large",
  "jpeg_too_large",
  "picture_too_large",
  "kernel_overflow",
  "plain_caller",
  "sealed_caller",
]);

/** Describes the events of a call for a person. The words may contain the peer's text, so they are not yet safe to print. */
export class CallReport {
  readonly #say: (line: string) => void;
  readonly #reported = new Set<DropReason>();
  #isServer = false;
  /** The peer's name, made visible. */
  #peer = "the other end";
  /** When the call began, and since when its link has been lost, as in `t` of the events. */
  #begunMs: number | undefined;
  #lostMs: number | undefined;
  /** What each device said last. */
  readonly #deviceMessages = new Map<string, string | undefined>();
  /** Lines that were not delivered since the last report. */
  #lostLines = 0;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  on(event: CallEvent): void {
    switch (event.event) {
      case "listening":
        this.#isServer = true;
        this.#say(`waiting for a call on ${listeningPorts(event.ports)}`);
        if (event.code) this.#say(`the code for the caller, to be told in person: ${event.code}`);
        break;
      case "code_changed":
        if (event.reason === "guessed") {
          const guesser = event.guesser ? ` (the last from ${event.guesser.hostname})` : "";
          this.#say(`three wrong codes were tried${guesser}: the code has changed`);
        }
        this.#say(
          event.reason === "number"
            ? `the code has another beginning, so that it is found in this network: ${event.code}`
            : `the code for the next new caller: ${event.code}`,
        );
        break;
      case "code_needed":
        this.#say(
          event.reason === "unknown_peer" ? "type the code that the other end shows" : CODE_NOT_ACCEPTED,
        );
        if (event.retry_at !== undefined) {
          const seconds = Math.max(1, Math.round((event.retry_at - event.t) / 1000));
          this.#say(`a server waits ${seconds} seconds after a wrong code; the next one is sent when they are over`);
        }
        break;
      case "calling":
        this.#isServer = false; // it may have waited for a call before
        if (event.attempt % CALLING_REPORTED_EVERY === 4) {
          this.#say(`no answer from ${formatAddress(event.address)} yet; trying until Ctrl-C`);
        }
        break;
      case "ringing":
        this.#say("the other end rings; waiting for an answer until Ctrl-C");
        break;
      case "caller":
        this.#say(`${callerWords(event.name, event.known)} at ${formatAddress(event.address)}: y answers, n declines`);
        break;
      case "caller_gone":
        this.#say(CALLER_GONE[event.reason]);
        break;
      case "connected":
        this.#peer = visibleName(event.peer.name) || "the other end";
        this.#begunMs ??= event.t;
        this.#lostMs = undefined;
        this.#say(
          `in call with ${this.#peer} at ${formatAddress(event.peer.address)}, ` +
            protectionWords(event.peer.sealed),
        );
        break;
      case "interrupted":
        this.#lostMs ??= event.t;
        this.#say("the link is lost; waiting for it to come back");
        break;
      case "resumed":
        this.#lostMs = undefined;
        this.#say("the link is back");
        break;
      case "text_lost":
        if (++this.#lostLines > LOST_LINES_REPORTED) break;
        this.#say(`not delivered (${TEXT_LOST[event.reason] ?? event.reason}): ${ownText(event.text.slice(0, 80))}`);
        break;
      case "frame_dropped":
        if (REPORTED_DROPS.has(event.reason) && !this.#reported.has(event.reason)) {
          this.#reported.add(event.reason);
          this.#say(`dropped: ${DROP_REASONS[event.reason]} (counted in the events from now on)`);
        }
        break;
      case "camera":
        this.#device("camera", event.message, event.hint);
        break;
      case "audio":
        this.#device(event.device, event.message, event.hint);
        break;
      case "notice":
        this.#say(event.hint ? `${event.message}; ${event.hint}` : event.message);
        break;
      case "stats":
        this.#endLostLines();
        break;
      case "ended":
        this.#endLostLines();
        this.#say(
          ENDED[event.reason].replace("PEER", () => this.#peer) + this.#lasted(event.t) +
            (event.message ? `: ${event.message}` : ""),
        );
        if (!event.final) this.#say(this.#isServer ? "waiting for the next call" : "calling it again until Ctrl-C");
        break;
    }
  }

  /** A device is retried many times, and its failure is reported once. So is one that microphone and loudspeaker share. */
  #device(device: string, message: string | undefined, hint: string | undefined): void {
    const isKnown = message === undefined || [...this.#deviceMessages.values()].includes(message);
    this.#deviceMessages.set(device, message);
    if (!isKnown) this.#say(hint ? `${message}; ${hint}` : message);
  }

  /** How long the call lasted that ends at `endMs`, as the window says it. Without a call, nothing. */
  #lasted(endMs: number): string {
    if (this.#begunMs === undefined) return "";
    const durationMs = (this.#lostMs ?? endMs) - this.#begunMs;
    this.#begunMs = this.#lostMs = undefined;
    return `; the call lasted ${shownDuration(durationMs)}`;
  }

  #endLostLines(): void {
    const more = this.#lostLines - LOST_LINES_REPORTED;
    this.#lostLines = 0;
    if (more > 0) this.#say(`and ${more === 1 ? "one more line was" : `${more} more lines were`} not delivered`);
  }
}

const CALLER_GONE = {
  declined: "the call was declined",
  unanswered: "nobody answered the call",
  gave_up: "the caller has left",
} as const;

const TEXT_LOST: Readonly<Record<string, string>> = {
  too_long: "too long",
  call_ended: "the call ended first",
  too_many_waiting: "too many lines are waiting",
};

/** `PEER`: its name. */
const ENDED = {
  hung_up: "you have left the call",
  peer_left: "PEER has left the call",
  peer_silent: "the connection to PEER was lost",
  busy: "the other end is in a call with somebody else",
  declined: "the other end did not take the call",
  refused: "the call was refused",
  no_answer: "nobody answered",
} as const;
