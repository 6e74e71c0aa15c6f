import { assert, assertEquals } from "@std/assert";
import { LossyLink } from "./lossy_link.ts";

function run(link: LossyLink<number>, count: number, gapMs: number, size: number): { n: number; atMs: number }[] {
  const out: { n: number; atMs: number }[] = [];
  for (let i = 0; i < count; i++) {
    link.send(i, size, i * gapMs);
    for (let n; (n = link.take(i * gapMs)) !== undefined;) out.push({ n, atMs: i * gapMs });
  }
  for (let nextMs; (nextMs = link.nextMs) < Infinity;) out.push({ n: link.take(nextMs)!, atMs: nextMs });
  return out;
}

Deno.test("a clean link delivers everything after its delay", () => {
  const out = run(new LossyLink({ delayMs: 25 }, 1), 100, 1000, 1200);
  assertEquals(out.length, 100);
});

Deno.test("losses have the given share, in bursts of the given mean length", () => {
  for (const burst of [1, 3]) {
    const link = new LossyLink<number>({ lossPercent: 10, burst }, 7);
    const got = new Set(run(link, 50_000, 1, 1200).map((p) => p.n));
    let bursts = 0;
    for (let i = 1; i < 50_000; i++) if (!got.has(i) && got.has(i - 1)) bursts++;
    const lost = 50_000 - got.size;
    assert(Math.abs(lost / 50_000 - 0.1) < 0.012, `lost ${lost}`);
    const expected = burst === 1 ? 1 / 0.9 : 3;
    assert(Math.abs(lost / bursts - expected) < 0.2, `mean burst ${lost / bursts}`);
  }
});

Deno.test("a slow link queues up to its limit and drops the rest", () => {
  const link = new LossyLink<number>({ rateKbps: 1000, queueMs: 100 }, 1);
  const out = run(link, 1000, 1, 1222); // 10 ms each on the wire, one every ms
  assert(link.counters.overflowed > 850);
  assert(link.counters.maxQueueMs <= 100);
  for (let i = 1; i < out.length; i++) assert(out[i].atMs - out[i - 1].atMs > 9.9);
});

Deno.test("a schedule changes the link while it runs, and the same seed gives the same link", () => {
  const make = () =>
    new LossyLink<number>({ lossPercent: 5, jitterMs: 4, dupPercent: 2, reorderPercent: 2 }, 3, [
      { atMs: 100, down: true },
      { atMs: 200, down: false },
    ]);
  const link = make();
  const out = run(link, 300, 1, 100);
  assertEquals(link.counters.blackout, 100);
  assert(!out.some((p) => p.n >= 100 && p.n < 200));
  assert(link.counters.duplicated > 0 && link.counters.reordered > 0);
  assertEquals(out, run(make(), 300, 1, 100));
});
