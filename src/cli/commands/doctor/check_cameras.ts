import type { Codec } from "../../../port/encoded_frame.ts";
import { type Finding, ok, warn } from "./check.ts";

export interface CameraDevice {
  readonly index: number;
  readonly name: string;
}

/** The size of a camera's first picture, or why there is none. */
export type FirstPicture =
  | { readonly width: number; readonly height: number }
  | { readonly problem: string; readonly hint?: string };

export interface CameraProbe {
  list(): Promise<readonly CameraDevice[]>;
  /** How a call may encode its pictures, the usual way first. */
  codecs(): Promise<readonly Codec[]>;
  /** Opens the camera for this codec, waits for its first picture, and closes it. */
  firstPicture(device: CameraDevice, codec: Codec): Promise<FirstPicture>;
}

/**
 * Is there a camera, and does each one give a picture? They are tried in turn: two cameras on one USB hub may not work
 * together.
 */
export async function checkCameras(probe: CameraProbe): Promise<Finding[]> {
  let devices: readonly CameraDevice[];
  try {
    devices = await probe.list();
  } catch (error) {
    return [warn("camera", `the cameras cannot be listed: ${(error as Error).message}`)];
  }
  if (devices.length === 0) {
    return [warn("camera", "none found", "plug one in, or show something else: --camera test, screen, or a file")];
  }
  const codecs = await probe.codecs();
  const findings: Finding[] = [];
  for (const device of devices) findings.push(await checkCamera(device, codecs, probe));
  return findings;
}

async function checkCamera(
  device: CameraDevice,
  codecs: readonly Codec[],
  { firstPicture }: CameraProbe,
): Promise<Finding> {
  const what = `camera ${device.index}`;
  const works: string[] = [], problems: string[] = [], hints: string[] = [];
  for (const codec of codecs) {
    const picture = await firstPicture(device, codec);
    const name = codec.toUpperCase();
    if (!("problem" in picture)) works.push(`${picture.width}x${picture.height} as ${name}`);
    else {
      problems.push(`as ${name} ${picture.problem}`);
      if (picture.hint !== undefined && !hints.includes(picture.hint)) hints.push(picture.hint);
    }
  }
  const detail = `${device.name}: ${[...works, ...problems].join(", ")}`;
  return problems.length === 0 ? ok(what, detail) : warn(what, detail, ...hints);
}
