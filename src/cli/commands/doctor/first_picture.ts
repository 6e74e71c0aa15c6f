import { frameHeader } from "../../../media/picture/frame_header.ts";
import type { Camera } from "../../../port/capture_device.ts";
import type { FirstPicture } from "./check_cameras.ts";

/**
 * Starts a camera as if a peer were there, waits for its first frame or for a failure, and stops it. The size is that of the
 * captured picture: frames begin small.
 */
export async function firstPicture(camera: Camera, limitMs: number): Promise<FirstPicture> {
  const { promise, resolve } = Promise.withResolvers<FirstPicture>();
  const timer = setTimeout(() => resolve({ problem: `no picture within ${limitMs / 1000} seconds` }), limitMs);
  let captured: { readonly width: number; readonly height: number } | undefined;
  camera.start(
    ({ codec = "jpeg", bytes }) => {
      const header = frameHeader(codec, bytes);
      if (typeof header === "string" || header.width === undefined || header.height === undefined) return;
      resolve({ width: captured?.width ?? header.width, height: captured?.height ?? header.height });
    },
    ({ state, message = "no picture", hint }) => {
      if (state === "failed") resolve({ problem: message, hint });
    },
    undefined,
    { onPicture: ({ width, height }) => captured = { width, height } },
  );
  camera.setPeer?.(camera.codecs ?? ["jpeg"], true);
  const picture = await promise;
  clearTimeout(timer);
  await camera.stop();
  return picture;
}
