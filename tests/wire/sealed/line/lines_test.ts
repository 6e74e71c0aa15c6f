import { assert, assertEquals } from "@std/assert";
import type { LinkChange } from "../../../fake/lossy_link.ts";
import { SeededRandom } from "../../../fake/random.ts";
import { type End, WirePair } from "../../../fake/wire_pair.ts";
import { Camera, knownPair, sealedClient, sealedServer, shownOf } from "../sealed_pair.ts";

const texts = (end: End) => end.eventsOf("text_received").map((e) => e.text);

function say(pair: WirePair, end: End, id: number, text: string): void {
  pair.input(end, { kind: "text", id, text });
}

Deno.test("lines arrive in order and once, and the sender learns it", () => {
  const pair = knownPair({
    conditions: { delayMs: 30, jitterMs: 10, lossPercent: 20, dupPercent: 5, reorderPercent: 2 },
  });
  pair.start();
  say(pair, pair.client, 1, "typed before the call");
  const sent = ["typed before the call"];
  pair.runFor(3000);
  for (let id = 2; id <= 200; id++) {
    sent.push(`line ${id} ${"x".repeat(id % 7 === 0 ? 3000 : id)} \u{1f600}\n\x1b[31m`);
    say(pair, pair.client, id, sent.at(-1)!);
    say(pair, pair.server, id, `back ${id}`);
    pair.runFor(20);
  }
  pair.runFor(5000);
  assertEquals(texts(pair.server), sent);
  assertEquals(texts(pair.client), sent.slice(1).map((_, i) => `back ${i + 2}`));
  assertEquals(pair.client.eventsOf("text_sent").map((e) => e.id), sent.map((_, i) => i + 1));
  assertEquals(pair.client.eventsOf("text_delivered").map((e) => e.id), sent.map((_, i) => i + 1));
});

Deno.test("a line typed during an outage arrives within 300 ms of the end of the outage", () => {
  const pair = knownPair({
    conditions: { delayMs: 20 },
    schedule: [{ atMs: 2000, down: true }, { atMs: 12_000, down: false }],
  });
  pair.start();
  new Camera(pair, pair.server);
  pair.runUntil(5000);
  say(pair, pair.client, 1, "still there?");
  pair.runUntil(11_900);
  assertEquals(pair.client.eventsOf("text_delivered"), []);
  pair.runUntil(12_300);
  assertEquals(texts(pair.server), ["still there?"]);
  assertEquals(pair.client.eventsOf("text_delivered").length, 1);
});

Deno.test("lines that are too long, too many, or not delivered when the call ends, are reported as lost", () => {
  const pair = knownPair({});
  pair.start();
  pair.runFor(100);
  const limit = 4 * 1024 * 1024;
  say(pair, pair.client, 1, "x".repeat(limit + 1));
  say(pair, pair.client, 2, "\u00e9".repeat(limit / 2 + 1));
  assertEquals(pair.client.eventsOf("text_lost").map((e) => [e.id, e.reason]), [[1, "too_long"], [2, "too_long"]]);
  say(pair, pair.client, 3, "\u00e9".repeat(limit / 2));
  pair.runFor(3000);
  assertEquals(texts(pair.server).map((text) => text.length), [limit / 2]);
  pair.server.dead = true;
  for (let id = 4; id < 31; id++) say(pair, pair.client, id, "y".repeat(1_000_000));
  const lost = pair.client.eventsOf("text_lost").filter((e) => e.reason === "too_many_waiting");
  assert(lost.length > 5 && lost.length < 15);
  pair.runFor(40_000);
  const ended = pair.client.eventsOf("text_lost").filter((e) => e.reason === "call_ended");
  assertEquals(ended.length + lost.length, 27);
});

Deno.test("two megabytes take two seconds at an RTT of 50 ms, and no picture is lost", () => {
  for (const lossPercent of [0, 2]) {
    const pair = knownPair({ conditions: { delayMs: 25, lossPercent } });
    pair.start();
    const camera = new Camera(pair, pair.client);
    pair.runFor(1000);
    const text = "0123456789".repeat(200_000);
    say(pair, pair.client, 1, text);
    assert(pair.runUntilDone(() => texts(pair.server).length > 0, 2000 + 300 * lossPercent), `${lossPercent} %`);
    assertEquals(texts(pair.server), [text]);
    const seen = shownOf(camera, pair.server, 2000, pair.nowMs - 200);
    assert(seen.shownShare > 0.98 && seen.p95Ms < 85, JSON.stringify(seen));
    assert(pair.client.sentBytes < 2_000_000 * (1.1 + lossPercent / 20) + camera.made.length * 26_000);
  }
});

Deno.test("a long line on a narrow link leaves room for pictures, and causes no queue", () => {
  const pair = knownPair({ conditions: { delayMs: 25, rateKbps: 3000, queueMs: 300 } });
  pair.start();
  const camera = new Camera(pair, pair.client, { adapts: true });
  pair.runFor(3000);
  say(pair, pair.client, 1, "z".repeat(200_000));
  pair.runFor(5000);
  assertEquals(texts(pair.server).length, 1);
  const seen = shownOf(camera, pair.server, 4000, 8000);
  assert(seen.fps >= 8 && seen.p95Ms < 250, JSON.stringify(seen));
  assertEquals(pair.client.toServer.counters.overflowed, 0);
});

Deno.test("during a long line on a link with a short queue nine of ten pictures arrive, and little is lost", () => {
  const link = { conditions: { delayMs: 25, rateKbps: 2000, queueMs: 20 } };
  const [without, during] = [0, 2_000_000].map((length) => {
    const pair = knownPair(link);
    pair.start();
    const camera = new Camera(pair, pair.client, { adapts: true });
    pair.runFor(3000);
    if (length > 0) say(pair, pair.client, 1, "z".repeat(length));
    pair.runFor(10_000);
    const { counters } = pair.client.toServer;
    const seen = shownOf(camera, pair.server, 4000, 13_000);
    assert(counters.overflowed < counters.offered * 0.12, JSON.stringify(counters));
    if (length > 0) {
      assert(pair.runUntilDone(() => texts(pair.server).length === 1, 60_000), `${pair}`);
      assertEquals(texts(pair.server)[0].length, length);
    }
    return seen;
  });
  assert(during.fps >= without.fps * 0.9 && without.fps > 9, `${JSON.stringify(without)} ${JSON.stringify(during)}`);
  assert(during.p95Ms < 160, JSON.stringify(during));
});

Deno.test("a long line alone fills a link with a short queue, and little is sent into the full queue", () => {
  const pair = knownPair({ conditions: { delayMs: 25, rateKbps: 2000, queueMs: 20 } });
  pair.start();
  pair.runFor(1000);
  say(pair, pair.client, 1, "z".repeat(2_000_000));
  assert(pair.runUntilDone(() => texts(pair.server).length === 1, 10_000), `${pair}`);
  const { overflowed, offered } = pair.client.toServer.counters;
  assert(overflowed < offered * 0.08, `${overflowed} of ${offered}`);
});

Deno.test("random loss, even of 20 % and in bursts, does not make a long line slow", () => {
  for (
    const conditions of [{ delayMs: 25, lossPercent: 20 }, { delayMs: 40, jitterMs: 10, lossPercent: 10, burst: 3 }]
  ) {
    for (const seed of [1, 2]) {
      const pair = knownPair({ conditions }, seed);
      pair.start();
      pair.runFor(1000);
      say(pair, pair.client, 1, "z".repeat(1_000_000));
      assert(pair.runUntilDone(() => texts(pair.server).length === 1, 8000), `${JSON.stringify(conditions)} ${pair}`);
    }
  }
});

Deno.test("a line typed at the server before a call is for the next caller; one typed in a call is only for that peer", () => {
  const pair = new WirePair({ server: sealedServer(1) });
  pair.start();
  say(pair, pair.server, 1, "come in");
  const first = pair.addClient(sealedClient(2), { conditions: { delayMs: 10 } });
  pair.input(first, { kind: "start" });
  pair.runFor(500);
  assertEquals(texts(first), ["come in"]);
  first.dead = true;
  pair.runFor(2000);
  say(pair, pair.server, 2, "are you there?");
  pair.runFor(31_000);
  assertEquals(pair.server.eventsOf("text_lost").map((e) => [e.id, e.reason]), [[2, "call_ended"]]);
  const second = pair.addClient(sealedClient(3), { conditions: { delayMs: 10 } });
  pair.input(second, { kind: "start" });
  pair.runFor(500);
  assertEquals(texts(second), []);
  for (let id = 3; id < 1010; id++) say(pair, pair.server, id, "x");
  assertEquals(pair.server.eventsOf("text_lost").length, 1);
});

Deno.test("an end learns whether the peer's camera is on, also on a bad link", () => {
  const pair = knownPair({ conditions: { delayMs: 20, lossPercent: 20 } });
  pair.input(pair.server, { kind: "camera", on: false });
  pair.start();
  pair.runFor(1000);
  assertEquals(pair.client.eventsOf("peer_camera").map((e) => e.on), [false]);
  assertEquals(pair.server.eventsOf("peer_camera"), []);
  for (const on of [true, false, true]) {
    pair.input(pair.server, { kind: "camera", on });
    pair.input(pair.client, { kind: "camera", on: !on });
    pair.runFor(500);
  }
  assertEquals(pair.client.eventsOf("peer_camera").map((e) => e.on), [false, true, false, true]);
  assertEquals(pair.server.eventsOf("peer_camera").map((e) => e.on), [false, true, false]);
});

Deno.test("10,000 lines over an hour of losses, outages and address changes: none lost, duplicated or out of order", () => {
  const random = new SeededRandom(42);
  const hourMs = 3_600_000;
  const schedule: LinkChange[] = [];
  for (let atMs = 20_000; atMs < hourMs; atMs += 60_000 + random.below(120_000)) {
    const length = 200 + random.below(12_000);
    schedule.push({ atMs, down: true }, { atMs: atMs + length, down: false });
    schedule.push({
      atMs: atMs + 20_000,
      lossPercent: random.below(25),
      burst: 1 + random.below(4),
      jitterMs: random.below(30),
    });
  }
  const pair = knownPair({ conditions: { delayMs: 20, lossPercent: 2, dupPercent: 1 }, schedule }, 8);
  pair.start();
  pair.runFor(1000);
  const lines = 10_000;
  for (let i = 0; i < lines; i++) {
    pair.at(2000 + i * (hourMs - 60_000) / lines, () => say(pair, pair.client, i, `line ${i}`));
  }
  for (let minute = 5; minute < 58; minute += 6) {
    pair.at(
      minute * 60_000,
      () => pair.moveClient(pair.client, { hostname: `198.51.100.${minute}`, port: 3000 + minute }),
    );
  }
  pair.runUntil(hourMs + 60_000);
  assertEquals(texts(pair.server).length, lines);
  texts(pair.server).forEach((text, i) => assertEquals(text, `line ${i}`));
  assertEquals(pair.client.eventsOf("text_delivered").length, lines);
  assert(pair.client.eventsOf("interrupted").length > 10);
});
