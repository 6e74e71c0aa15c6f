/**
 * The discrete Fourier transform of `size` real numbers (a power of two, 4 or more), and back. A spectrum is two arrays of
 * `size / 2 + 1`: the real and the imaginary parts of the frequencies 0 to half the rate. It allocates nothing per call.
 */
export class RealFft {
  private readonly half: number;
  private readonly cos: Float64Array;
  private readonly sin: Float64Array;
  private readonly reversed: Uint16Array;
  private readonly re: Float64Array;
  private readonly im: Float64Array;

  constructor(private readonly size: number) {
    const half = this.half = size / 2;
    this.cos = Float64Array.from({ length: half }, (_, n) => Math.cos(2 * Math.PI * n / size));
    this.sin = Float64Array.from({ length: half }, (_, n) => Math.sin(2 * Math.PI * n / size));
    const bits = Math.log2(half);
    this.reversed = Uint16Array.from({ length: half }, (_, n) => {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) reversed |= (n >> bit & 1) << (bits - 1 - bit);
      return reversed;
    });
    this.re = new Float64Array(half);
    this.im = new Float64Array(half);
  }

  /** `samples` has `size` of them. */
  forward(samples: Float64Array, outRe: Float64Array, outIm: Float64Array): void {
    const { half, re, im, reversed, cos, sin } = this;
    // Even samples as real parts, odd ones as imaginary parts: half the work.
    for (let n = 0; n < half; n++) {
      re[reversed[n]] = samples[2 * n];
      im[reversed[n]] = samples[2 * n + 1];
    }
    this.transform();
    outRe[0] = re[0] + im[0];
    outRe[half] = re[0] - im[0];
    outIm[0] = outIm[half] = 0;
    for (let k = 1; k < half; k++) {
      const mirror = half - k;
      const evenRe = (re[k] + re[mirror]) / 2, evenIm = (im[k] - im[mirror]) / 2;
      const oddRe = (im[k] + im[mirror]) / 2, oddIm = (re[mirror] - re[k]) / 2;
      outRe[k] = evenRe + oddRe * cos[k] + oddIm * sin[k];
      outIm[k] = evenIm + oddIm * cos[k] - oddRe * sin[k];
    }
  }

  /** The reverse of {@linkcode forward}, into `samples`. */
  inverse(inRe: Float64Array, inIm: Float64Array, samples: Float64Array): void {
    const { half, re, im, reversed, cos, sin } = this;
    for (let k = 0; k < half; k++) {
      const mirror = half - k;
      const evenRe = (inRe[k] + inRe[mirror]) / 2, evenIm = (inIm[k] - inIm[mirror]) / 2;
      const differenceRe = (inRe[k] - inRe[mirror]) / 2, differenceIm = (inIm[k] + inIm[mirror]) / 2;
      const oddRe = differenceRe * cos[k] - differenceIm * sin[k];
      const oddIm = differenceRe * sin[k] + differenceIm * cos[k];
      // The conjugate, so that the forward transform goes back.
      re[reversed[k]] = evenRe - oddIm;
      im[reversed[k]] = -(evenIm + oddRe);
    }
    this.transform();
    for (let n = 0; n < half; n++) {
      samples[2 * n] = re[n] / half;
      samples[2 * n + 1] = -im[n] / half;
    }
  }

  /** A complex transform of `size / 2` numbers in place, whose input is in bit-reversed order. */
  private transform(): void {
    const { half, re, im, cos, sin, size } = this;
    for (let width = 2; width <= half; width *= 2) {
      const stride = size / width, middle = width / 2;
      for (let start = 0; start < half; start += width) {
        for (let n = 0, angle = 0; n < middle; n++, angle += stride) {
          const a = start + n, b = a + middle, c = cos[angle], s = sin[angle];
          const bRe = re[b] * c + im[b] * s, bIm = im[b] * c - re[b] * s;
          re[b] = re[a] - bRe;
          im[b] = im[a] - bIm;
          re[a] += bRe;
          im[a] += bIm;
        }
      }
    }
  }
}
