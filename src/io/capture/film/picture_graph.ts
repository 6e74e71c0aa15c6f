import { type PictureFormat, sizeExpression, sizeOf, type SourceShape } from "./source_shape.ts";

/** What ffmpeg's filters are to make of a source's pictures. */
export interface PictureGraphTask {
  /** In pixels. */
  readonly wantedWidth: number;
  readonly format: PictureFormat;
  /** The shapes that pictures of the source have had, if it changes them. */
  readonly shapes: readonly SourceShape[];
  /** `unknown`: whether pictures are interlaced shows only when they come. */
  readonly interlaced: boolean | "unknown";
  /** ffmpeg's name of the matrix of luma and chroma that `rest` takes; without it, any. */
  readonly matrix?: string;
  /** Filters that take a picture of the final size. */
  readonly rest: string;
  /** Whether ffmpeg reports the shapes of pictures, and has the filters that distinguish pictures. */
  readonly tellsShape: boolean;
}

export interface PictureGraph {
  /** For `-vf`, or, if there are several outputs, for `-filter_complex`. */
  readonly filters: string;
  /** Each picture comes out of one of them: of [0], [1] and so on. All but one are idle. */
  readonly outputs: number;
}

/** ffmpeg reports the shape of one picture in this many, and of the first after it has set up its filters again. */
const TOLD_EVERY_PICTURES = 10;
/** A separate branch, which reports the shape of a picture from time to time and costs almost nothing. */
const TELL_SHAPE = `[shape]select=not(mod(n\\,${TOLD_EVERY_PICTURES})),showinfo@shape,nullsink`;

/** It keeps each picture back until the next has come, so it is only for sources that need it. */
const DEINTERLACE = "yadif=deint=interlaced,";
/** Whether this picture, or one before it, is interlaced: what is kept back must not come after a newer picture. */
const WAS_INTERLACED = "st(0\\,max(ld(0)\\,not(eq(interlace_type\\,PROGRESSIVE))))";
const INTERLACED_OR_NOT = [`select=not(${WAS_INTERLACED}),`, `select=${WAS_INTERLACED},${DEINTERLACE}`];

/** ffmpeg's filters, from a source's pictures to those of the wanted width that `rest` takes. */
export function pictureGraph(task: PictureGraphTask): PictureGraph {
  const { wantedWidth, format, shapes, interlaced, matrix, rest, tellsShape } = task;
  const toMatrix = matrix === undefined ? "" : `:out_color_matrix=${matrix}`;
  const ways = !tellsShape || interlaced !== "unknown" ? [interlaced === true ? DEINTERLACE : ""] : INTERLACED_OR_NOT;
  const sizes = tellsShape && shapes.length > 1
    ? shapes.map((shape, n) => ({ only: onlyShape(shape, n), size: fixedSize(shape, wantedWidth, format) }))
    : [{ only: "", size: sizeExpression(wantedWidth, format) }];
  const branches = sizes.flatMap(({ only, size }) =>
    ways.map((way) => `${only}${way}scale=${size}:flags=area${toMatrix},setsar=1,${rest}`)
  );
  if (branches.length === 1) {
    const [filters] = branches;
    return { filters: tellsShape ? `split[shape][picture];${TELL_SHAPE};[picture]${filters}` : filters, outputs: 1 };
  }
  const labels = branches.map((_, n) => `[picture${n}]`);
  const filters = [
    `[0:v:0]split=${branches.length + 1}[shape]${labels.join("")}`,
    TELL_SHAPE,
    ...branches.map((branch, n) => `${labels[n]}${branch}[${n}]`),
  ];
  return { filters: filters.join(";"), outputs: branches.length };
}

/** Of an encoder's pictures all have its first size, and what arrives in another is squeezed: each shape has its own. */
function onlyShape({ width, height }: SourceShape, n: number): string {
  // Only "enable" knows a picture's size, and only "metadata" can do without a picture.
  return `metadata=add:key=shape:value=${n}:enable=eq(w\\,${width})*eq(h\\,${height}),` +
    `metadata=select:key=shape:value=${n},`;
}

function fixedSize(shape: SourceShape, wantedWidth: number, format: PictureFormat): string {
  const { width, height } = sizeOf(shape, wantedWidth, format);
  return `w=${width}:h=${height}`;
}
