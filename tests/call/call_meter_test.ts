import { assertEquals } from "@std/assert";
import { CallMeter } from "../../src/call/call_meter.ts";
import { DropCounter } from "../../src/call/drop_counter.ts";

Deno.test("the figures of a second are rates, bytes and the median delay; the next second starts from zero", () => {
  const meter = new CallMeter(new DropCounter(() => {}));
  meter.takeSecond(1000);
  for (let n = 0; n < 30; n++) meter.count({ event: "frame_received", n, bytes: 100 });
  for (let seq = 0; seq < 15; seq++) meter.count({ event: "frame_sent", seq, bytes: 10 });
  const stats = meter.takeSecond(2500, [40, 10, 90]);
  assertEquals([stats.received_fps, stats.sent_fps, stats.received_bytes, stats.sent_bytes], [20, 10, 3000, 150]);
  assertEquals(stats.delay_ms, 40);
  const next = meter.takeSecond(3500);
  assertEquals([next.received_fps, next.received_bytes, next.delay_ms], [0, 0, undefined]);
});
