/** A size, and a rate, that a camera has. */
export interface CameraMode {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Pictures a second, as the camera's list puts it: "30.000030". ffmpeg compares to a hundredth. */
  readonly rate: string;
}

/** The sizes that cameras have, from small to large: the first that is wide enough costs the least to scale. */
const CAMERA_SIZES = [
  { width: 640, height: 480 },
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
] as const;

/** The size that a camera is asked for, for a picture of this width in pixels. */
export function cameraSize(width: number): { readonly width: number; readonly height: number } {
  return CAMERA_SIZES.find((size) => size.width >= width) ?? CAMERA_SIZES[2];
}

/** A rate this much lower than asked is the same: 29.97 is 30. */
const SAME_RATE = 0.98;

const LISTED_MODE = /\b(\d+)x(\d+)@\[\s*(\d+(?:\.\d+)?)\s+(\d+(?:\.\d+)?)\s*\]\s*fps/gi;

/**
 * The modes that ffmpeg prints if an AVFoundation camera has no such size or rate: `1280x720@[1.000000 30.000000]fps`.
 * It takes the highest rate of each, and no other in between.
 */
export function listedModes(said: string): CameraMode[] {
  return [...said.matchAll(LISTED_MODE)].map(([, width, height, , rate]) => ({
    width: Number(width),
    height: Number(height),
    rate,
  }));
}

/**
 * The mode that costs least of those that have the wanted size and rate; pictures that are too many are dropped later. Where
 * there is none, the width is kept before the rate: it was asked for by name, and a camera's list says what it supports.
 */
export function fittingMode(modes: readonly CameraMode[], width: number, fps: number): CameraMode | undefined {
  const asked = cameraSize(width);
  const isFast = (mode: CameraMode) => Number(mode.rate) >= fps * SAME_RATE;
  const widest = Math.max(0, ...modes.map((mode) => mode.width));
  const enough = Math.min(asked.width, widest);
  const pixels = (mode: CameraMode) =>
    mode.width === asked.width && mode.height === asked.height ? 0 : mode.width * mode.height;
  return modes.filter((mode) => mode.width >= enough && Number(mode.rate) > 0).toSorted((a, b) => {
    if (isFast(a) !== isFast(b)) return isFast(a) ? -1 : 1;
    // Of those that are fast enough the smallest, and the least to drop; of the others the fastest.
    const byRate = Number(a.rate) - Number(b.rate);
    return isFast(a) ? pixels(a) - pixels(b) || byRate : -byRate || pixels(a) - pixels(b);
  })[0];
}

const RATE_CHANGED = /driver changed the time per frame from (\d+)\/(\d+) to (\d+)\/(\d+)/i;
const SIZE_CHANGED = /driver changed the video from (\d+)x(\d+) to (\d+)x(\d+)/i;

/** Whether a Video4Linux camera gives fewer or smaller pictures than it was asked for, as its driver says. */
export function givesLess(said: string): boolean {
  const rate = RATE_CHANGED.exec(said)?.slice(1).map(Number);
  if (rate && rate[1] / rate[0] * SAME_RATE > rate[3] / rate[2]) return true;
  const size = SIZE_CHANGED.exec(said)?.slice(1).map(Number);
  return size !== undefined && size[2] * size[3] < size[0] * size[1];
}
