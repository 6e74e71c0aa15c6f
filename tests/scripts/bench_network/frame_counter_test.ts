import { assertEquals } from "@std/assert";
import { SeededRandom } from "../../fake/random.ts";
import { drawCounter, readCounter, rowsAboveCounter } from "../../../scripts/bench_network/frame_counter.ts";

const WIDTH = 160, HEIGHT = 90;

function noise(): Uint8Array {
  return new SeededRandom(1).bytes(WIDTH * HEIGHT);
}

Deno.test("a drawn counter is read again, and the picture above it stays", () => {
  for (const number of [0, 1, 255, 256, 700, 0xffff]) {
    const luma = noise();
    drawCounter(luma, WIDTH, HEIGHT, number);
    assertEquals(readCounter(luma, WIDTH, HEIGHT), number);
    const above = WIDTH * rowsAboveCounter(WIDTH, HEIGHT);
    assertEquals(luma.subarray(0, above), noise().subarray(0, above));
  }
});

Deno.test("the counter is that of bigstamp.py", () => {
  const luma = new Uint8Array(WIDTH * HEIGHT);
  drawCounter(luma, WIDTH, HEIGHT, 0x1234);
  const top = rowsAboveCounter(WIDTH, HEIGHT);
  const bits = Array.from({ length: 40 }, (_, bit) => {
    const level = luma[(top + (bit < 20 ? 0 : 8)) * WIDTH + bit % 20 * 8];
    assertEquals(level === 16 || level === 235, true);
    return level === 235 ? "1" : "0";
  });
  assertEquals(Number.parseInt(bits.join(""), 2).toString(16), "a512348936");
});

Deno.test("compression noise and less contrast do not change the number", () => {
  const luma = noise();
  drawCounter(luma, WIDTH, HEIGHT, 4321);
  const random = new SeededRandom(2);
  const worse = luma.map((level) => 60 + level / 4 + random.below(20));
  assertEquals(readCounter(worse, WIDTH, HEIGHT), 4321);
});

Deno.test("a picture without a counter, or with a broken one, has no number", () => {
  assertEquals(readCounter(noise(), WIDTH, HEIGHT), undefined);
  const luma = noise();
  drawCounter(luma, WIDTH, HEIGHT, 4321);
  // The upper row of another number, and the lower row of this one.
  const other = luma.slice();
  drawCounter(other, WIDTH, HEIGHT, 40_000);
  const row = rowsAboveCounter(WIDTH, HEIGHT) + 8;
  const mixed = luma.slice();
  mixed.set(other.subarray(0, row * WIDTH));
  assertEquals(readCounter(mixed, WIDTH, HEIGHT), undefined);
});
