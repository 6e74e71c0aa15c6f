/** What ffmpeg's description of a source says of its pictures. */
export interface SourceTraits {
  /** Each picture is two, of every other row, taken one after the other. */
  readonly isInterlaced: boolean;
  /** Brighter than a usual screen shows: SMPTE ST 2084 (PQ) or ARIB STD-B67 (HLG). */
  readonly isHdr: boolean;
}

const VIDEO_STREAM = /^ *Stream #0:\d+.*: Video: .*$/m;

/** Of the first video stream that ffmpeg describes in `said`. */
export function sourceTraits(said: string): SourceTraits {
  const described = VIDEO_STREAM.exec(said)?.[0] ?? "";
  return {
    isInterlaced: /\b(?:top|bottom) (?:coded )?first\b/.test(described),
    isHdr: /\/(?:smpte2084|arib-std-b67)\b/.test(described),
  };
}
