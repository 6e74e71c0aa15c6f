import { assertEquals } from "@std/assert";
import type { CallEventBody } from "../../../src/call/call_event.ts";
import { UnsettledLines } from "../../../src/cli/console/unsettled_lines.ts";
import { settled } from "../../fake/virtual_clock.ts";

const connected = (sealed: boolean): CallEventBody => ({
  event: "connected",
  peer: { address: { hostname: "192.0.2.7", port: 5000 }, name: "Ann", sealed },
});

/** Undelivered lines up to the limit. `waits`: whether there is still no room. */
async function full(sealed: boolean) {
  const lines = new UnsettledLines();
  const on = async (event: CallEventBody) => {
    lines.on({ t: 0, ...event });
    await settled();
  };
  await on(connected(sealed));
  for (let lineId = 1; lineId <= 64; lineId++) lines.handOver("x", () => ({ lineId }));
  let waiting = true;
  lines.room().then(() => waiting = false);
  await settled();
  return { on, waits: () => waiting, lines };
}

Deno.test("there is room at first, up to a number of lines and characters", async () => {
  const lines = new UnsettledLines();
  await lines.room();
  lines.handOver("x".repeat(200_000), () => ({ lineId: 1 }));
  let waiting = true;
  lines.room().then(() => waiting = false);
  await settled();
  assertEquals(waiting, true);
});

Deno.test("on the plain wire a line that was sent makes room", async () => {
  const { on, waits } = await full(false);
  assertEquals(waits(), true);
  await on({ event: "text_sent", id: 1, text: "x" });
  assertEquals(waits(), false);
});

Deno.test("on the sealed wire only a delivered line makes room", async () => {
  const { on, waits } = await full(true);
  await on({ event: "text_sent", id: 1, text: "x" });
  assertEquals(waits(), true);
  await on({ event: "text_delivered", id: 1 });
  assertEquals(waits(), false);
});

Deno.test("a lost line makes room, and so do the end of the call and a line not for the peer", async () => {
  const lost = await full(true);
  await lost.on({ event: "text_lost", id: 1, text: "x", reason: "too_long" });
  assertEquals(lost.waits(), false);
  const ended = await full(true);
  await ended.on({ event: "ended", reason: "peer_left", final: false });
  assertEquals(ended.waits(), false);
});

Deno.test("a line that is settled while it is passed on, or is not for the peer, takes no room", async () => {
  const lines = new UnsettledLines();
  const long = "x".repeat(200_000);
  lines.handOver(long, () => ({}));
  lines.handOver(long, () => ({ problem: "three words" }));
  lines.handOver(long, () => {
    lines.on({ t: 0, event: "text_lost", id: 1, text: long, reason: "too_long" });
    return { lineId: 1 };
  });
  lines.handOver(long, () => {
    lines.on({ t: 0, event: "ended", reason: "peer_left", final: true });
    return { lineId: 2 };
  });
  await lines.room();
});
