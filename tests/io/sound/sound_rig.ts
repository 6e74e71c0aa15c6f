import { systemClock } from "../../../src/io/clock/system_clock.ts";
import { type CaptureRun, DeviceMicrophone } from "../../../src/io/sound/device_microphone.ts";
import { DeviceSpeaker, type PlayRun } from "../../../src/io/sound/device_speaker.ts";
import type { CapturedSound, Microphone, SoundDeviceState, Speaker } from "../../../src/port/sound_device.ts";
import { NoiseSignal } from "../../fake/noise_signal.ts";

/** A microphone or a loudspeaker, the signal that it is tested with, and everything that it said. */
export class SoundRig {
  readonly signal = new NoiseSignal(1);
  readonly states: SoundDeviceState[] = [];
  readonly sounds: CapturedSound[] = [];
  readonly playMs: number[] = [];
  readonly #devices: { stop(): Promise<void> }[] = [];

  capture(run: CaptureRun): DeviceMicrophone {
    return this.listen(new DeviceMicrophone(run, systemClock));
  }

  /** What the microphone gives is what the signal hears. */
  listen<Device extends Microphone>(microphone: Device): Device {
    this.#devices.push(microphone);
    microphone.start((sound) => {
      this.sounds.push(sound);
      this.signal.hear(sound.samples);
    }, (state) => this.states.push(state));
    return microphone;
  }

  play(run: PlayRun): DeviceSpeaker {
    return this.speak(new DeviceSpeaker(run, systemClock));
  }

  /** The loudspeaker plays the signal. */
  speak<Device extends Speaker>(speaker: Device): Device {
    this.#devices.push(speaker);
    speaker.start((playMs) => this.signal.frame(this.playMs.push(playMs) - 1), (state) => this.states.push(state));
    return speaker;
  }

  get state(): SoundDeviceState["state"] | undefined {
    return this.states.at(-1)?.state;
  }

  get reason(): SoundDeviceState["reason"] {
    return this.states.at(-1)?.reason;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const device of this.#devices) await device.stop();
  }
}
