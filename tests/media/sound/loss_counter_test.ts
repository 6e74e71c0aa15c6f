import { assertEquals } from "@std/assert";
import { LossCounter } from "../../../src/media/sound/loss_counter.ts";

function countsOf(numbers: readonly number[]) {
  const counter = new LossCounter();
  for (const number of numbers) counter.add(number);
  return counter.counts;
}

const counts = (receivedPackets: number, lostPackets: number, lossRuns: number) => ({
  receivedPackets,
  lostPackets,
  lossRuns,
});

Deno.test("losses are counted in packets and in runs, also where the numbers wrap", () => {
  assertEquals(countsOf([]), counts(0, 0, 0));
  assertEquals(countsOf([1, 2, 3]), counts(3, 0, 0));
  assertEquals(countsOf([1, 3, 4, 7]), counts(4, 3, 2));
  assertEquals(countsOf([65_534, 65_535, 1]), counts(3, 1, 1));
});

Deno.test("packets that come twice or late change nothing", () => {
  assertEquals(countsOf([1, 2, 2, 4, 3]), counts(3, 1, 1));
  assertEquals(countsOf([1, 2, 65_535]), counts(2, 0, 0));
});

Deno.test("a jump too far to be a loss is a sender that started again", () => {
  assertEquals(countsOf([1, 2, 30_000, 30_001]), counts(4, 0, 0));
  assertEquals(countsOf([30_000, 30_001, 5, 6]), counts(4, 0, 0));
});

Deno.test("counts that were given out do not change afterwards", () => {
  const counter = new LossCounter();
  counter.add(1);
  const before = counter.counts;
  counter.add(3);
  assertEquals(before, counts(1, 0, 0));
});
