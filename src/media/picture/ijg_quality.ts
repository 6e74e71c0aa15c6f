/** Quantization tables of quality 50, in raster order: ITU-T T.81, tables K.1 and K.2. */
// deno-fmt-ignore
const LUMA_50 = [
  16, 11, 10, 16,  24,  40,  51,  61,
  12, 12, 14, 19,  26,  58,  60,  55,
  14, 13, 16, 24,  40,  57,  69,  56,
  14, 17, 22, 29,  51,  87,  80,  62,
  18, 22, 37, 56,  68, 109, 103,  77,
  24, 35, 55, 64,  81, 104, 113,  92,
  49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103,  99,
];
// deno-fmt-ignore
const CHROMA_50 = [
  17, 18, 24, 47, 99, 99, 99, 99,
  18, 21, 26, 66, 99, 99, 99, 99,
  24, 26, 56, 99, 99, 99, 99, 99,
  47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
];

/** Two tables of 64 quantizers, 1 to 255, in raster order. */
export interface QuantizationTables {
  readonly luma: readonly number[];
  readonly chroma: readonly number[];
}

/** The tables for a quality of 1 to 100, as defined by the IJG's libjpeg (`jpeg_quality_scaling`), and so by OpenCV. */
export function ijgTables(quality: number): QuantizationTables {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const scale = (base: readonly number[]) =>
    base.map((entry) => Math.min(255, Math.max(1, Math.floor((entry * percent + 50) / 100))));
  return { luma: scale(LUMA_50), chroma: scale(CHROMA_50) };
}

/** Bits per pixel of an ordinary indoor camera picture in 4:2:0, measured with libjpeg, by quality. */
const BITS_A_PIXEL: readonly (readonly [quality: number, bits: number])[] = [
  [1, 0.1],
  [10, 0.18],
  [30, 0.32],
  [50, 0.45],
  [75, 0.75],
  [80, 0.85],
  [90, 1.3],
  [95, 2],
  [100, 4],
];

/**
 * The highest quality, up to `quality`, at which an ordinary picture of this many pixels takes at most `maxBytes`. Other
 * pictures may take more, so the caller still has to check.
 */
export function qualityWithin(quality: number, pixels: number, maxBytes: number): number {
  const bits = maxBytes * 8 / pixels;
  let [lowQuality, lowBits] = BITS_A_PIXEL[0];
  for (const [highQuality, highBits] of BITS_A_PIXEL) {
    if (highBits > bits) {
      const part = highBits === lowBits ? 0 : Math.max(0, (bits - lowBits) / (highBits - lowBits));
      return Math.max(1, Math.min(quality, Math.floor(lowQuality + part * (highQuality - lowQuality))));
    }
    [lowQuality, lowBits] = [highQuality, highBits];
  }
  return quality;
}
