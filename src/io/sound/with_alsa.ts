import type { SoundDeviceState } from "../../port/sound_device.ts";

type Run<Arguments extends unknown[]> = (...run: Arguments) => Promise<SoundDeviceState | undefined>;

/**
 * Runs a device of the sound server; where there is none, one of ALSA, or of the window. Once a server has been there, vchat waits
 * for it to return: if ALSA had the device open meanwhile, the server could not open it.
 *
 * @param openAlsa Looks the device up; `undefined` if there is none of its kind. `ended`: why the run on the server ended.
 */
export function withAlsa<Arguments extends unknown[]>(
  serverRun: Run<Arguments>,
  openAlsa: (ended: SoundDeviceState) => Run<Arguments> | undefined,
): Run<Arguments> {
  let hadServer = false;
  return async (...run) => {
    const ended = await serverRun(...run);
    if (ended?.reason !== "no_sound_server") hadServer = true;
    if (hadServer || ended === undefined) return ended;
    const alsa = openAlsa(ended);
    return alsa ? await alsa(...run) : ended;
  };
}
