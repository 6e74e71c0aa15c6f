import { listCaptureDevices } from "../../../io/capture/devices/capture_devices.ts";
import { openCaptureDevice } from "../../../io/capture/open_capture_device.ts";
import { systemClock } from "../../../io/clock/system_clock.ts";
import { availableEncoders } from "../../../io/encode/available_encoders.ts";
import type { Codec } from "../../../port/encoded_frame.ts";
import type { Options } from "../../options/parse_args.ts";
import { cameraOpener } from "../open_camera.ts";
import type { CameraDevice, CameraProbe } from "./check_cameras.ts";
import { firstPicture } from "./first_picture.ts";

/** A camera without a first picture after this long is broken, or in use by another program. */
const FIRST_PICTURE_MS = 8000;

/** The cameras of this machine, through ffmpeg: as a call opens them, for a codec of ffmpeg's, and for JPEG. */
export function systemCameras(options: Options): CameraProbe {
  const { ffmpeg, width = 640, fps, quality, wire, codec } = options;
  const os = Deno.build.os;
  const open = async ({ index }: CameraDevice, as: Codec) => {
    const camera = String(index);
    if (as !== "jpeg") return await cameraOpener({ ...options, codec: as })(camera);
    return await openCaptureDevice({ camera, width, fps, quality, ffmpegPath: ffmpeg, os }, systemClock);
  };
  return {
    list: () => listCaptureDevices({ os, ffmpegPath: ffmpeg }),
    async codecs() {
      if (wire === "plain" || codec === "jpeg") return ["jpeg"];
      const usual = (await availableEncoders(ffmpeg)).find((one) => codec === "auto" || codec === one);
      return usual === undefined ? ["jpeg"] : [usual, "jpeg"];
    },
    firstPicture: async (device, as) => await firstPicture(await open(device, as), FIRST_PICTURE_MS),
  };
}
