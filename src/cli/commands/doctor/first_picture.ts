import { readJpegHeader } from "../../../media/picture/jpeg_header.ts";
import type { CaptureDevice } from "../../../port/capture_device.ts";
import type { FirstPicture } from "./check_cameras.ts";

/** Starts a camera, waits for its first picture or for a failure, and stops it. */
export async function firstPicture(camera: CaptureDevice, limitMs: number): Promise<FirstPicture> {
  const { promise, resolve } = Promise.withResolvers<FirstPicture>();
  const timer = setTimeout(() => resolve({ problem: `no picture within ${limitMs / 1000} seconds` }), limitMs);
  camera.start(
    ({ bytes }) => {
      const header = readJpegHeader(bytes);
      if (typeof header === "object") resolve({ width: header.width, height: header.height });
    },
    ({ state, message = "no picture", hint }) => {
      if (state === "failed") resolve({ problem: message, hint });
    },
  );
  const picture = await promise;
  clearTimeout(timer);
  await camera.stop();
  return picture;
}
