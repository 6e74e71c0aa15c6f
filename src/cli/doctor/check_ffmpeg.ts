import { type Finding, ok, warn } from "./check.ts";

/** An ffmpeg that was found and run; otherwise why not and what to do. */
export type FoundFfmpeg =
  | { readonly path: string; readonly versionLine: string }
  | { readonly problem: string; readonly hint?: string };

/** Is there an ffmpeg, and does it run? Without one, a test picture is sent, so a call works. */
export async function checkFfmpeg(find: () => Promise<FoundFfmpeg>): Promise<Finding[]> {
  const found = await find();
  if ("problem" in found) {
    const hints = found.hint === undefined ? [] : [found.hint];
    return [warn("ffmpeg", found.problem, ...hints, "until then a test picture is sent instead of the camera's")];
  }
  const version = /^ffmpeg version (\S+)/.exec(found.versionLine)?.[1];
  if (version === undefined) {
    return [warn("ffmpeg", `${found.path} does not say what it is`, "choose another one with --ffmpeg PATH")];
  }
  return [ok("ffmpeg", `${version} at ${found.path}`)];
}
