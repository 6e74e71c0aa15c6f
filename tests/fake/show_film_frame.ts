import type { Display } from "../../src/port/display.ts";
import type { Codec } from "../../src/port/encoded_frame.ts";

/** Shows a frame from the camera of the only peer, as number `n`. */
export function showFilmFrame(
  display: Pick<Display, "showFrame">,
  codec: Codec,
  n: number,
  bytes: Uint8Array,
  keyframe: boolean,
): void {
  display.showFrame(1, { id: 0, kind: "camera", codec }, { n, keyframe, bytes });
}
