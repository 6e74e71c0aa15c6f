import { formatAddress } from "../port/address.ts";
import type { CaptureState } from "../port/capture_device.ts";
import type { Clock } from "../port/clock.ts";
import type { Display, DisplayState, Invitation, LastCall, NextStep } from "../port/display.ts";
import type { CallStats } from "./call_event.ts";
import { displayFigures } from "./display_figures.ts";
import { shownCode } from "../invitation/code_words.ts";
import { WORD_LIST } from "../invitation/word_list.ts";
import type { Caller, EndReason, Peer, Role } from "../wire/wire.ts";
import { withoutCommandLine } from "./without_command_line.ts";

/** If no picture came for this long, the last one is hidden: it would look like a frozen face. */
const PICTURE_MISSING_MS = 2000;

/** What the person reads when the server did not accept the code. */
export const CODE_NOT_ACCEPTED =
  "the code was not accepted: it is wrong or was already used; type the one that the other end shows now";

export interface ShownStatePorts {
  readonly clock: Clock;
  readonly display?: Display;
  readonly onState?: (state: DisplayState) => void;
  /** Server only: how to call it. `code`: the secret words. */
  readonly invitation?: (code: string | undefined) => Invitation;
}

/** What the display shows of a call. Updates the display on every change. */
export class ShownState {
  readonly #ports: ShownStatePorts;
  readonly #nextSteps: readonly NextStep[];
  #state: DisplayState;
  /** When the present call began, and since when its link is lost. */
  #begunMs: number | undefined;
  #lostMs: number | undefined;
  #peerCameraOn = true;
  #lastPictureMs = 0;

  /** `nextSteps`: what the display can offer when there is no call. `calledName`: client: whom it calls, for people. */
  constructor(
    ports: ShownStatePorts,
    role: Role,
    camera: DisplayState["camera"]["state"],
    nextSteps: readonly NextStep[] = [],
    calledName?: string,
  ) {
    this.#ports = ports;
    this.#nextSteps = nextSteps;
    this.#state = {
      role,
      phase: role === "server" ? "waiting" : "calling",
      sinceEpochMs: ports.clock.epochMs(),
      ...(calledName === undefined ? {} : { calledName }),
      camera: { state: camera },
      peerPicture: "expected",
      choices: this.#choices(role === "server" ? "waiting" : "calling"),
    };
  }

  get phase(): DisplayState["phase"] {
    return this.#state.phase;
  }

  /** Shows the present state. */
  show(): void {
    this.#ports.display?.showState(this.#state);
    this.#ports.onState?.(this.#state);
  }

  change(change: Partial<DisplayState>): void {
    const names = Object.keys(change) as (keyof DisplayState)[];
    if (names.every((name) => change[name] === this.#state[name])) return;
    const isNewPhase = change.phase !== undefined && change.phase !== this.#state.phase;
    const since = isNewPhase
      ? { sinceEpochMs: this.#ports.clock.epochMs(), codeWords: undefined, choices: this.#choices(change.phase!) }
      : {};
    this.#state = { ...this.#state, ...since, ...change };
    this.show();
  }

  /** `words`: the secret ones; `number`: the one before them, if this server announces one. */
  code(words: string | undefined, number?: number): void {
    this.change({ code: words && shownCode(words, number), invitation: this.#ports.invitation?.(words) });
  }

  /** `retryAtEpochMs`: as `DisplayState.codeRetryAtEpochMs`. */
  codeNeeded(reason: "unknown_peer" | "not_accepted", retryAtEpochMs?: number): void {
    const notice = reason === "not_accepted" ? CODE_NOT_ACCEPTED : undefined;
    this.change({ phase: "needs_code", notice, codeWords: WORD_LIST, codeRetryAtEpochMs: retryAtEpochMs });
  }

  /** Who calls this server, if the person is asked. */
  caller(caller: Caller | undefined): void {
    this.change({ caller: caller && { ...caller, address: formatAddress(caller.address) } });
  }

  inCall(peer: Peer): void {
    const { clock } = this.#ports;
    this.#lastPictureMs = clock.nowMs();
    this.#begunMs ??= clock.nowMs();
    this.#lostMs = undefined;
    this.change({
      phase: "in_call",
      inCallSinceEpochMs: this.#state.inCallSinceEpochMs ?? clock.epochMs(),
      lastCall: undefined,
      peerName: peer.name,
      peerAddress: formatAddress(peer.address),
      sealed: peer.sealed,
      path: peer.path,
      ended: undefined,
      notice: undefined,
      codeRetryAtEpochMs: undefined,
      ringing: undefined,
      peerPicture: this.#peerCameraOn ? "expected" : "off",
    });
  }

  /** The peer is reached at another address, or on another path. */
  peerMoved({ address, path }: Peer): void {
    this.change({ peerAddress: formatAddress(address), path });
  }

  /** The link is lost; the call goes on if it comes back. */
  interrupted(): void {
    this.#lostMs ??= this.#ports.clock.nowMs();
    this.change({ phase: "reconnecting" });
  }

  ended(reason: EndReason, final: boolean, message?: string): void {
    this.#peerCameraOn = true;
    this.change({
      phase: final ? "ended" : this.#state.role === "server" ? "waiting" : "calling",
      ended: reason,
      notice: withoutCommandLine(message),
      sealed: undefined,
      path: undefined,
      ringing: undefined,
      inCallSinceEpochMs: undefined,
      lastCall: this.#takeLastCall(),
      peerPicture: "expected",
    });
    // Nothing is captured now, whatever the camera last reported.
    if (final && this.#state.camera.state !== "none") this.cameraIs({ state: "off" }, this.#state.camera.choice);
  }

  /** The call that has just ended, or, if none had come about, the one before. */
  #takeLastCall(): LastCall | undefined {
    if (this.#begunMs === undefined) return this.#state.lastCall;
    const durationMs = (this.#lostMs ?? this.#ports.clock.nowMs()) - this.#begunMs;
    this.#begunMs = this.#lostMs = undefined;
    return { peerName: this.#state.peerName ?? "", durationMs };
  }

  #choices(phase: DisplayState["phase"]): readonly NextStep[] | undefined {
    if (phase === "in_call" || phase === "reconnecting") return undefined;
    const choices = this.#nextSteps.filter((step) => step === "start_page" || phase === "ended");
    return choices.length === 0 ? undefined : choices;
  }

  /** Ignored during a call: it would be in the way. */
  notice(message: string, hint?: string): void {
    if (this.phase === "in_call" || this.phase === "reconnecting") return;
    this.change({ notice: withoutCommandLine(hint === undefined ? message : `${message}; ${hint}`) });
  }

  cameraIs({ state, message, hint }: CaptureState, choice?: string, kind?: "camera" | "screen"): void {
    this.change({
      camera: { state, message, hint: withoutCommandLine(hint), choice, ...(kind === "screen" ? { kind } : {}) },
    });
  }

  peerCamera(on: boolean): void {
    this.#peerCameraOn = on;
    this.#lastPictureMs = this.#ports.clock.nowMs();
    this.change({ peerPicture: on ? "expected" : "off" });
  }

  /** A picture came from the peer. */
  pictureCame(): void {
    this.#lastPictureMs = this.#ports.clock.nowMs();
    if (this.#state.peerPicture === "missing") this.change({ peerPicture: "expected" });
  }

  /** During a call: whether the peer means to send pictures and has sent one recently. */
  expectsPicture(): boolean | undefined {
    const { phase } = this.#state;
    // While the link is down a call is never good, whatever its last figures were.
    if (phase !== "in_call") return phase === "reconnecting" || undefined;
    const nowMs = this.#ports.clock.nowMs();
    if (this.#state.peerPicture === "expected" && nowMs - this.#lastPictureMs >= PICTURE_MISSING_MS) {
      this.change({ peerPicture: "missing" });
    }
    return this.#state.peerPicture === "expected";
  }

  /** Shows the figures of the last second. */
  second(stats: CallStats): void {
    const { clock, display } = this.#ports;
    const expectsPicture = this.expectsPicture();
    if (expectsPicture === undefined) return;
    const epochMs = clock.epochMs();
    // A link that is down is known to be poor.
    const inCallMs = this.phase === "in_call" ? epochMs - this.#state.sinceEpochMs : Infinity;
    display?.showFigures?.(displayFigures(stats, { epochMs, expectsPicture, inCallMs }));
  }
}
