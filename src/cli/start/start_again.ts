import type { CallSettings } from "../../call/call_history.ts";
import type { Options } from "../options/parse_args.ts";

/**
 * What the start page begins with after a call: the name and the devices as the person left them. `given`: of the command line.
 * `last`: of the call; `settings`: what the person changed in it. A screen is not shared again by itself.
 */
export function startAgain(given: Options, last: Options, settings?: CallSettings): Options {
  const camera = settings?.camera ?? last.camera;
  const cameraOn = settings?.cameraOn ?? last.camera !== "none";
  const isCamera = camera !== "screen" && camera !== "none";
  return {
    ...given,
    name: last.name,
    camera: !cameraOn ? "none" : isCamera ? camera : given.camera === "none" ? undefined : given.camera,
    microphone: settings?.microphone ?? last.microphone,
    speaker: settings?.speaker ?? last.speaker,
    muted: settings?.muted ?? last.muted,
  };
}
