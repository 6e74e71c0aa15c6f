import type { SoundDeviceChoice } from "../../../port/sound_device.ts";
import type { PageDevices } from "./page_devices.ts";

/**
 * The devices to choose from: vchat's own where it can play sound itself. Elsewhere the page's, and the microphones of ffmpeg if the
 * page has none.
 */
export async function withPageDevices(
  own: readonly SoundDeviceChoice[],
  page: Pick<PageDevices, "list">,
): Promise<readonly SoundDeviceChoice[]> {
  if (own.some(({ kind }) => kind === "speaker")) return own;
  const ofPage = await page.list();
  return ofPage.some(({ kind }) => kind === "microphone") ? ofPage : [...own, ...ofPage];
}
