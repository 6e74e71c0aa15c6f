import type { CallEvent } from "../../call/call_event.ts";
import type { Notifier } from "../../port/notification.ts";
import type { Role } from "../../wire/wire.ts";
import { wholePiece } from "./text_pieces.ts";
import { visibleName } from "./visible_text.ts";

/** The least time between two notifications of calls, so that a peer that calls again and again does not fill the screen. */
const CALLS_EVERY_MS = 10_000;
/** A message after this long without one is news again, even if the person has not looked. */
const BURST_MS = 60_000;
/** The most UTF-16 units of a peer's name and of its text that are shown. */
const NAME_UNITS = 64, TEXT_UNITS = 120;

export interface CallNotificationsOptions {
  readonly notifier: Notifier;
  /** Whether it is known if the person looks. In a terminal it is not: calls are told there, and messages are not. */
  readonly hasWindow: boolean;
}

/** Tells a person whose window is not in front that somebody calls, or writes. Everything else waits until they look. */
export class CallNotifications {
  readonly #options: CallNotificationsOptions;
  #isInFront = false;
  /** Whether the present call was told. */
  #isToldOfCall = false;
  #callToldMs = -Infinity;
  #lastTextMs = -Infinity;

  constructor(options: CallNotificationsOptions) {
    this.#options = options;
  }

  /** The window came to the front, or another one covers it. Until then it is not in front. */
  inFront(isInFront: boolean): void {
    this.#isInFront = isInFront;
    if (isInFront) this.#lastTextMs = -Infinity;
  }

  /** `role`: of this end, in this call. */
  on(event: CallEvent, role: Role): void {
    switch (event.event) {
      case "caller":
        this.#called(event.name, event.known, event.t);
        break;
      case "caller_gone":
        this.#isToldOfCall = false;
        break;
      case "connected":
        if (role === "server") this.#called(event.peer.name, true, event.t);
        break;
      case "ended":
        this.#isToldOfCall = false;
        this.#lastTextMs = -Infinity;
        break;
      case "text_received":
        this.#wrote(event.name, event.text, event.t);
        break;
    }
  }

  #called(name: string, isKnown: boolean, nowMs: number): void {
    if (this.#isInFront || this.#isToldOfCall || nowMs < this.#callToldMs + CALLS_EVERY_MS) return;
    this.#isToldOfCall = true;
    this.#callToldMs = nowMs;
    const words = isKnown ? "Call" : "First call";
    this.#options.notifier.show({ title: `${words} from ${shortName(name)}`, body: "" });
  }

  /** One notification for a burst of messages. */
  #wrote(name: string, text: string, nowMs: number): void {
    if (this.#isInFront || !this.#options.hasWindow) return;
    const isNews = nowMs >= this.#lastTextMs + BURST_MS;
    this.#lastTextMs = nowMs;
    if (!isNews) return;
    this.#options.notifier.show({ title: `Message from ${shortName(name)}`, body: shortened(text, TEXT_UNITS) });
  }
}

function shortName(name: string): string {
  return shortened(name, NAME_UNITS);
}

/** The beginning of a text, made visible. */
function shortened(text: string, maxUnits: number): string {
  const start = wholePiece(text, 0, maxUnits);
  return visibleName(start) + (start.length < text.length ? "…" : "");
}
