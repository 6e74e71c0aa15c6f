import { listCaptureDevices } from "../../io/capture/devices/capture_devices.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import { listSoundDevices } from "../../io/sound/devices/list_sound_devices.ts";
import { EXIT_CODE } from "./exit_code.ts";
import type { Options } from "../options/parse_args.ts";
import { print, printError } from "../console/print.ts";
import { jsonLine } from "../console/event_writer.ts";
import { visibleText } from "../console/visible_text.ts";

/** The words that `vchat devices` takes, and what each of them lists. */
export const DEVICE_KINDS = { cameras: "camera", microphones: "microphone", speakers: "speaker" } as const;
type DeviceKind = (typeof DEVICE_KINDS)[keyof typeof DEVICE_KINDS];

interface Device {
  readonly kind: DeviceKind;
  readonly index: number;
  readonly name: string;
}

const NONE: Readonly<Record<DeviceKind, string>> = {
  camera: "no camera found; vchat --camera test shows a test picture instead",
  microphone: "no microphone found; vchat --microphone test sends tones instead",
  speaker: Deno.build.os === "linux"
    ? "no loudspeaker found; vchat --speaker FILE.wav writes what would be heard"
    : "the window plays here; the menu next to its microphone button lists the loudspeakers",
};

/**
 * `vchat devices [cameras|microphones|speakers]`: prints one device per line to standard output: its kind, index and name,
 * separated by tabs. With a word, only devices of that kind, and without it in each line. With `--json` an array of objects.
 */
export async function runDevices({ ffmpeg: ffmpegPath, json }: Options, words: readonly string[]): Promise<number> {
  const only = words.length === 0 ? undefined : DEVICE_KINDS[words[0] as keyof typeof DEVICE_KINDS];
  const query = { os: Deno.build.os, ffmpegPath };
  const [cameras, sound] = await Promise.all([
    only === undefined || only === "camera" ? listCaptureDevices(query) : [],
    only === "camera" ? [] : listSoundDevices(query, systemClock),
  ]);
  const devices: readonly Device[] = [...cameras.map((camera) => ({ ...camera, kind: "camera" as const })), ...sound];
  if (json) {
    const listed = devices.filter(({ kind }) => only === undefined || kind === only);
    print(jsonLine(listed.map(({ kind, index, name }) => ({ kind, index, name }))));
    return EXIT_CODE.ok;
  }
  for (const kind of only ? [only] : Object.values(DEVICE_KINDS)) {
    const ofKind = devices.filter((device) => device.kind === kind);
    for (const { index, name } of ofKind) print(`${only ? "" : `${kind}\t`}${index}\t${visibleText(name)}`);
    if (ofKind.length === 0) printError(`vchat: ${NONE[kind]}`);
  }
  return EXIT_CODE.ok;
}
