/** The networks that the wire is designed for, in virtual time. Shorter than the benchmark, with the same limits. */
import { assert } from "@std/assert";
import { Camera, knownPair, sealedClient, sealedServer, shownOf } from "./sealed_pair.ts";
import { type LinkPlan, WirePair } from "../../fake/wire_pair.ts";

const SECONDS = 12;
const START_MS = 1000;

interface Limits {
  readonly shown: number;
  readonly p95Ms: number;
  readonly fps?: number;
  readonly maxGapMs?: number;
  /** The limits apply from this time after the start. */
  readonly fromMs?: number;
  readonly adapts?: boolean;
  /** The cameras' pictures; by default 30 a second of 19,500 bytes. */
  readonly made?: { readonly fps: number; readonly bytes: number };
}

function check(name: string, link: LinkPlan, limits: Limits, seeds = [1, 2]): void {
  Deno.test(name, () => {
    for (const seed of seeds) {
      const pair = knownPair(link, seed);
      pair.start();
      const untilMs = START_MS + SECONDS * 1000;
      const { adapts, made } = limits;
      const cameras = [pair.server, pair.client].map((end) =>
        new Camera(pair, end, { untilMs, adapts, seed, ...made })
      );
      pair.runUntil(untilMs + 1000);
      for (const [i, end] of [pair.client, pair.server].entries()) {
        const seen = shownOf(cameras[i], end, START_MS + (limits.fromMs ?? 0), untilMs);
        const what = `${name}, seed ${seed}, to the ${end.name}: ${JSON.stringify(seen)}`;
        assert(seen.shownShare >= limits.shown, what);
        assert(seen.p95Ms <= limits.p95Ms, what);
        assert(seen.fps >= (limits.fps ?? 0), what);
        assert(seen.maxGapMs <= (limits.maxGapMs ?? Infinity), what);
      }
    }
  });
}

check("a clean link shows everything at once", {}, { shown: 1, p95Ms: 2, fps: 28 }, [1]);
check("delay=5 jitter=5 loss=1", { conditions: { delayMs: 5, jitterMs: 5, lossPercent: 1 } }, {
  shown: 0.999,
  p95Ms: 25,
  fps: 28,
});
check("delay=25 loss=5", { conditions: { delayMs: 25, lossPercent: 5 } }, {
  shown: 0.995,
  p95Ms: 85,
  fps: 27,
  maxGapMs: 200,
});
check("delay=40 jitter=10 loss=10 burst=3", { conditions: { delayMs: 40, jitterMs: 10, lossPercent: 10, burst: 3 } }, {
  shown: 0.97,
  p95Ms: 170,
  fps: 27,
});
check("delay=25 loss=20", { conditions: { delayMs: 25, lossPercent: 20 } }, { shown: 0.95, p95Ms: 145, fps: 27 });
check("delay=25 rate=1000 queue=300", { conditions: { delayMs: 25, rateKbps: 1000, queueMs: 300 } }, {
  shown: 0.99,
  p95Ms: 275,
  fps: 4,
}, [1]);
check(
  "delay=25 rate=1000 queue=300, a camera that can make smaller pictures",
  {
    conditions: { delayMs: 25, rateKbps: 1000, queueMs: 300 },
  },
  { shown: 0.99, p95Ms: 175, fps: 9, adapts: true },
  [1],
);
check(
  "3000 to 500 kbit/s: 2 s later it is smooth again",
  {
    conditions: { delayMs: 25, rateKbps: 3000 },
    schedule: [{ atMs: 4000, rateKbps: 500 }],
  },
  { shown: 0.99, p95Ms: 325, fps: 8, fromMs: 5000, adapts: true },
  [1],
);
check(
  "500 to 3000 kbit/s: 2 s later the pictures are back",
  {
    conditions: { delayMs: 25, rateKbps: 500 },
    schedule: [{ atMs: 5000, rateKbps: 3000 }],
  },
  { shown: 0.99, p95Ms: 200, fps: 15, fromMs: 6000, adapts: true },
  [1],
);
check(
  "500 kbit/s and a camera that makes no smaller pictures: each as soon as the link has sent the one before",
  { conditions: { delayMs: 25, rateKbps: 500, queueMs: 300 } },
  // A single picture of 19,500 bytes takes 349 ms on this link.
  { shown: 0.99, p95Ms: 410, fps: 2.4, maxGapMs: 420, fromMs: 2000 },
);
check(
  "2000 kbit/s with a queue of 20 ms: the pictures are sent no faster than that",
  { conditions: { delayMs: 25, rateKbps: 2000, queueMs: 20 } },
  { shown: 0.99, p95Ms: 200, fps: 9, fromMs: 2000, adapts: true },
);
check(
  "120 pictures a second, and a few lost: all are shown, none waits for the display",
  {
    conditions: { delayMs: 25, lossPercent: 2 },
  },
  { shown: 0.995, p95Ms: 85, fps: 115, made: { fps: 120, bytes: 5000 } },
  [1],
);
const SMALL = { fps: 60, bytes: 1000 };
check("small pictures, more than 300 kbit/s carry: no queue all the same", {
  conditions: { delayMs: 25, rateKbps: 300, queueMs: 1000 },
}, { shown: 0.99, p95Ms: 200, fps: 22, fromMs: 2000, made: SMALL });
check("small pictures, 2000 to 300 kbit/s: 2 s later there is no queue", {
  conditions: { delayMs: 25, rateKbps: 2000, queueMs: 1000 },
  schedule: [{ atMs: 4000, rateKbps: 300 }],
}, { shown: 0.99, p95Ms: 275, fps: 22, fromMs: 5000, made: SMALL });
check("small pictures, 300 to 2000 kbit/s: 2 s later all are shown", {
  conditions: { delayMs: 25, rateKbps: 300, queueMs: 1000 },
  schedule: [{ atMs: 5000, rateKbps: 2000 }],
}, { shown: 0.99, p95Ms: 60, fps: 58, fromMs: 6000, made: SMALL });
check("small pictures and jitter of 30 ms: nothing is held back", {
  conditions: { delayMs: 25, jitterMs: 30 },
}, { shown: 0.99, p95Ms: 80, fps: 57, made: SMALL });
check("small pictures, and a way that gets 65 ms longer: it is not taken for a queue for long", {
  conditions: { delayMs: 25 },
  schedule: [{ atMs: 3000, delayMs: 90 }],
}, { shown: 0.99, p95Ms: 120, fps: 55, fromMs: 6000, made: SMALL });
check("500 to 3000 kbit/s and a camera that makes no smaller pictures: 2 s later there are more", {
  conditions: { delayMs: 25, rateKbps: 500, queueMs: 300 },
  schedule: [{ atMs: 5000, rateKbps: 3000 }],
}, { shown: 0.99, p95Ms: 150, fps: 14, fromMs: 6000 });
check(
  "packets that overtake each other and come twice",
  {
    conditions: { delayMs: 20, jitterMs: 3, reorderPercent: 3, dupPercent: 5 },
  },
  { shown: 0.999, p95Ms: 45, fps: 28 },
  [1],
);

Deno.test("the rate is found although the queue holds only two packets, and the queue rarely overflows", () => {
  const pair = knownPair({ conditions: { delayMs: 20, rateKbps: 1500, queueMs: 15 } });
  pair.start();
  const camera = new Camera(pair, pair.client, { bytes: 5000, adapts: true, untilMs: 13_000 });
  pair.runUntil(14_000);
  const seen = shownOf(camera, pair.server, 2000, 13_000);
  assert(seen.shownShare === 1 && seen.fps > 29 && seen.p95Ms < 70, JSON.stringify(seen));
  const { overflowed, offered } = pair.client.toServer.counters;
  assert(overflowed < offered * 0.05, `${overflowed} of ${offered}`);
});

Deno.test("pictures are shown as captured, in order and once, with capture times in this end's clock", () => {
  const pair = knownPair({ conditions: { delayMs: 30, jitterMs: 10, lossPercent: 15, dupPercent: 3 } }, 4);
  pair.start();
  const camera = new Camera(pair, pair.server, { untilMs: 6000 });
  pair.runUntil(7000);
  const times = new Map(camera.made.map((frameNumber) => [frameNumber.sequence, frameNumber.captureMs]));
  let previous = -1, n = 0;
  for (const { frame } of pair.client.eventsOf("frame_received")) {
    assert(frame.sequence! > previous, `${frame.sequence} after ${previous}`);
    previous = frame.sequence!;
    assert(frame.n === n++);
    assert(Math.abs(frame.captureMs! - times.get(previous)!) < 15);
    const { bytes } = frame;
    for (let i = 0; i < bytes.length; i += 97) {
      assert(bytes[i] === ((i * 31 + previous * 17 + (i >> 8) * 7) & 0xff));
    }
  }
  assert(n > 130);
});

Deno.test("on one machine a picture is one packet, and every picture is shown", () => {
  const server = { hostname: "127.0.0.1", port: 9699 };
  const pair = new WirePair({ server: sealedServer(1) });
  pair.server.address = server;
  const client = pair.addClient(sealedClient(1, { server }), { conditions: { mtu: 65_536 } });
  client.address = { hostname: "127.0.0.1", port: 40_001 };
  pair.start();
  const camera = new Camera(pair, pair.server, { untilMs: 6000 });
  pair.runUntil(3000);
  const before = pair.server.sentDatagrams;
  pair.runUntil(6500);
  assert(pair.server.sentDatagrams - before < 90 * 1.5, `${pair.server.sentDatagrams - before}`);
  const seen = shownOf(camera, client, 1100, 6000);
  assert(seen.shownShare === 1 && seen.fps > 29 && seen.p95Ms < 2, JSON.stringify(seen));
});
