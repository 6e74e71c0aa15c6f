import type { SoundDeviceChoice, SoundDeviceState } from "../../../port/sound_device.ts";

/** The run of a device of the window where there is no window. */
export function noPage(device: SoundDeviceChoice["kind"]): () => Promise<SoundDeviceState> {
  return () =>
    Promise.resolve({
      state: "failed",
      reason: "not_found",
      message: `there is no window whose ${device === "microphone" ? "microphone" : "loudspeaker"} could be used`,
      hint: `leave out --no-window and --ascii, or give --${device} another device`,
    });
}
