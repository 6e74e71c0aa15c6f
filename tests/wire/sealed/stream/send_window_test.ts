import { assert, assertEquals } from "@std/assert";
import { SendWindow } from "../../../../src/wire/sealed/stream/send_window.ts";

const RTT_MS = 50;
const SEGMENT_BYTES = 1100;

/** One round trip: as much as the window allows is sent and acknowledged. */
function roundTrip(window: SendWindow, rttMs: number, nowMs: number, { full = true } = {}): void {
  const segments = Math.floor(window.bytes / SEGMENT_BYTES);
  for (let i = 0; i < segments; i++) {
    window.count(window.onSent(nowMs), false);
    window.onAcknowledged(SEGMENT_BYTES, rttMs, full, nowMs + rttMs);
  }
}

Deno.test("the window begins with ten segments, and doubles each round trip while there is no queue", () => {
  const window = new SendWindow();
  assertEquals(window.bytes, 10 * SEGMENT_BYTES);
  for (let trip = 0; trip < 4; trip++) roundTrip(window, RTT_MS, trip * RTT_MS);
  assertEquals(window.bytes, 160 * SEGMENT_BYTES);
  for (let trip = 4; trip < 20; trip++) roundTrip(window, RTT_MS, trip * RTT_MS);
  assertEquals(window.bytes, 960 * 1024);
});

Deno.test("a window that is not used does not grow", () => {
  const window = new SendWindow();
  for (let trip = 0; trip < 10; trip++) roundTrip(window, RTT_MS, trip * RTT_MS, { full: false });
  assertEquals(window.bytes, 10 * SEGMENT_BYTES);
});

Deno.test("a queue makes the window smaller, once in a round trip, and then it grows slowly", () => {
  const window = new SendWindow();
  let nowMs = 0;
  for (; nowMs < 4 * RTT_MS; nowMs += RTT_MS) roundTrip(window, RTT_MS, nowMs);
  const before = window.bytes;
  // The fastest of the latest eight counts, if it is not older than two round trips.
  nowMs += 200;
  roundTrip(window, RTT_MS + 30, nowMs);
  assertEquals(Math.round(window.bytes), Math.round(before * 0.7));
  nowMs += 200;
  roundTrip(window, RTT_MS, nowMs);
  const grown = window.bytes - before * 0.7;
  assert(grown > SEGMENT_BYTES && grown < 3 * SEGMENT_BYTES, `${grown}`);
});

Deno.test("after a second without a packet the window starts again, but the fastest round trip is remembered", () => {
  const window = new SendWindow();
  for (let trip = 0; trip < 4; trip++) roundTrip(window, RTT_MS, trip * RTT_MS);
  window.onSent(4000);
  assertEquals(window.bytes, 10 * SEGMENT_BYTES);
  window.onAcknowledged(SEGMENT_BYTES, RTT_MS + 30, true, 4080);
  assertEquals(Math.round(window.bytes), 7 * SEGMENT_BYTES);
});
