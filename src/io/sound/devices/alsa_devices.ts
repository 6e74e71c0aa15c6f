import type { SoundDeviceChoice } from "../../../port/sound_device.ts";

/** The devices that ALSA knows, from the text of /proc/asound/pcm: "00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1". */
export function alsaDevices(pcm: string): SoundDeviceChoice[] {
  const devices = Array.from(pcm.matchAll(/^(\d+)-(\d+): (.*?) : (.*)$/gm), ([, card, device, name, rest]) => ({
    // ALSA converts what the device does not do by itself.
    id: `plughw:${Number(card)},${Number(device)}`,
    name: name.trim() || `card ${Number(card)}, device ${Number(device)}`,
    captures: /\bcapture \d/.test(rest),
    plays: /\bplayback \d/.test(rest),
  }));
  const numbered = (kind: SoundDeviceChoice["kind"], those: typeof devices) =>
    those.map(({ id, name }, index) => ({ kind, index, id, name }));
  return [
    ...numbered("microphone", devices.filter(({ captures }) => captures)),
    ...numbered("speaker", devices.filter(({ plays }) => plays)),
  ];
}
