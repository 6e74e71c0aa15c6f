import type { SoundDeviceChoice } from "../../../port/sound_device.ts";
import { findSoundDevice, noSoundDevice } from "../devices/find_sound_device.ts";
import type { PulseDevices } from "./pulse_devices.ts";

/** The microphones and loudspeakers. A monitor gives what a loudspeaker plays, and so is no microphone. */
export function pulseChoices({ sources, sinks }: PulseDevices): SoundDeviceChoice[] {
  const numbered = (kind: SoundDeviceChoice["kind"], devices: PulseDevices["sources"]) =>
    devices.map(({ id, name }, index) => ({ kind, index, id, name }));
  return [
    ...numbered("microphone", sources.filter(({ isMonitor }) => !isMonitor)),
    ...numbered("speaker", sinks),
  ];
}

/**
 * The id of the device to be used; `undefined` for the usual one, which the person may change meanwhile.
 * Without a microphone, PulseAudio's usual source is a monitor: peers would hear themselves.
 * Throws a NoSuchSource.
 */
export function pulseDeviceId(
  kind: SoundDeviceChoice["kind"],
  wanted: string | undefined,
  devices: PulseDevices,
): string | undefined {
  const choices = pulseChoices(devices).filter((choice) => choice.kind === kind);
  const monitors = kind === "microphone" ? devices.sources.filter(({ isMonitor }) => isMonitor) : [];
  if (wanted !== undefined) return findSoundDevice(kind, wanted, choices, monitors);
  if (choices.length === 0) throw noSoundDevice(kind);
  const usual = kind === "microphone" ? devices.defaultSource : devices.defaultSink;
  return choices.some(({ id }) => id === usual) ? undefined : choices[0].id;
}
