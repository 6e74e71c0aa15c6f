import { assertEquals } from "@std/assert";
import type { CallEventBody } from "../../src/call/call_event.ts";
import { CallMeter } from "../../src/call/call_meter.ts";
import { CallSeconds } from "../../src/call/call_seconds.ts";
import { DropCounter } from "../../src/call/drop_counter.ts";
import { ShownState } from "../../src/call/shown_state.ts";
import { VirtualClock } from "../fake/virtual_clock.ts";

Deno.test("figures come every second, with the count of unread datagrams, until stopped", async () => {
  const clock = new VirtualClock();
  const events: CallEventBody[] = [];
  const emit = (event: CallEventBody) => void events.push(event);
  const drops = new DropCounter(emit);
  const meter = new CallMeter(drops);
  let overflow = 3;
  const seconds = new CallSeconds({
    ...{ clock, emit, meter, drops, shown: new ShownState({ clock }, "client", "none") },
    receiveVideo: { takeDelaysMs: () => [20, 10, 30] },
    sound: { stats: () => undefined },
    takeOverflowCount: () => overflow,
  });
  seconds.start();
  for (let seq = 0; seq < 25; seq++) meter.count({ event: "frame_sent", seq, bytes: 100 });
  await clock.advance(1000);
  overflow = 0;
  await clock.advance(1000);
  seconds.stop();
  await clock.advance(5000);
  const lost = { event: "frame_dropped", direction: "in", reason: "kernel_overflow", count: 3 } as const;
  assertEquals(events.filter(({ event }) => event !== "stats"), [lost]);
  const stats = events.filter((event) => event.event === "stats");
  assertEquals(stats.map(({ sent_fps, sent_bytes, delay_ms }) => [sent_fps, sent_bytes, delay_ms]), [
    [25, 2500, 20],
    [0, 0, 20],
  ]);
  assertEquals(stats.map(({ drops }) => drops.in), [{ kernel_overflow: 3 }, { kernel_overflow: 3 }]);
});
