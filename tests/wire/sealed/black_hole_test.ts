/** Paths that stop carrying large packets, or begin to, in a call. In virtual time. */
import { assert, assertEquals } from "@std/assert";
import type { End, LinkPlan, WirePair } from "../../fake/wire_pair.ts";
import { Camera, knownPair, shownOf } from "./sealed_pair.ts";

/** What a VPN leaves of Ethernet's packets. */
const NARROW_BYTES = 1300;

function call(link: LinkPlan, untilMs: number, seed = 1, bytes = 19_500) {
  const pair = knownPair(link, seed);
  pair.start();
  const cameras = [pair.server, pair.client].map((end) => new Camera(pair, end, { untilMs, seed, bytes }));
  /** The camera whose pictures an end shows. */
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
  Deno.test(`large packets vanish from a moment on, on ${name}: 1200 bytes, and the picture is back`, () => {
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

Deno.test("only one direction stops carrying large packets: that one alone sends smaller ones", () => {
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

Deno.test("until the picture is back the link is told to be bad, and the pictures lost are counted", () => {
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

Deno.test("pictures of one or two packets are missed as well", () => {
  const { pair, shown } = call({ conditions: { delayMs: 10 } }, 16_000, 1, 2700);
  pair.at(6000, () => pair.client.toClient.change({ maxBytes: NARROW_BYTES }));
  pair.runUntil(17_000);
  assert(shown(pair.client, 10_000, 16_000).fps >= 28);
});

Deno.test("a path that carries large packets again gets them, later each time that it did not last", () => {
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
  // One that lasts is believed again.
  pair.runFor(70_000);
  set(pair.nowMs, NARROW_BYTES);
  assert(pair.runUntilDone(() => packetBytes(pair.server, pair.nowMs) === 1200, 60_000));
  const fellMs = pair.nowMs;
  set(pair.nowMs, 0);
  assert(pair.runUntilDone(() => packetBytes(pair.server, pair.nowMs) === 1472, 200_000));
  assert(Math.round((pair.nowMs - fellMs) / 1000) <= seconds[0] + 1);
});

Deno.test("a path that never carries large packets is asked seldom, and gets them when it does", () => {
  const { pair } = call({ conditions: { delayMs: 10, maxBytes: NARROW_BYTES } }, 0);
  pair.runUntil(300_000);
  const { tooLarge } = pair.client.toClient.counters;
  assert(tooLarge >= 10 && tooLarge <= 40, `${tooLarge}`);
  pair.client.toClient.change({ maxBytes: 0 });
  assert(pair.runUntilDone(() => packetBytes(pair.server, pair.nowMs) === 1472, 700_000));
});

Deno.test("loss alone is no matter of size: packets stay as large as they are", () => {
  for (const lossPercent of [5, 20]) {
    const { pair } = call({ conditions: { delayMs: 25, lossPercent } }, 40_000);
    pair.runUntil(40_000);
    for (const end of both(pair)) {
      const small = end.eventsOf("link").filter(({ atMs, packetBytes }) => atMs > 15_000 && packetBytes === 1200);
      assert(small.length <= 12, `${lossPercent} %, ${end.name}: ${small.length} of 25`);
    }
  }
});

Deno.test("a way of a second there and back is not too long for the answer to a probe", () => {
  const { pair } = call({ conditions: { delayMs: 500 } }, 0);
  pair.runUntil(10_000);
  for (const end of both(pair)) assertEquals(packetBytes(end, 10_000), 1472);
});
