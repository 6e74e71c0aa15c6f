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
  /** Opens the camera, waits for its first picture, and closes it. */
  firstPicture(device: CameraDevice): Promise<FirstPicture>;
}

/**
 * Is there a camera, and does each one give a picture? They are tried in turn: two cameras on one USB hub may not work
 * together.
 */
export async function checkCameras({ list, firstPicture }: CameraProbe): Promise<Finding[]> {
  let devices: readonly CameraDevice[];
  try {
    devices = await list();
  } catch (error) {
    return [warn("camera", `the cameras cannot be listed: ${(error as Error).message}`)];
  }
  if (devices.length === 0) {
    return [warn("camera", "none found", "plug one in, or show something else: --camera test, screen, or a file")];
  }
  const findings: Finding[] = [];
  for (const device of devices) findings.push(await checkCamera(device, firstPicture));
  return findings;
}

async function checkCamera(device: CameraDevice, firstPicture: CameraProbe["firstPicture"]): Promise<Finding> {
  const what = `camera ${device.index}`;
  const picture = await firstPicture(device);
  if ("problem" in picture) {
    return warn(what, `${device.name}: ${picture.problem}`, ...picture.hint === undefined ? [] : [picture.hint]);
  }
  return ok(what, `${device.name}: a picture of ${picture.width}x${picture.height}`);
}
