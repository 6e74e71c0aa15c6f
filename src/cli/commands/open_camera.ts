import { systemClock } from "../../io/clock/system_clock.ts";
import type { CameraChoice, JpegCamera } from "../../port/capture_device.ts";
import type { Options } from "../options/parse_args.ts";

const DEFAULT_CAMERA = "0";

/** Opens the camera that a person has chosen in the window, or that of the options, or, if they say `none`, the first one. */
export async function openCamera(options: Options, choice = options.camera): Promise<JpegCamera> {
  const { openCaptureDevice } = await import("../../io/capture/open_capture_device.ts");
  const { width, fps, quality, ffmpeg } = options;
  const camera = choice === undefined || choice === "none" ? DEFAULT_CAMERA : choice;
  return openCaptureDevice({ camera, width, fps, quality, ffmpegPath: ffmpeg, os: Deno.build.os }, systemClock);
}

/** The cameras of this machine, to choose from. */
export async function listCameras({ ffmpeg }: Options): Promise<CameraChoice[]> {
  const { listCaptureDevices } = await import("../../io/capture/devices/capture_devices.ts");
  const devices = await listCaptureDevices({ os: Deno.build.os, ffmpegPath: ffmpeg });
  return devices.map(({ index, name }) => ({ id: String(index), name }));
}
