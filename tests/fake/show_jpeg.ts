import type { Display } from "../../src/port/display.ts";
import type { MediaTrack } from "../../src/port/encoded_frame.ts";

const CAMERA: MediaTrack = { id: 0, kind: "camera", codec: "jpeg" };

/** Shows a picture from the camera of the only peer, as frame `n`. */
export function showJpeg(display: Pick<Display, "showFrame">, n: number, bytes: Uint8Array): void {
  display.showFrame(1, CAMERA, { n, keyframe: true, bytes });
}
