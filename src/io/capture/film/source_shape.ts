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

export interface PictureSize {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * Pixels within 1 % of square are square: such ratios result from rounding. A little more, because 99/100 is 0.01 and a bit away.
 */
const SQUARE_WITHIN = 0.010_001;
/** ffmpeg reports the shape of one picture in this many, and of the first after it has set up its filters again. */
const TOLD_EVERY_PICTURES = 10;

const PIXEL_ASPECT = `if(lte(abs(sar-1)\\,${SQUARE_WITHIN})\\,1\\,sar)`;

/** For ffmpeg's `scale`: the size that {@linkcode sizeOf} gives, whatever the source turns out to be. */
function sizeExpression(wantedWidth: number, mayGrow: boolean): string {
  const most = Math.min(wantedWidth, MAX_SIDE_PIXELS);
  const wide = mayGrow ? most : `min(${most}\\,trunc(iw*${PIXEL_ASPECT}))`;
  // The order of imutils.resize, so that heights agree to the last row: int(height * (width / width of the source)).
  const height = `ih*(${wide}/(iw*${PIXEL_ASPECT}))`;
  const fits = `lt(${height}\\,${MAX_SIDE_PIXELS + 1})`;
  const narrowed = `max(1\\,trunc(iw*${PIXEL_ASPECT}*(${MAX_SIDE_PIXELS}/ih)))`;
  return `w=if(${fits}\\,${wide}\\,${narrowed}):h=clip(trunc(${height})\\,1\\,${MAX_SIDE_PIXELS})`;
}

/** The size of the picture that is made: as wide as wanted, of square pixels, and no side longer than the other end takes. */
export function sizeOf({ width, height, pixelAspect }: SourceShape, wantedWidth: number): PictureSize {
  const wide = Math.min(wantedWidth, MAX_SIDE_PIXELS);
  const shownWidth = width * (Math.abs(pixelAspect - 1) <= SQUARE_WITHIN ? 1 : pixelAspect);
  const high = Math.trunc(height * (wide / shownWidth));
  if (high <= MAX_SIDE_PIXELS) return { width: wide, height: Math.max(1, high) };
  return { width: Math.max(1, Math.trunc(shownWidth * (MAX_SIDE_PIXELS / height))), height: MAX_SIDE_PIXELS };
}

/** A separate branch, which reports the shape of a picture from time to time and costs almost nothing. */
const TELL_SHAPE = `[shape]select=not(mod(n\\,${TOLD_EVERY_PICTURES})),showinfo@shape,nullsink`;

/** ffmpeg's simple filters, from a picture to one of the wanted width that `rest` takes. */
export function scaleFilters(wantedWidth: number, rest: string, tellsShape: boolean, mayGrow = true): string {
  const scale = `scale=${sizeExpression(wantedWidth, mayGrow)}:flags=area,setsar=1,${rest}`;
  return tellsShape ? `split[shape][picture];${TELL_SHAPE};[picture]${scale}` : scale;
}

/**
 * The same for a source that changes its shape. An encoder keeps its first size, and squeezes what arrives in
 * another: so each shape has an output of its own, [0], [1] and so on, of which all but one are idle.
 */
export function scaleFiltersByShape(shapes: readonly SourceShape[], wantedWidth: number, rest: string): string {
  const outputs = shapes.map((shape, n) => {
    const { width, height } = sizeOf(shape, wantedWidth);
    // Only "enable" knows a picture's size, and only "metadata" can do without a picture.
    const only = `metadata=add:key=shape:value=${n}:enable=eq(w\\,${shape.width})*eq(h\\,${shape.height}),` +
      `metadata=select:key=shape:value=${n}`;
    return `[picture${n}]${only},scale=w=${width}:h=${height}:flags=area,setsar=1,${rest}[${n}]`;
  });
  const branches = shapes.map((_, n) => `[picture${n}]`).join("");
  return [`[0:v:0]split=${shapes.length + 1}[shape]${branches}`, TELL_SHAPE, ...outputs].join(";");
}

/** What the branch makes ffmpeg say. */
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
