import { assertEquals } from "@std/assert";
import { StreamTiming } from "../../../../src/io/sound/pulse/stream_timing.ts";

const EPOCH_MS = 1_700_000_000_000;

Deno.test("a loudspeaker: what is written next is heard after what is written and what the device holds", () => {
  const timing = new StreamTiming("speaker");
  const info = { epochMs: EPOCH_MS, sinkMs: 5, sourceMs: 0, written: 4800 + 480, read: 4800 };
  // The server looked 3 ms ago: 5 + 10 ms from then on.
  assertEquals(timing.nextMs(info, 1003, EPOCH_MS + 3), 1000 + 15);
  // Later on, with the same answer of the server and a frame more.
  assertEquals(timing.nextMs({ ...info, written: info.written + 480 }, 1011, EPOCH_MS + 11), 1000 + 25);
});

Deno.test("a microphone: what is read next was captured before what the device and the server hold", () => {
  const timing = new StreamTiming("microphone");
  const info = { epochMs: EPOCH_MS, sinkMs: 0, sourceMs: 4, written: 9600, read: 9600 - 480 };
  assertEquals(timing.nextMs(info, 1003, EPOCH_MS + 3), 1000 - 4 - 10);
  assertEquals(timing.nextMs({ ...info, read: 9600 }, 1012, EPOCH_MS + 12), 1000 - 4);
});

Deno.test("the monitor of a loudspeaker: captured when it is heard", () => {
  const timing = new StreamTiming("microphone");
  const info = { epochMs: EPOCH_MS, sinkMs: 7, sourceMs: 0, written: 480, read: 480 };
  assertEquals(timing.nextMs(info, 1000, EPOCH_MS), 1007);
});

Deno.test("a server whose clock differs is taken to have looked just now", () => {
  for (const aheadMs of [-3_600_000, 5, 3_600_000]) {
    const timing = new StreamTiming("speaker");
    const info = { epochMs: EPOCH_MS + aheadMs, sinkMs: 5, sourceMs: 0, written: 480, read: 0 };
    assertEquals(timing.nextMs(info, 1000, EPOCH_MS), 1015);
  }
});
