/** @import { PageSoundDevice } from "../serve/page_sound_message.ts" */
import { SoundEnd } from "./sound_context.js";

/** As in page_sound_message.ts. */
const DEVICE_LIMIT = 64, NAME_LIMIT = 1000;

/**
 * The microphones and loudspeakers that a person can choose. Before the person has allowed the microphone, browsers name none.
 * @returns {Promise<PageSoundDevice[]>}
 */
export async function soundDevices() {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []) ?? [];
  return devices.flatMap(({ kind, deviceId, label }) => {
    const isFit = deviceId !== "" && label !== "" && deviceId.length <= NAME_LIMIT && label.length <= NAME_LIMIT;
    if (!isFit || kind === "videoinput") return [];
    if (kind === "audiooutput" && !("setSinkId" in AudioContext.prototype)) return [];
    return [{
      kind: /** @type {PageSoundDevice["kind"]} */ (kind === "audioinput" ? "microphone" : "speaker"),
      id: deviceId,
      name: label,
    }];
  }).slice(0, DEVICE_LIMIT);
}

/**
 * The browser's own name of the device that `wanted` means: that name, or a part of what people call it, if only one fits. Rejects
 * with a {@linkcode SoundEnd}.
 * @param {"audioinput" | "audiooutput"} kind
 * @param {string} wanted
 */
export async function deviceId(kind, wanted) {
  const devices = (await navigator.mediaDevices?.enumerateDevices() ?? []).filter((device) => device.kind === kind);
  const exact = devices.find(({ deviceId, label }) => deviceId === wanted || label === wanted);
  if (exact) return exact.deviceId;
  const fit = devices.filter(({ label }) => label.toLowerCase().includes(wanted.toLowerCase()));
  if (fit.length !== 1) throw new SoundEnd("not_found");
  return fit[0].deviceId;
}
