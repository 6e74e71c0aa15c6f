import { type Finding, ok, warn } from "./check.ts";

export interface FfmpegProbe {
  /** `--ffmpeg`, if given. */
  readonly wanted?: string;
  /** The ffmpeg that a call would use; `undefined` if none runs. */
  find(): Promise<{ readonly path: string; readonly version: string } | undefined>;
  /** How to install one on this system. */
  readonly howToGet: string;
}

/** Is there an ffmpeg, and does it run? Without one, a call works with a test picture. */
export async function checkFfmpeg({ wanted, find, howToGet }: FfmpegProbe): Promise<Finding[]> {
  const found = await find();
  if (found) return [ok("ffmpeg", `${found.version} (${found.path})`)];
  const meanwhile = "until then a test picture is sent instead of the camera's";
  if (wanted === undefined) return [warn("ffmpeg", "not found on the PATH", howToGet, meanwhile)];
  return [
    warn("ffmpeg", `${wanted} is not a working ffmpeg`, "give --ffmpeg the path of the program itself", meanwhile),
  ];
}
