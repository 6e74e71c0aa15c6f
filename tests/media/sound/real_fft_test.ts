import { assert } from "@std/assert";
import { RealFft } from "../../../src/media/sound/real_fft.ts";

Deno.test("the spectrum is that of the definition, and leads back to the samples", () => {
  for (const size of [4, 16, 1024]) {
    const fft = new RealFft(size);
    const samples = Float64Array.from({ length: size }, (_, n) => Math.sin(n * n) + n / size);
    const re = new Float64Array(size / 2 + 1), im = new Float64Array(size / 2 + 1), back = new Float64Array(size);
    fft.forward(samples, re, im);
    for (let k = 0; k <= size / 2; k++) {
      let sumRe = 0, sumIm = 0;
      for (let n = 0; n < size; n++) {
        sumRe += samples[n] * Math.cos(2 * Math.PI * k * n / size);
        sumIm -= samples[n] * Math.sin(2 * Math.PI * k * n / size);
      }
      assert(Math.hypot(sumRe - re[k], sumIm - im[k]) < 1e-8, `${size}: bin ${k}`);
    }
    fft.inverse(re, im, back);
    for (let n = 0; n < size; n++) assert(Math.abs(back[n] - samples[n]) < 1e-10, `${size}: sample ${n}`);
  }
});
