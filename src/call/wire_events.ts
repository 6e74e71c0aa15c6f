import { shownCode } from "../invitation/code_words.ts";
import type { Clock } from "../port/clock.ts";
import type { DropReason } from "../wire/drop_reason.ts";
import type { Caller, EndReason, Peer, WireEvent } from "../wire/wire.ts";
import type { CallEventBody } from "./call_event.ts";
import { CallHistory } from "./call_history.ts";
import type { CallMeter } from "./call_meter.ts";
import type { CallOptions, CallPorts } from "./call_ports.ts";
import type { CallerAnswer } from "./caller_answer.ts";
import type { CameraControl } from "./camera_control.ts";
import type { CodeEntry } from "./code_entry.ts";
import type { Conversation } from "./conversation.ts";
import type { DropCounter } from "./drop_counter.ts";
import type { ReceiveVideo } from "./receive_video.ts";
import type { SendVideo } from "./send_video.ts";
import type { ShownState } from "./shown_state.ts";
import type { SoundControl } from "./sound_control.ts";

/** The parts of a call that need to know of the wire's events. */
export interface WireEventsParts {
  readonly clock: Clock;
  readonly emit: (event: CallEventBody) => void;
  readonly shown: ShownState;
  readonly sendVideo: Pick<SendVideo, "connected" | "callEnded">;
  readonly receiveVideo: Pick<ReceiveVideo, "received" | "callEnded">;
  readonly conversation: Pick<Conversation, "received" | "became">;
  readonly camera: Pick<CameraControl, "encoder">;
  readonly sound: Pick<SoundControl, "connected" | "received" | "setTarget" | "peerMuted" | "interrupted" | "ended">;
  readonly codeEntry: Pick<CodeEntry, "begin">;
  readonly callerAnswer: Pick<CallerAnswer, "ask" | "gone">;
  readonly drops: Pick<DropCounter, "flush">;
  readonly dropped: (direction: "in" | "out", reason: DropReason) => void;
  readonly meter: Pick<CallMeter, "linkIs">;
  readonly rememberPeer?: CallPorts["rememberPeer"];
  /** A call is over. `final`: this end will neither wait for another nor make one. */
  readonly onEnded: (reason: EndReason, final: boolean) => void;
}

/** Passes the events of the wire to the parts of the call, and knows who the peer is. */
export class WireEvents {
  readonly #parts: WireEventsParts;
  readonly #options: Pick<CallOptions, "role" | "once">;
  readonly #history: CallHistory;
  #codeNumber: number | undefined;
  #peer: Peer | undefined;
  /** The secret words. */
  #code: string | undefined;

  constructor(
    parts: WireEventsParts,
    options: Pick<CallOptions, "role" | "once" | "codeNumber">,
    history = new CallHistory(),
  ) {
    this.#parts = parts;
    this.#options = options;
    this.#history = history;
    this.#codeNumber = options.codeNumber;
  }

  /** Undefined outside a call. */
  get peer(): Peer | undefined {
    return this.#peer;
  }

  /** How many peers this end has had. */
  get peerNumber(): number {
    return this.#history.peers;
  }

  /** Server only: the code for the next new caller, as people are told it. */
  get code(): string | undefined {
    return this.#code && shownCode(this.#code, this.#codeNumber);
  }

  /** Shows the code, and how to call this server. */
  showCode(): void {
    this.#parts.shown.code(this.#code, this.#codeNumber);
  }

  /** The codes of this server begin with another number from now on, or with none. */
  setCodeNumber(number: number | undefined): void {
    if (number === this.#codeNumber) return;
    this.#codeNumber = number;
    const { code } = this;
    if (code === undefined) return;
    this.#parts.emit({ event: "code_changed", code, reason: "number" });
    this.showCode();
  }

  happened(event: WireEvent): void {
    const { emit, shown, conversation, camera, sound, meter } = this.#parts;
    switch (event.kind) {
      case "calling":
        emit({ event: "calling", address: event.address, attempt: event.attempt });
        return;
      case "ringing":
        emit({ event: "ringing" });
        shown.change({ ringing: true });
        return;
      case "caller":
        this.#called(event.caller);
        return;
      case "caller_gone":
        this.#parts.callerAnswer.gone(event.reason);
        return;
      case "notice":
        emit({ event: "notice", message: event.message, hint: event.hint });
        shown.notice(event.message, event.hint);
        return;
      case "connected":
      case "resumed":
        this.#connected(event);
        return;
      case "peer_moved":
        this.#peer = event.peer;
        emit({ event: "peer_moved", peer: event.peer });
        shown.peerMoved(event.peer);
        return;
      case "interrupted":
        emit({ event: "interrupted" });
        camera.encoder.setPeer?.(undefined);
        sound.interrupted();
        shown.interrupted();
        return;
      case "ended":
        this.ended(event.reason, event.message, event.again);
        return;
      case "frame_received":
        if (this.#parts.receiveVideo.received(event.frame)) shown.pictureCame();
        return;
      case "sound_received":
        sound.received(event.sound);
        return;
      case "peer_camera":
        shown.peerCamera(event.on);
        return;
      case "peer_microphone":
        sound.peerMuted(!event.on);
        return;
      case "frame_sent":
        emit({ event: "frame_sent", seq: event.sequence, bytes: event.bytes });
        camera.encoder.frameLeft?.();
        return;
      case "text_received":
        conversation.received(this.#peer?.name ?? "peer", event.text);
        return;
      case "text_sent":
      case "text_delivered":
        conversation.became(event.id, event.kind === "text_sent" ? "sent" : "delivered");
        return;
      case "text_lost":
        conversation.became(event.id, "lost", event.reason);
        return;
      case "dropped":
        this.#parts.dropped(event.direction, event.reason);
        return;
      case "code_changed":
        this.#codeChanged(event);
        return;
      case "code_expected":
        this.#parts.codeEntry.begin();
        return;
      case "code_needed":
        this.#codeNeeded(event);
        return;
      case "peer_remembered":
      case "peer_recognised":
        this.#parts.rememberPeer?.(event.peer, this.#peer?.address);
        return;
      case "link":
        meter.linkIs(event);
        return;
      case "track_target":
        camera.encoder.setRate(event.kbps);
        return;
      case "sound_target":
        sound.setTarget(event.target);
        return;
      case "frame_limit":
        camera.encoder.limitFrame(event.maxBytes);
        return;
      case "keyframe_wanted":
        camera.encoder.requestKeyframe();
        return;
    }
  }

  /** A call is over, or the person left before there was one. `again`: the client's wire calls the same server again. */
  ended(reason: EndReason, message?: string, again = false): void {
    const { emit, shown, camera, sound, sendVideo, receiveVideo, drops, onEnded } = this.#parts;
    const { role, once } = this.#options;
    const final = once || reason === "hung_up" || (role === "client" && !again);
    this.#peer = undefined;
    camera.encoder.setPeer?.(undefined);
    sound.ended();
    sendVideo.callEnded(final);
    receiveVideo.callEnded();
    if (final) drops.flush();
    emit({ event: "ended", reason, message, final });
    shown.ended(reason, final, message);
    onEnded(reason, final);
  }

  #called(caller: Caller): void {
    const { address, name, isKnown } = caller;
    this.#parts.emit({ event: "caller", address, name, known: isKnown });
    this.#parts.callerAnswer.ask(caller);
  }

  #connected({ kind, peer }: Extract<WireEvent, { kind: "connected" | "resumed" }>): void {
    const { clock, emit, shown, camera, sound, sendVideo } = this.#parts;
    this.#peer = peer;
    emit({ event: kind, peer });
    shown.inCall(peer);
    camera.encoder.setPeer?.(peer.codecs ?? ["jpeg"], kind === "connected");
    sound.connected(peer, kind === "connected");
    if (kind === "resumed") return;
    this.#history.peers++;
    sendVideo.connected(clock.nowMs());
  }

  #codeNeeded({ reason, retryInMs }: Extract<WireEvent, { kind: "code_needed" }>): void {
    const { clock, codeEntry, emit, shown } = this.#parts;
    const retryAtMs = retryInMs === undefined ? undefined : Math.ceil(clock.epochMs() + retryInMs);
    codeEntry.begin();
    emit({ event: "code_needed", reason, ...(retryAtMs === undefined ? {} : { retry_at: retryAtMs }) });
    shown.codeNeeded(reason, retryAtMs);
  }

  #codeChanged({ code, reason, guesser }: Extract<WireEvent, { kind: "code_changed" }>): void {
    this.#code = code;
    if (reason !== "started") this.#parts.emit({ event: "code_changed", code: this.code!, reason, guesser });
    this.showCode();
  }
}
