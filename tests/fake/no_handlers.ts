import type { DisplayHandlers } from "../../src/port/display.ts";

/** Handlers for a display of which nothing is wanted: the test or benchmark replaces those that it watches. */
export const NO_HANDLERS: DisplayHandlers = {
  onShown() {},
  onDropped() {},
  onKeyframeNeeded() {},
  onDecodes() {},
  onText() {},
  onCode() {},
  onAnswer() {},
  onCamera() {},
  onListCameras() {},
  onChooseCamera() {},
  onMute() {},
  onVolume() {},
  onListSoundDevices() {},
  onChooseSoundDevice() {},
  onLeave() {},
  lines: () => [],
};
