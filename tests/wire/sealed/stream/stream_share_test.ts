import { assert, assertEquals } from "@std/assert";
import { StreamShare } from "../../../../src/wire/sealed/stream/stream_share.ts";

const CAPACITY_KBPS = 8000;
const TEXT = { id: 3, priority: 1, maxBacklogBytes: 1_000_000 };
const FILE = { id: 5, priority: -1, maxBacklogBytes: 1_000_000 };

function share({ startedMs, linkFreeMs }: { startedMs: number; linkFreeMs: number }) {
  const sent: number[] = [];
  const media = {
    startedMs,
    linkFreeMs,
    capacityKbps: CAPACITY_KBPS,
    onStreamsSent: (bytes: number) => sent.push(bytes),
  };
  return { share: new StreamShare(media), sent };
}

Deno.test("a second after the last picture, streams may use the whole link", () => {
  const { share: link, sent } = share({ startedMs: 0, linkFreeMs: 5000 });
  assertEquals(link.budgetBytes(TEXT, 50_000, 999), 0);
  assertEquals(link.budgetBytes(TEXT, 50_000, 1000), Infinity);
  assertEquals(link.freeMs(TEXT, 50_000), 1000);
  link.onSent(1100, 1000);
  assertEquals(sent, []);
});

Deno.test("a stream waits for the end of a picture, unless its priority is higher and its backlog short", () => {
  const { share: link } = share({ startedMs: 100, linkFreeMs: 130 });
  assertEquals(link.budgetBytes(TEXT, 1101, 120), 0);
  assertEquals(link.freeMs(TEXT, 1101), 130);
  assertEquals(link.budgetBytes(TEXT, 1101, 130), 4400);
  assertEquals(link.budgetBytes(TEXT, 1100, 120), 4400);
  assertEquals(link.budgetBytes(FILE, 1100, 120), 0);
  assertEquals(link.budgetBytes(FILE, 1100, 130), 4400);
});

Deno.test("all streams together use a quarter of the link, and report how much they sent", () => {
  const { share: link, sent } = share({ startedMs: 100, linkFreeMs: 0 });
  for (let nowMs = 100, turn = 0; nowMs < 1100; nowMs++, turn++) {
    const stream = turn % 2 === 0 ? TEXT : FILE;
    if (link.budgetBytes(stream, 50_000, nowMs) === 0) continue;
    for (let i = 0; i < 4; i++) link.onSent(1100, nowMs);
  }
  const kbps = sent.reduce((sum, bytes) => sum + bytes, 0) * 8 / 1000;
  assert(kbps > CAPACITY_KBPS * 0.24 && kbps < CAPACITY_KBPS * 0.26, `${kbps} kbit/s`);
});
