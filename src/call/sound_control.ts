import type { Clock } from "../port/clock.ts";
import type { LocalSoundState, ShownSoundDevice } from "../port/display.ts";
import {
  type EncodedSound,
  MAX_VOLUME,
  type ReceivedSound,
  type Sound,
  type SoundDropReason,
  type SoundFigures,
  type SoundLevels,
  type SoundTarget,
  type Tone,
} from "../port/sound.ts";
import type { SoundDeviceChoice, SoundDeviceState } from "../port/sound_device.ts";
import type { Peer, Role } from "../wire/wire.ts";
import type { CallEventBody, SoundStats } from "./call_event.ts";
import type { Recording } from "./recording.ts";
import type { ShownState } from "./shown_state.ts";
import { withoutCommandLine } from "./without_command_line.ts";

/** How long from one ring to the next, while somebody waits for an answer. */
const RING_EVERY_MS = 3000;
/** The level at both ends before anything was measured, in dBFS. */
const SILENT_DB = -100;

export interface SoundControlPorts {
  readonly clock: Pick<Clock, "nowMs" | "callAt">;
  /** Absent if this end has no sound. */
  readonly sound?: Sound;
  readonly role: Role;
  /** The devices that were chosen before the call, which a menu shows as chosen. */
  readonly chosen?: { readonly microphone?: string; readonly speaker?: string };
  /** Starts with the microphone muted. */
  readonly muted?: boolean;
  /** How loud the peer is at first. By default as it is. */
  readonly volume?: number;
  /** Whether this end rings, and plays a tone when a call begins or ends. */
  readonly tones?: boolean;
  readonly emit: (event: CallEventBody) => void;
  /** `count` frames of the peer's sound arrived and are not played. */
  readonly dropped?: (reason: SoundDropReason, count: number) => void;
  readonly shown: ShownState;
  readonly showLevels?: (levels: SoundLevels, speakingMuted: boolean) => void;
  readonly toWire: (sound: EncodedSound) => void;
  /** The person muted the microphone or not, and the peer must be told. */
  readonly onMuted: (muted: boolean) => void;
  /** What is heard now was said `mouthToEarMs` ago. Returns how long sound should be held back, in milliseconds. */
  readonly onHeard?: (mouthToEarMs: number) => number;
  /** Absent if nothing is recorded. */
  readonly recording?: Pick<Recording, "expectSound" | "appendSound">;
}

/** Lets a person control this end's sound, passes sound between devices and wire, and reports and shows its state. */
export class SoundControl {
  readonly #ports: SoundControlPorts;
  readonly #sound: Sound | undefined;
  #local: LocalSoundState = {
    muted: false,
    volume: 1,
    microphone: { state: "starting" },
    speaker: { state: "starting" },
  };
  #levels: SoundLevels = { microphoneDb: SILENT_DB, speakerDb: SILENT_DB, speaking: false };
  #figures: SoundFigures | undefined;
  #heldBackMs = 0;
  #inCall = false;
  #stopped = false;
  /** Whether this call rang while the person was asked about it. */
  #hasRung = false;
  #stopRinging: (() => void) | undefined;

  constructor(ports: SoundControlPorts) {
    this.#ports = ports;
    this.#sound = ports.sound;
  }

  /** What the person has set. Undefined without sound. */
  get settings(): LocalSoundState | undefined {
    return this.#sound && this.#local;
  }

  get muted(): boolean {
    return this.#local.muted;
  }

  start(): void {
    if (this.#stopped || this.#sound === undefined) return;
    const { microphone, speaker } = this.#local, { chosen } = this.#ports;
    this.#change({
      microphone: { ...microphone, choice: chosen?.microphone },
      speaker: { ...speaker, choice: chosen?.speaker },
    });
    this.#sound.start({
      onSound: (sound) => this.#inCall && !this.#local.muted && this.#ports.toWire(sound),
      onMicrophone: (state) => this.#onDevice("microphone", state),
      onSpeaker: (state) => this.#onDevice("speaker", state),
      onLevels: (levels) => this.#onLevels(levels),
      onFigures: (figures) => this.#onFigures(figures),
      onNotice: (message, hint) => this.#ports.emit({ event: "notice", message, hint }),
    });
    if (this.#ports.muted) this.mute(true);
    if (this.#ports.volume !== undefined) this.setVolume(this.#ports.volume);
  }

  /** Rings again and again, from when somebody calls until the person has answered, or nobody calls any more. */
  ring(on: boolean): void {
    this.#stopRinging?.();
    this.#stopRinging = undefined;
    this.#hasRung ||= on;
    if (!on || this.#stopped) return;
    const { clock } = this.#ports;
    this.#play("ring");
    this.#stopRinging = clock.callAt(clock.nowMs() + RING_EVERY_MS, () => this.ring(true));
  }

  /** A call has begun, or continues after an interruption. */
  connected(peer: Peer, isNew: boolean): void {
    if (this.#sound === undefined) return;
    if (!peer.hasSound) {
      if (!isNew) return;
      const why = peer.sealed ? "the other end has none, or an older vchat" : "the plain wire carries none";
      return this.#ports.emit({ event: "notice", message: `this call has no sound: ${why}` });
    }
    this.#inCall = true;
    this.#sound.inCall(true);
    if (!isNew) return;
    this.#ports.recording?.expectSound();
    this.#play(this.#ports.role === "server" && !this.#hasRung ? "ring" : "joined");
    this.#hasRung = false;
  }

  received(sound: ReceivedSound): void {
    this.#sound?.receive(sound);
    this.#ports.recording?.appendSound(sound);
  }

  setTarget(target: SoundTarget): void {
    this.#sound?.setTarget(target);
  }

  peerMuted(muted: boolean): void {
    this.#ports.emit({ event: "audio_muted", end: "peer", muted });
    this.#ports.shown.change({ peerMuted: muted || undefined });
  }

  mute(muted: boolean): void {
    if (this.#stopped || this.#sound === undefined || muted === this.#local.muted) return;
    this.#sound.mute(muted);
    this.#change({ muted });
    this.#ports.emit({ event: "audio_muted", end: "local", muted });
    this.#ports.onMuted(muted);
  }

  setVolume(volume: number): void {
    if (this.#stopped || this.#sound === undefined || !Number.isFinite(volume)) return;
    const bounded = Math.min(MAX_VOLUME, Math.max(0, volume));
    this.#sound.setVolume(bounded);
    this.#change({ volume: bounded });
  }

  choose(kind: SoundDeviceChoice["kind"], id: string): void {
    if (this.#stopped || this.#sound === undefined) return;
    this.#change({ [kind]: { ...this.#local[kind], choice: id } });
    this.#sound.choose(kind, id);
  }

  /** The devices to choose from. Undefined if there is no sound, or the call is over. */
  async list(): Promise<readonly SoundDeviceChoice[] | undefined> {
    const devices = await this.#sound?.list().catch(() => []);
    return this.#stopped ? undefined : devices;
  }

  interrupted(): void {
    this.#inCall = false;
    this.#sound?.inCall(false);
  }

  ended(): void {
    if (this.#inCall) this.#play("left");
    this.interrupted();
    this.#figures = undefined;
    this.#ports.shown.change({ peerMuted: undefined });
  }

  /** The figures of the last second. Undefined without sound. */
  stats(): SoundStats | undefined {
    if (this.#figures === undefined) return undefined;
    const { concealed, bufferMs } = this.#figures, { mouthToEarMs } = this.#levels;
    return {
      microphone_db: Math.round(this.#levels.microphoneDb),
      speaker_db: Math.round(this.#levels.speakerDb),
      muted: this.#local.muted,
      mouth_to_ear_ms: mouthToEarMs,
      concealed,
      buffer_ms: bufferMs,
    };
  }

  /** Settles when the devices are closed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.ring(false);
    await this.#sound?.stop();
  }

  #play(tone: Tone): void {
    if (this.#ports.tones ?? true) this.#sound?.play(tone);
  }

  #onDevice(device: "microphone" | "speaker", state: SoundDeviceState): void {
    if (this.#stopped) return;
    this.#ports.emit({ event: "audio", device, ...state });
    const { message, hint } = state;
    const shownHint = withoutCommandLine(hint);
    const now: ShownSoundDevice = { state: state.state, message, hint: shownHint, choice: this.#local[device].choice };
    this.#change({ [device]: now });
  }

  #onLevels(levels: SoundLevels): void {
    // A pause is not news.
    this.#levels = { ...levels, mouthToEarMs: levels.mouthToEarMs ?? this.#levels.mouthToEarMs };
    if (this.#inCall && levels.mouthToEarMs !== undefined) this.#holdBack(levels.mouthToEarMs);
    if (!this.#stopped) this.#ports.showLevels?.(levels, levels.speaking && this.#local.muted);
  }

  #onFigures(figures: SoundFigures): void {
    if (!this.#inCall) return;
    this.#figures = figures;
    for (const { reason, count } of figures.drops) this.#ports.dropped?.(reason, count);
  }

  #holdBack(mouthToEarMs: number): void {
    const delayMs = this.#ports.onHeard?.(mouthToEarMs) ?? 0;
    if (delayMs === this.#heldBackMs) return;
    this.#heldBackMs = delayMs;
    this.#sound?.holdBack(delayMs);
  }

  #change(change: Partial<LocalSoundState>): void {
    this.#local = { ...this.#local, ...change };
    this.#ports.shown.change({ sound: this.#local });
  }
}
