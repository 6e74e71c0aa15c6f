/** Size and place of a window, in the system's own (density-independent) pixels. */
export interface WindowBounds {
  readonly width: number;
  readonly height: number;
  /** Of its upper left corner. Absent where a page does not learn it: in the native window. */
  readonly x?: number;
  readonly y?: number;
}

/** A camera's picture in 16:9 nearly fills it. */
export const FIRST_BOUNDS: WindowBounds = { width: 1120, height: 700 };

/** A smaller window cannot be used, and a larger one is a mistake. */
const MIN_WIDTH = 320, MIN_HEIGHT = 240, MAX_SIDE = 8192;
/** X11 has coordinates of 16 bits. */
const MAX_PLACE = 32_767;

/** In whole numbers, within the limits. Undefined if it is no size of a window. A place that is none is left out. */
export function parseWindowBounds(value: unknown): WindowBounds | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { width, height, x, y } = value as Record<string, unknown>;
  if (!isWithin(width, 1, Number.MAX_VALUE) || !isWithin(height, 1, Number.MAX_VALUE)) return undefined;
  const isPlace = isWithin(x, -MAX_PLACE, MAX_PLACE) && isWithin(y, -MAX_PLACE, MAX_PLACE);
  return {
    width: Math.round(Math.min(MAX_SIDE, Math.max(MIN_WIDTH, width))),
    height: Math.round(Math.min(MAX_SIDE, Math.max(MIN_HEIGHT, height))),
    ...(isPlace ? { x: Math.round(x), y: Math.round(y) } : {}),
  };
}

/**
 * The bounds with which to open the window again. What a page sees of its window may be smaller than what a window is opened
 * with, by a title bar: only the difference between two reports is taken. So a window does not shrink from call to call.
 */
export class KeptBounds {
  #bounds: WindowBounds;
  #last: WindowBounds | undefined;

  constructor(kept: WindowBounds = FIRST_BOUNDS) {
    this.#bounds = kept;
  }

  get bounds(): WindowBounds {
    return this.#bounds;
  }

  /** A page has connected: its window was opened with these bounds, or had them when it was reloaded. */
  pageCame(): void {
    this.#last = undefined;
  }

  /** The page says how it sees its window. Returns whether the bounds are others. */
  reported(seen: WindowBounds): boolean {
    const { width, height, x, y } = this.#bounds;
    const last = this.#last ?? seen;
    const place = seen.x === undefined ? { x, y } : { x: seen.x, y: seen.y };
    this.#last = seen;
    const now = parseWindowBounds({
      width: width + seen.width - last.width,
      height: height + seen.height - last.height,
      ...place,
    });
    if (now === undefined) return false;
    this.#bounds = now;
    return now.width !== width || now.height !== height || now.x !== x || now.y !== y;
  }
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}
