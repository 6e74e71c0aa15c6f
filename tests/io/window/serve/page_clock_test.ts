import { assert, assertEquals } from "@std/assert";
import { PageClock } from "../../../../src/io/window/serve/page_clock.ts";

Deno.test("the quickest message shows how the page's clock compares", () => {
  const clock = new PageClock();
  clock.heard(100, 5107);
  assertEquals(clock.localMs(90), 5097);
  clock.heard(110, 5111); // 1 ms on the way
  clock.heard(120, 5150); // late
  assertEquals(clock.localMs(115), 5116);
});

Deno.test("a page's clock that runs differently is followed", () => {
  for (const rate of [1.00005, 0.99995]) {
    const clock = new PageClock();
    for (let ms = 0; ms <= 600_000; ms += 10) clock.heard(ms, 1000 + ms * rate);
    const lateMs = clock.localMs(600_000) - (1000 + 600_000 * rate);
    assert(Math.abs(lateMs) <= 1, String(lateMs));
  }
});
