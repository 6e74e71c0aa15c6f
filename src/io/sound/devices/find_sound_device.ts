import type { SoundDeviceChoice } from "../../../port/sound_device.ts";
import { NoSuchSource } from "../../capture/devices/capture_source.ts";
import { chosenDevice } from "../../capture/devices/chosen_device.ts";

const WORDS = {
  microphone: { one: "microphone", instead: "--microphone none calls without one" },
  speaker: { one: "loudspeaker", instead: "--speaker none calls without one" },
} as const;

/**
 * The device that `wanted`, a NAME or INDEX of `vchat devices`, means. A part of a name is enough, in upper or lower case, if only
 * one device matches. Devices of `unlisted`, such as monitors, have to be named in full.
 * Throws a {@linkcode NoSuchSource}.
 */
export function findSoundDevice(
  kind: SoundDeviceChoice["kind"],
  wanted: string,
  choices: readonly SoundDeviceChoice[],
  unlisted: readonly { readonly id: string; readonly name: string }[] = [],
): string {
  const found = chosenDevice(choices, wanted) ?? unlisted.find(({ id, name }) => id === wanted || name === wanted);
  if (found) return found.id;
  const { one, instead } = WORDS[kind];
  if (choices.length === 0) throw noSoundDevice(kind);
  const how = /^\d{1,4}$/.test(wanted) ? "with index" : "named";
  throw new NoSuchSource(`no ${one} ${how} ${wanted}`, `vchat devices lists the ${one}s; ${instead}`);
}

/** The error that there is no such device at all. */
export function noSoundDevice(kind: SoundDeviceChoice["kind"]): NoSuchSource {
  const { one, instead } = WORDS[kind];
  return new NoSuchSource(`no ${one} found`, `connect one; it is then used automatically; ${instead}`);
}
