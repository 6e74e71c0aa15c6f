import type { CaptureFailure } from "../../../port/capture_device.ts";

/** First match wins, so what is specific stands before what is general. What is asked of the person comes last in ffmpeg's words. */
const REASONS: readonly (readonly [pattern: RegExp, reason: CaptureFailure])[] = [
  [/device or resource busy|already in use|in use by another|could not run (?:graph|filter)|ebusy/i, "busy"],
  [/permission denied|operation not permitted|not authorized|access is denied|eacces/i, "no_permission"],
  [/\b401 unauthorized|\b403 forbidden/i, "no_permission"],
  [/no such device\b|device (?:was )?(?:removed|disconnected)/i, "unplugged"],
  [
    /no such file or directory|could not find (?:video|audio)(?: only)? device|(?:video|audio) device not found|invalid (?:audio )?device index/i,
    "not_found",
  ],
  [/cannot open display|can't open display|could not enumerate video devices/i, "not_found"],
  [/connection (?:refused|timed out|reset)|failed to resolve|no route to host|\b404 not found/i, "not_found"],
  [/capture screen|failed to create av capture/i, "no_permission"],
];

/** Why ffmpeg could not read a source, by what it said; `undefined` if that is not known. */
export function failureReason(said: string): CaptureFailure | undefined {
  return REASONS.find(([pattern]) => pattern.test(said))?.[1];
}
