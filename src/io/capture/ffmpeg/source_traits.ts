import type { HdrTransfer } from "./tone_mapping.ts";

/** What ffmpeg's description of a source says of its pictures. */
export interface SourceTraits {
  /** Each picture is two, of every other row, taken one after the other. */
  readonly isInterlaced: boolean;
  /** Of a source that is brighter than a usual screen shows. */
  readonly hdrTransfer: HdrTransfer | undefined;
}

const VIDEO_STREAM = /^ *Stream #0:\d+.*: Video: .*$/m;

/** Of the first video stream that ffmpeg describes in `said`. */
export function sourceTraits(said: string): SourceTraits {
  const described = VIDEO_STREAM.exec(said)?.[0] ?? "";
  return {
    isInterlaced: /\b(?:top|bottom) (?:coded )?first\b/.test(described),
    hdrTransfer: /\/smpte2084\b/.test(described) ? "pq" : /\/arib-std-b67\b/.test(described) ? "hlg" : undefined,
  };
}
