import { HandedSound } from "../../call/handed_sound.ts";
import { withoutCommandLine } from "../../call/without_command_line.ts";
import type { LocalSoundState } from "../../port/display.ts";
import type { Sound, SoundLevels } from "../../port/sound.ts";
import type { Options } from "../options/parse_args.ts";
import type { SoundDeviceChoice, SoundDeviceState } from "../../port/sound_device.ts";

export interface StartSoundPorts {
  readonly sound: Sound;
  /** What it begins with. */
  readonly first: LocalSoundState;
  readonly onState: (state: LocalSoundState) => void;
  readonly onLevels: (levels: SoundLevels, speakingMuted: boolean) => void;
}

/** What is known of the sound before it runs. */
export function firstSound({ muted, microphone, speaker }: Options): LocalSoundState {
  const starting = (choice?: string) => ({ state: "starting", choice }) as const;
  return { muted, volume: 1, microphone: starting(microphone), speaker: starting(speaker) };
}

/** This end's sound before a call: it shows the person how loud they are. Nothing of it is sent. */
export class StartSound {
  readonly #ports: StartSoundPorts;
  readonly #sound: HandedSound;
  #state: LocalSoundState;

  constructor(ports: StartSoundPorts) {
    this.#ports = ports;
    this.#sound = new HandedSound(ports.sound);
    this.#state = ports.first;
  }

  get muted(): boolean {
    return this.#state.muted;
  }

  start(): void {
    this.#sound.start({
      onSound: () => {},
      onMicrophone: (state) => this.#onDevice("microphone", state),
      onSpeaker: (state) => this.#onDevice("speaker", state),
      onLevels: (levels) => this.#ports.onLevels(levels, levels.speaking && this.#state.muted),
      onFigures: () => {},
      onNotice: () => {}, // the call repeats it
    });
  }

  mute(muted: boolean): void {
    this.#sound.mute(muted);
    this.#change({ muted });
  }

  choose(kind: SoundDeviceChoice["kind"], id: string): void {
    this.#change({ [kind]: { ...this.#state[kind], choice: id } });
    this.#sound.choose(kind, id);
  }

  /** The chosen device, if one was chosen. */
  choice(kind: SoundDeviceChoice["kind"]): string | undefined {
    return this.#state[kind].choice;
  }

  async list(): Promise<readonly SoundDeviceChoice[]> {
    return await this.#sound.list().catch(() => []);
  }

  /** For the call, which starts it again. */
  take(): Sound {
    return this.#sound;
  }

  /** Settles when the devices are closed. */
  async stop(): Promise<void> {
    await this.#sound.stop();
  }

  #onDevice(kind: SoundDeviceChoice["kind"], { state, message, hint }: SoundDeviceState): void {
    this.#change({ [kind]: { state, message, hint: withoutCommandLine(hint), choice: this.#state[kind].choice } });
  }

  #change(change: Partial<LocalSoundState>): void {
    this.#state = { ...this.#state, ...change };
    this.#ports.onState(this.#state);
  }
}
