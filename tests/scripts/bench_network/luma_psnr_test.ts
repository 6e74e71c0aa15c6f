import { assertEquals } from "@std/assert";
import { lumaPsnr } from "../../../scripts/bench_network/luma_psnr.ts";

const rounded = (db: number) => db.toFixed(9);

Deno.test("PSNR is the peak's square to the mean square error, in dB, of the first pixels alone", () => {
  const source = new Uint8Array(100).fill(100);
  const other = source.map((level, at) => at < 50 ? level + 2 : level);
  // Half of the pixels differ by 2: a mean square error of 2.
  assertEquals(rounded(lumaPsnr(other, source, 100)), rounded(10 * Math.log10(255 * 255 / 2)));
  assertEquals(rounded(lumaPsnr(other, source, 50)), rounded(10 * Math.log10(255 * 255 / 4)));
  assertEquals(rounded(lumaPsnr(source.map(() => 255), source.map(() => 0), 100)), rounded(0));
});

Deno.test("equal pictures count as 100 dB", () => {
  assertEquals(lumaPsnr(new Uint8Array(9), new Uint8Array(9), 9), 100);
});
