import { assert, assertEquals } from "@std/assert";
import { ReceivedRate } from "../../../src/media/rate/received_rate.ts";

Deno.test("the received rate is smoothed over short reports, and its maximum is kept for a second", () => {
  const rate = new ReceivedRate();
  assertEquals([rate.kbps, rate.mostKbps], [0, 0]);
  let nowMs = 0;
  for (; nowMs < 1000; nowMs += 25) rate.add(nowMs % 50 === 0 ? 600 : 0, nowMs);
  assert(rate.kbps > 250 && rate.kbps < 350, `${rate.kbps}`);
  assert(rate.mostKbps < 620);
  for (; nowMs < 3000; nowMs += 25) rate.add(300, nowMs);
  assertEquals([rate.kbps, rate.mostKbps].map(Math.round), [300, 300]);
  for (; nowMs < 3900; nowMs += 100) rate.add(0, nowMs);
  assert(rate.kbps < 10 && rate.mostKbps > 180, `${rate.kbps} ${rate.mostKbps}`);
  for (; nowMs < 5000; nowMs += 100) rate.add(0, nowMs);
  assert(rate.mostKbps < 10, `${rate.mostKbps}`);
});
