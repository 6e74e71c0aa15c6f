import type { Clock } from "../../port/clock.ts";
import type { SoundDeviceState, Speaker } from "../../port/sound_device.ts";
import { type DeviceRun, RetriedDevice } from "./retried_device.ts";

/** Plays once: as {@linkcode DeviceRun}. `pull` as in {@linkcode Speaker}; not called any more once `signal` is aborted. */
export type PlayRun = (pull: (playMs: number) => Float32Array, ...rest: Parameters<DeviceRun>) => ReturnType<DeviceRun>;

/** A loudspeaker that is tried again when it fails. */
export class DeviceSpeaker implements Speaker {
  readonly #device: RetriedDevice;
  #pull: (playMs: number) => Float32Array = () => new Float32Array(0);

  constructor(run: PlayRun, clock: Clock) {
    this.#device = new RetriedDevice(
      (signal, onRunning) => run((playMs) => this.#pull(playMs), signal, onRunning),
      clock,
    );
  }

  start(pull: (playMs: number) => Float32Array, onState: (state: SoundDeviceState) => void): void {
    this.#pull = pull;
    this.#device.start(onState);
  }

  stop(): Promise<void> {
    return this.#device.stop();
  }
}
