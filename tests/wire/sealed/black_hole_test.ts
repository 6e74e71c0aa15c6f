/** Paths that stop carrying large packets during a call, or begin to. In virtual time. */
import { assert, assertEquals } from "@std/assert";
import type { End, LinkPlan, WirePair } from "../../fake/wire_pair.ts";
import { PredictiveCamera } from "../../fake/predictive_camera.ts";
import { Camera, knownPair, shownOf } from "./sealed_pair.ts";

/** The packet size inside a VPN over Ethernet. */
const NARROW_BYTES = 1300;

function call(link: LinkPlan, untilMs: number, seed = 1, bytes = 19_500) {
  const pair = knownPair(link, seed);
  pair.start();
  const cameras = [pair.server, pair.client].map((end) => new Camera(pair, end, { untilMs, seed, bytes }));
  /** The camera whose pictures an end receives. */
  const seenBy = (end: End) => end === pair.client ? cameras[0] : cameras[1];
  return { pair, shown: (end: End, fromMs: number, toMs: number) => shownOf(seenBy(end), end, fromMs, toMs) };
}

function packetBytes(end: End, atMs: number): number {
  return end.eventsOf("link").findLast((event) => event.atMs <= atMs)?.packetBytes ?? 0;
}

const both = (pair: WirePair): End[] => [pair.server, pair.client];

for (
  const [name, conditions] of Object.entries({
    "a clean link": { delayMs: 10 },
    "a lossy link": { delayMs: 40, jitterMs: 5, lossPercent: 5 },
    "a long way": { delayMs: 300 },
  })
) {
  Deno.test(`large packets begin to vanish, on ${name}: 1200 bytes, and the picture is back`, () => {
    for (const seed of [1, 2]) {
      const narrow = [{ atMs: 6000, maxBytes: NARROW_BYTES }];
      const { pair, shown } = call({ conditions, schedule: narrow }, 16_000, seed);
      pair.runUntil(17_000);
      for (const end of both(pair)) {
        assertEquals(packetBytes(end, 6000), 1472, `${end.name}`);
        assertEquals(packetBytes(end, 10_000), 1200, `${end.name}`);
        const seen = shown(end, 9000, 16_000);
        assert(seen.fps >= 27, `${end.name}: ${JSON.stringify(seen)}`);
        assertEquals(end.eventsOf("interrupted"), []);
      }
    }
  });
}

Deno.test("if one direction stops carrying large packets, only that one sends smaller ones", () => {
  for (const direction of ["to_server", "to_client"] as const) {
    const { pair, shown } = call({ conditions: { delayMs: 10 } }, 16_000);
    const [sender, receiver] = direction === "to_server" ? [pair.client, pair.server] : [pair.server, pair.client];
    const link = direction === "to_server" ? pair.client.toServer : pair.client.toClient;
    pair.at(6000, () => link.change({ maxBytes: NARROW_BYTES }));
    pair.runUntil(17_000);
    assertEquals([packetBytes(sender, 12_000), packetBytes(receiver, 12_000)], [1200, 1472]);
    for (const end of both(pair)) assert(shown(end, 9000, 16_000).fps >= 28, direction);
  }
});

Deno.test("until the picture is back the link is reported as bad, and lost pictures are counted", () => {
  const { pair } = call({ conditions: { delayMs: 10 } }, 12_000);
  pair.at(6000, () => pair.client.toClient.change({ maxBytes: NARROW_BYTES }));
  pair.runUntil(13_000);
  const lossIn = pair.client.eventsOf("link").filter(({ atMs }) => atMs > 6000 && atMs < 8000)
    .map(({ lossIn }) => lossIn);
  assert(Math.max(...lossIn) > 0.05, `${lossIn}`);
  const sent = pair.server.eventsOf("frame_sent").length, seen = pair.client.eventsOf("frame_received").length;
  const lost = pair.client.eventsOf("dropped").filter(({ reason }) => reason === "unit_incomplete").length;
  assert(lost > 5);
  assertEquals(seen + lost, sent);
});

Deno.test("the loss of pictures of one or two packets is noticed as well", () => {
  const { pair, shown } = call({ conditions: { delayMs: 10 } }, 16_000, 1, 2700);
  pair.at(6000, () => pair.client.toClient.change({ maxBytes: NARROW_BYTES }));
  pair.runUntil(17_000);
  assert(shown(pair.client, 10_000, 16_000).fps >= 28);
});

Deno.test("a path that carries large packets again gets them, later each time that they vanish again", () => {
  const { pair } = call({ conditions: { delayMs: 10 } }, 0);
  const set = (atMs: number, maxBytes: number) => pair.at(atMs, () => pair.client.toClient.change({ maxBytes }));
  const seconds: number[] = [];
  pair.runUntil(5000);
  for (let round = 0; round < 3; round++) {
    set(pair.nowMs, NARROW_BYTES);
    assert(pair.runUntilDone(() => packetBytes(pair.server, pair.nowMs) === 1200, 60_000), `round ${round}`);
    const fellMs = pair.nowMs;
    set(pair.nowMs, 0);
    assert(pair.runUntilDone(() => packetBytes(pair.server, pair.nowMs) === 1472, 200_000), `round ${round}`);
    seconds.push(Math.round((pair.nowMs - fellMs) / 1000));
  }
  assert(seconds[0] >= 8 && seconds[1] > 1.5 * seconds[0] && seconds[2] > 1.5 * seconds[1], `${seconds}`);
  // After a size has worked for a minute, the next search is soon again.
  pair.runFor(70_000);
  set(pair.nowMs, NARROW_BYTES);
  assert(pair.runUntilDone(() => packetBytes(pair.server, pair.nowMs) === 1200, 60_000));
  const fellMs = pair.nowMs;
  set(pair.nowMs, 0);
  assert(pair.runUntilDone(() => packetBytes(pair.server, pair.nowMs) === 1472, 200_000));
  assert(Math.round((pair.nowMs - fellMs) / 1000) <= seconds[0] + 1);
});

Deno.test("a path that never carries large packets is probed rarely, and gets them once it carries them", () => {
  const { pair } = call({ conditions: { delayMs: 10, maxBytes: NARROW_BYTES } }, 0);
  pair.runUntil(300_000);
  const { tooLarge } = pair.client.toClient.counters;
  assert(tooLarge >= 10 && tooLarge <= 40, `${tooLarge}`);
  pair.client.toClient.change({ maxBytes: 0 });
  assert(pair.runUntilDone(() => packetBytes(pair.server, pair.nowMs) === 1472, 700_000));
});

Deno.test("random loss does not change the packet size", () => {
  for (const lossPercent of [5, 20]) {
    const { pair } = call({ conditions: { delayMs: 25, lossPercent } }, 40_000);
    pair.runUntil(40_000);
    for (const end of both(pair)) {
      const small = end.eventsOf("link").filter(({ atMs, packetBytes }) => atMs > 15_000 && packetBytes === 1200);
      assert(small.length <= 12, `${lossPercent} %, ${end.name}: ${small.length} of 25`);
    }
  }
});

Deno.test("a probe is answered in time at a round trip of one second", () => {
  const { pair } = call({ conditions: { delayMs: 500 } }, 0);
  pair.runUntil(10_000);
  for (const end of both(pair)) assertEquals(packetBytes(end, 10_000), 1472);
});

/** The longest time without an event of a kind, from a moment on. */
function longestGapMs(end: End, kind: "frame_received" | "text_received", fromMs: number, untilMs: number): number {
  const times = end.eventsOf(kind).map(({ atMs }) => atMs).filter((atMs) => atMs > fromMs && atMs < untilMs);
  return Math.max(...[fromMs, ...times].map((atMs, i) => (times[i] ?? untilMs) - atMs));
}

for (
  const [name, camera, sizes] of [
    ["jpeg", Camera, [1000]],
    ["predictive", PredictiveCamera, [NARROW_BYTES, 1000, 560]],
    ["none", undefined, [1000, 560]],
  ] as const
) {
  for (const maxBytes of sizes) {
    Deno.test(`the path carries no more than ${maxBytes} bytes all at once, pictures: ${name}: everything goes on within 2 s`, () => {
      for (const lossPercent of [0, 2]) {
        const conditions = { delayMs: 20, lossPercent };
        const pair = knownPair({ conditions, schedule: [{ atMs: 6000, maxBytes }] }, 1);
        pair.start();
        for (const end of both(pair)) {
          if (camera !== undefined) new camera(pair, end, { untilMs: 16_000, seed: 1 });
          for (let atMs = 1000; atMs < 14_000; atMs += 100) {
            pair.at(atMs, () => pair.input(end, { kind: "text", id: atMs, text: `${atMs} ${"x".repeat(3000)}` }));
          }
        }
        pair.runUntil(17_000);
        for (const end of both(pair)) {
          assert(longestGapMs(end, "text_received", 5900, 13_800) < 2000, `${lossPercent} % ${end.name}`);
          assertEquals(end.eventsOf("text_received").map(({ text }) => parseInt(text)).at(-1), 13_900);
          assertEquals(end.eventsOf("text_received").length, 130);
          assertEquals(packetBytes(end, 17_000), maxBytes < 1200 ? 548 : 1200);
          if (camera === undefined) continue;
          const gapMs = longestGapMs(end, "frame_received", 5900, 15_800);
          assert(gapMs < 2000, `${lossPercent} % ${end.name}: ${gapMs}`);
        }
      }
    });
  }
}
