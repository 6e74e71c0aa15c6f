import { listCaptureDevices } from "../../../io/capture/devices/capture_devices.ts";
import { openCaptureDevice } from "../../../io/capture/open_capture_device.ts";
import { systemClock } from "../../../io/clock/system_clock.ts";
import type { Options } from "../../options/parse_args.ts";
import type { CameraDevice, CameraProbe } from "./check_cameras.ts";
import { firstPicture } from "./first_picture.ts";

/** A camera without a first picture after this long is broken, or in use by another program. */
const FIRST_PICTURE_MS = 8000;

/** The cameras of this machine, through ffmpeg. */
export function systemCameras({ ffmpeg, width = 640, fps, quality }: Options): CameraProbe {
  const os = Deno.build.os;
  return {
    list: () => listCaptureDevices({ os, ffmpegPath: ffmpeg }),
    firstPicture: async ({ index }: CameraDevice) =>
      await firstPicture(
        await openCaptureDevice({ camera: String(index), width, fps, quality, ffmpegPath: ffmpeg, os }, systemClock),
        FIRST_PICTURE_MS,
      ),
  };
}
