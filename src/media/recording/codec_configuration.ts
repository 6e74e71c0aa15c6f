import type { Codec } from "../../port/encoded_frame.ts";
import { av1Configuration } from "./av1_configuration.ts";
import { avcConfiguration } from "./avc_configuration.ts";

/** What a file says about a codec before its first frame, made from that. `undefined` if it says nothing, or if it cannot be made. */
export function codecConfiguration(codec: Codec, keyframe: Uint8Array): Uint8Array | undefined {
  if (codec === "av1") return av1Configuration(keyframe);
  return codec === "h264" ? avcConfiguration(keyframe) : undefined;
}
