import type { Clock } from "../../port/clock.ts";
import type { SoundDeviceState, Speaker } from "../../port/sound_device.ts";
import { DeviceSpeaker } from "./device_speaker.ts";
import { pacedPlayback } from "./paced_playback.ts";

/** No loudspeaker, on request. It pulls as one would, so that what arrives is played out, counted and recorded all the same. */
export class NoSpeaker implements Speaker {
  readonly #device: DeviceSpeaker;

  constructor(clock: Clock) {
    this.#device = new DeviceSpeaker(pacedPlayback(() => {}, clock), clock);
  }

  start(pull: (playMs: number) => Float32Array, onState: (state: SoundDeviceState) => void): void {
    onState({ state: "off" });
    this.#device.start(pull, () => {});
  }

  stop(): Promise<void> {
    return this.#device.stop();
  }
}
