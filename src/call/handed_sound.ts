import type { ReceivedSound, Sound, SoundHandlers, SoundTarget, Tone } from "../port/sound.ts";
import type { SoundDeviceChoice, SoundDeviceState } from "../port/sound_device.ts";

/**
 * Sound that runs before a call, for the level of the microphone, and is then given to the call without stopping: some headsets
 * take seconds to open.
 */
export class HandedSound implements Sound {
  readonly #sound: Sound;
  #handlers: SoundHandlers | undefined;
  #isStarted = false;
  readonly #states: { microphone?: SoundDeviceState; speaker?: SoundDeviceState } = {};
  /** What was said to the person, who may have overlooked it. */
  readonly #notices: Parameters<SoundHandlers["onNotice"]>[] = [];
  #stopped: Promise<void> | undefined;

  constructor(sound: Sound) {
    this.#sound = sound;
  }

  /** The next caller takes the place of the one before, and is told what that one was told. */
  start(handlers: SoundHandlers): void {
    this.#handlers = handlers;
    if (this.#isStarted) {
      if (this.#states.microphone !== undefined) handlers.onMicrophone(this.#states.microphone);
      if (this.#states.speaker !== undefined) handlers.onSpeaker(this.#states.speaker);
      for (const notice of this.#notices) handlers.onNotice(...notice);
      return;
    }
    this.#isStarted = true;
    this.#sound.start({
      onSound: (sound) => this.#handlers?.onSound(sound),
      onMicrophone: (state) => {
        this.#states.microphone = state;
        this.#handlers?.onMicrophone(state);
      },
      onSpeaker: (state) => {
        this.#states.speaker = state;
        this.#handlers?.onSpeaker(state);
      },
      onLevels: (levels) => this.#handlers?.onLevels(levels),
      onFigures: (figures) => this.#handlers?.onFigures(figures),
      onNotice: (...notice) => {
        this.#notices.push(notice);
        this.#handlers?.onNotice(...notice);
      },
    });
  }

  inCall(on: boolean): void {
    this.#sound.inCall(on);
  }

  receive(sound: ReceivedSound): void {
    this.#sound.receive(sound);
  }

  setTarget(target: SoundTarget): void {
    this.#sound.setTarget(target);
  }

  mute(muted: boolean): void {
    this.#sound.mute(muted);
  }

  setVolume(volume: number): void {
    this.#sound.setVolume(volume);
  }

  choose(kind: SoundDeviceChoice["kind"], id: string): void {
    this.#sound.choose(kind, id);
  }

  holdBack(delayMs: number): void {
    this.#sound.holdBack(delayMs);
  }

  list(): Promise<readonly SoundDeviceChoice[]> {
    return this.#sound.list();
  }

  play(tone: Tone): void {
    this.#sound.play(tone);
  }

  stop(): Promise<void> {
    this.#handlers = undefined;
    return this.#stopped ??= this.#sound.stop();
  }
}
