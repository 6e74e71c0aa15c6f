import { assertEquals } from "@std/assert";
import { FrameLedger } from "../../../scripts/bench_window/frame_ledger.ts";

Deno.test("frames with the page count from sent until drawn or dropped; superseded ones never count", () => {
  const ledger = new FrameLedger();
  for (let n = 0; n < 5; n++) ledger.offered(n, n);
  ledger.sent(0, 0);
  ledger.sent(1, 1);
  ledger.dropped(2, 2);
  assertEquals(ledger.mostInPage, 2);
  ledger.shown(0, 3);
  ledger.dropped(1, 4);
  ledger.sent(3, 5);
  ledger.sent(4, 6);
  assertEquals([ledger.mostInPage, ledger.newestShownMs], [2, 3]);
  ledger.shown(99, 7);
  assertEquals(ledger.newestShownMs, 3);
  assertEquals(ledger.between(1, 3), [
    { n: 1, offeredMs: 1, sentMs: 1, droppedMs: 4 },
    { n: 2, offeredMs: 2, droppedMs: 2 },
  ]);
});

Deno.test("a picture on the screen is the newest one with its code that was sent by then", () => {
  const ledger = new FrameLedger();
  for (let n = 0; n < 12; n++) {
    ledger.offered(n, 10 * n);
    if (n !== 9) ledger.sent(n, 10 * n + 1);
  }
  assertEquals(ledger.newestSent(200, 1, 4)?.n, 5);
  assertEquals(ledger.newestSent(50, 1, 4)?.n, 1);
  assertEquals(ledger.newestSent(5, 1, 4), undefined);
});
