import { MAX_SIDE_PIXELS } from "../../../media/picture/picture_limits.ts";

/** How the pictures of a source are shaped. */
export interface SourceShape {
  /** In pixels, as the source has them. */
  readonly width: number;
  readonly height: number;
  /** How wide a pixel is, by its height: 64/45 for PAL in 16:9. */
  readonly pixelAspect: number;
}

/** The shape that a picture was seen to have. */
export interface SeenShape extends SourceShape {
  /** Its time in seconds, from where ffmpeg started. */
  readonly atS: number | undefined;
  /** ffmpeg's own words, which are different for each picture. */
  readonly line: string;
}

/** What ffmpeg makes of the pictures: as wide as wanted, or, if raw, no wider than the source, and with even sides. */
export type PictureFormat = "jpeg" | "raw";

export interface PictureSize {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Pixels within 1 % of square are square: such ratios result from rounding. A little more, because 99/100 is 0.01 and a bit away.
 */
const SQUARE_WITHIN = 0.010_001;

const PIXEL_ASPECT = `if(lte(abs(sar-1)\\,${SQUARE_WITHIN})\\,1\\,sar)`;

/** For ffmpeg's `scale`: the size that {@linkcode sizeOf} gives, still with odd sides, whatever the source turns out to be. */
export function sizeExpression(wantedWidth: number, format: PictureFormat): string {
  const most = Math.min(wantedWidth, MAX_SIDE_PIXELS);
  const wide = format === "jpeg" ? most : `min(${most}\\,trunc(iw*${PIXEL_ASPECT}))`;
  // The order of imutils.resize, so that heights agree to the last row: int(height * (width / width of the source)).
  const height = `ih*(${wide}/(iw*${PIXEL_ASPECT}))`;
  const fits = `lt(${height}\\,${MAX_SIDE_PIXELS + 1})`;
  const narrowed = `max(1\\,trunc(iw*${PIXEL_ASPECT}*(${MAX_SIDE_PIXELS}/ih)))`;
  return `w=if(${fits}\\,${wide}\\,${narrowed}):h=clip(trunc(${height})\\,1\\,${MAX_SIDE_PIXELS})`;
}

/** The size of the picture that is made: of square pixels, and no side longer than the other end takes. */
export function sizeOf(shape: SourceShape, wantedWidth: number, format: PictureFormat = "jpeg"): PictureSize {
  const { width, height } = exactSizeOf(shape, wantedWidth, format);
  return format === "jpeg" ? { width, height } : { width: even(width), height: even(height) };
}

function exactSizeOf(
  { width, height, pixelAspect }: SourceShape,
  wantedWidth: number,
  format: PictureFormat,
): PictureSize {
  const shownWidth = width * (Math.abs(pixelAspect - 1) <= SQUARE_WITHIN ? 1 : pixelAspect);
  const wide = Math.min(wantedWidth, MAX_SIDE_PIXELS, format === "jpeg" ? Infinity : Math.trunc(shownWidth));
  const high = Math.trunc(height * (wide / shownWidth));
  if (high <= MAX_SIDE_PIXELS) return { width: wide, height: Math.max(1, high) };
  return { width: Math.max(1, Math.trunc(shownWidth * (MAX_SIDE_PIXELS / height))), height: MAX_SIDE_PIXELS };
}

function even(side: number): number {
  return Math.max(2, side - side % 2);
}

/** What `showinfo@shape` makes ffmpeg say. */
export const SHAPE_LINE = /^\[showinfo@shape /;

const TOLD =
  /^\[showinfo@shape [^\]]*\] n: *\d+ pts: *\S+ pts_time: *(\S+) [^\r\n]*?\bsar:(\d+)\/(\d+) s:(\d+)x(\d+) /gm;

/** The shapes that ffmpeg has reported, in order. */
export function shapesTold(said: string): SeenShape[] {
  return [...said.matchAll(TOLD)].map(([line, time, aspectWidth, aspectHeight, width, height]) => {
    const pixelAspect = Number(aspectWidth) / Number(aspectHeight);
    const atS = Number(time);
    return {
      width: Number(width),
      height: Number(height),
      // 0/1 is "not known".
      pixelAspect: Number.isFinite(pixelAspect) && pixelAspect > 0 ? pixelAspect : 1,
      atS: Number.isFinite(atS) ? atS : undefined,
      line,
    };
  });
}
