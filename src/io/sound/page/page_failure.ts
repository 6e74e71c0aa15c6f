import type { SoundDeviceChoice, SoundDeviceState } from "../../../port/sound_device.ts";
import type { PageSoundEnd } from "./sound_page.ts";

/** The state of a device of the page after it has ended, in words for people. `wanted`: as `PageOpening` has it. */
export function pageFailure(
  device: SoundDeviceChoice["kind"],
  reason: PageSoundEnd,
  wanted: string | undefined,
): SoundDeviceState {
  const one = device === "microphone" ? "microphone" : "loudspeaker";
  const failed = (reason: SoundDeviceState["reason"], message: string, hint: string): SoundDeviceState => ({
    state: "failed",
    reason,
    message,
    hint,
  });
  switch (reason) {
    case "gone":
      return { state: "starting" }; // the page is shown again, or the call ends
    case "not_found":
      return wanted === undefined
        ? failed(reason, `the window finds no ${one}`, "connect one; it is then used automatically")
        : failed(
          reason,
          `the window finds no ${one} named ${wanted}`,
          `connect it, or choose another ${one} in the window`,
        );
    case "busy":
      return failed(reason, `the window cannot open the ${one}`, "close the program that uses it; it is tried again");
    case "no_permission":
      return failed(
        reason,
        `the window may not use the ${one}`,
        "click in the window to be asked again, or allow it in the settings of the browser or system",
      );
    case "unplugged":
      return failed(reason, `the ${one} was unplugged`, "connect it again, or choose another one in the window");
    case "not_started":
      return failed(
        reason,
        `this window cannot use a ${one}`,
        `give --${device} another device, or open the page in a browser`,
      );
    case "stopped":
      return failed(reason, `the window's ${one} has stopped`, "it restarts automatically");
  }
}
