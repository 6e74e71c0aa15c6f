import type { Clock } from "../../port/clock.ts";
import type { CapturedSound, Microphone, SoundDeviceState } from "../../port/sound_device.ts";
import { type DeviceRun, RetriedDevice } from "./retried_device.ts";

/** Captures once: as {@linkcode DeviceRun}. Gives no sound any more once `signal` is aborted. */
export type CaptureRun = (
  onSound: (sound: CapturedSound) => void,
  ...rest: Parameters<DeviceRun>
) => ReturnType<DeviceRun>;

/** A microphone that is tried again when it fails. */
export class DeviceMicrophone implements Microphone {
  readonly #device: RetriedDevice;
  #onSound: (sound: CapturedSound) => void = () => {};

  constructor(run: CaptureRun, clock: Clock) {
    this.#device = new RetriedDevice(
      (signal, onRunning) => run((sound) => this.#onSound(sound), signal, onRunning),
      clock,
    );
  }

  start(onSound: (sound: CapturedSound) => void, onState: (state: SoundDeviceState) => void): void {
    this.#onSound = onSound;
    this.#device.start(onState);
  }

  stop(): Promise<void> {
    return this.#device.stop();
  }
}
