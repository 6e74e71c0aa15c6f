import { assert, assertEquals } from "@std/assert";
import { Liveness } from "../../../../src/wire/sealed/session/liveness.ts";

Deno.test("a link stalls after 0.4 s, goes down after 1.2 s, and the peer is given up after 30 s", () => {
  const liveness = new Liveness(1000);
  assert(!liveness.isStalled(1400) && liveness.isStalled(1401));
  assertEquals(liveness.deadlineMs, 2200);
  assertEquals(liveness.takeInterruption(2199), false);
  assertEquals([liveness.takeInterruption(2200), liveness.takeInterruption(2300)], [true, false]);
  assertEquals(liveness.deadlineMs, 31_000);
  assert(!liveness.isSilent(30_999) && liveness.isSilent(31_000));
});

Deno.test("each packet of the peer starts the time again", () => {
  const liveness = new Liveness(1000);
  liveness.heard(2000);
  assertEquals([liveness.isStalled(2400), liveness.takeInterruption(3000), liveness.isSilent(31_500)], [
    false,
    false,
    false,
  ]);
  assertEquals(liveness.deadlineMs, 3200);
});
