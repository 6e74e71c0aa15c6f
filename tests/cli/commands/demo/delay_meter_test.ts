import { assertEquals } from "@std/assert";
import { DelayMeter } from "../../../../src/cli/commands/demo/delay_meter.ts";

Deno.test("a frame that is never shown does not hide the delay of later ones", () => {
  const meter = new DelayMeter();
  for (const seq of [0, 1, 2]) {
    meter.fromSender({ t: 100 * seq, event: "frame_captured", seq, bytes: 5 });
    meter.fromSender({ t: 100 * seq + 1, event: "frame_sent", seq, bytes: 5 });
    meter.fromReceiver({ t: 100 * seq + 2, event: "frame_received", n: seq, bytes: 5, seq });
  }
  assertEquals(meter.latestMs, undefined);
  meter.fromReceiver({ t: 130, event: "frame_shown", n: 1, seq: 1 });
  assertEquals(meter.latestMs, 30);
  meter.fromReceiver({ t: 240, event: "frame_shown", n: 2, seq: 2 });
  assertEquals([meter.latestMs, meter.quantileMs(0)], [40, 30]);
});
