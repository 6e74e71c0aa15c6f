import type { CapturedSound, Microphone, SoundDeviceState } from "../../port/sound_device.ts";

/** No microphone, on request. */
export class NoMicrophone implements Microphone {
  start(_onSound: (sound: CapturedSound) => void, onState: (state: SoundDeviceState) => void): void {
    onState({ state: "off" });
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
