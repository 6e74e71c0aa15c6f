import { assert, assertEquals } from "@std/assert";
import { generateCode } from "../../../src/invitation/code_words.ts";
import type { KnownPeer, WireEvent } from "../../../src/wire/wire.ts";
import { type End, WirePair } from "../../fake/wire_pair.ts";
import { Camera, KNOWN, knownPair, sealedClient, sealedServer, shownOf } from "./sealed_pair.ts";

const kinds = (end: End) => end.events.map((e) => e.event.kind).filter((kind) => kind !== "link");
const last = <K extends WireEvent["kind"]>(end: End, kind: K) => end.eventsOf(kind).at(-1);
const codeOf = (pair: WirePair) => last(pair.server, "code_changed")!.code;

/** A server that waits, without a client. */
function waiting(seed = 1, more: Parameters<typeof sealedServer>[1] = {}): WirePair {
  const pair = new WirePair({ server: sealedServer(seed, { peers: [], ...more }), seed });
  pair.start();
  return pair;
}

function call(pair: WirePair, seed: number, more: Parameters<typeof sealedClient>[1] = {}) {
  const client = pair.addClient(sealedClient(seed, { peers: [], ...more }), { conditions: { delayMs: 10 } });
  pair.input(client, { kind: "start" });
  pair.runFor(500);
  return client;
}

Deno.test("two ends connect with a code, and learn each other's names", () => {
  const pair = waiting();
  const code = codeOf(pair);
  const client = call(pair, 2, { code, name: "Zoë" });
  assertEquals(last(client, "connected")!.peer.name, "server");
  assertEquals(last(client, "connected")!.peer.sealed, true);
  assertEquals(last(pair.server, "connected")!.peer.name, "Zoë");
  assertEquals(last(pair.server, "code_changed")!.reason, "used");
  assert(codeOf(pair) !== code);
});

Deno.test("a code works once", () => {
  const pair = waiting();
  const code = codeOf(pair);
  const first = call(pair, 2, { code });
  pair.input(first, { kind: "hang_up" });
  pair.runFor(100);
  const second = call(pair, 3, { code });
  assertEquals(last(second, "code_needed")!.reason, "not_accepted");
  assertEquals(second.eventsOf("connected"), []);
});

Deno.test("after a call with a code both know each other: the next call needs no code", () => {
  const pair = waiting();
  const first = call(pair, 2, { code: codeOf(pair) });
  const mine = last(first, "peer_remembered")!.peer, theirs = last(pair.server, "peer_remembered")!.peer;
  assertEquals(mine.secret, theirs.secret);
  assertEquals(mine.id, theirs.id);
  pair.input(first, { kind: "hang_up" });
  pair.runFor(100);
  const second = call(pair, 3, { peers: [mine] });
  assertEquals(second.eventsOf("connected").length, 1);
  assertEquals(second.eventsOf("peer_remembered"), []);
  for (const end of [pair.server, second]) {
    assertEquals(end.eventsOf("peer_recognised").map(({ peer }) => peer.id), [mine.id]);
  }
});

Deno.test("if one end does not want to remember, neither end remembers", () => {
  for (const [server, client] of [[false, true], [true, false]]) {
    const pair = waiting(1, { remember: server });
    const end = call(pair, 2, { code: codeOf(pair), remember: client });
    assertEquals(end.eventsOf("connected").length, 1);
    assertEquals(end.eventsOf("peer_remembered"), []);
    assertEquals(pair.server.eventsOf("peer_remembered"), []);
  }
});

Deno.test("a peer that the server has forgotten is asked for a code, and connects with it", () => {
  const pair = waiting();
  const stale: KnownPeer[] = [1, 2].map((n) => ({ id: `${n}`, name: "x", secret: new Uint8Array(32).fill(n) }));
  const client = call(pair, 2, { peers: stale });
  assertEquals(last(client, "code_needed")!.reason, "unknown_peer");
  assertEquals(pair.server.eventsOf("code_changed").length, 1, "a forgotten peer is no guess");
  pair.input(client, { kind: "code", code: codeOf(pair) });
  pair.runFor(500);
  assertEquals(client.eventsOf("connected").length, 1);
});

Deno.test("without any secret, the code is asked for once the server has answered, and that is no guess", () => {
  const pair = waiting();
  for (let n = 0; n < 5; n++) {
    const client = call(pair, 2 + n);
    assertEquals(kinds(client).filter((kind) => kind !== "calling"), ["code_expected", "code_needed"]);
    assertEquals(last(client, "code_needed")!.reason, "unknown_peer");
    if (n < 4) continue;
    pair.input(client, { kind: "code", code: codeOf(pair) });
    pair.runFor(500);
    assertEquals(client.eventsOf("connected").length, 1, "the server does not let it wait");
  }
  assertEquals(pair.server.eventsOf("code_changed").map(({ reason }) => reason), ["started", "used"]);
});

Deno.test("without any secret, and without an answer, the client calls on and asks for no code", () => {
  const pair = waiting();
  const client = pair.addClient(sealedClient(2, { peers: [] }), { conditions: { delayMs: 10, lossPercent: 100 } });
  pair.input(client, { kind: "start" });
  pair.runFor(60_000);
  assertEquals(client.eventsOf("code_needed"), []);
  assert(last(client, "calling")!.attempt > 30);
});

Deno.test("a code that is given before the server has answered is used at once", () => {
  const pair = waiting();
  const client = pair.addClient(sealedClient(2, { peers: [] }), { conditions: { delayMs: 10 } });
  pair.input(client, { kind: "start" });
  pair.input(client, { kind: "code", code: codeOf(pair) });
  pair.runFor(500);
  assertEquals([client.eventsOf("connected").length, client.eventsOf("code_needed").length], [1, 0]);
});

Deno.test("three wrong guesses change the code and are reported with their source; a host waits between guesses", () => {
  const pair = waiting();
  const code = codeOf(pair);
  const wrong = "apple-apple-apple";
  const guesser = call(pair, 2, { code: wrong });
  assertEquals(last(guesser, "code_needed")!.reason, "not_accepted");
  for (let guess = 2; guess <= 3; guess++) {
    pair.input(guesser, { kind: "code", code: wrong });
    pair.runUntil(last(guesser, "code_needed")!.atMs + 9000);
    assertEquals(codeOf(pair), code, "no answer before the penalty is over");
    pair.runFor(2000);
  }
  assertEquals(last(pair.server, "code_changed")!.reason, "guessed");
  assertEquals(last(pair.server, "code_changed")!.guesser, guesser.address);
  const late = call(pair, 9, { code });
  assertEquals(late.eventsOf("connected"), [], "the old code is gone");
  const right = call(pair, 10, { code: codeOf(pair) });
  assertEquals(right.eventsOf("connected").length, 1);
});

Deno.test("after a wrong code the client waits as long as the server does, and sends the next code by itself", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const pair = waiting(seed);
    const link = { conditions: { delayMs: 20, lossPercent: 20 } };
    const client = pair.addClient(sealedClient(seed, { peers: [], code: "apple-apple-apple" }), link);
    pair.input(client, { kind: "start" });
    assert(pair.runUntilDone(() => client.eventsOf("code_needed").length > 0, 60_000), pair.toString());
    const refused = last(client, "code_needed")!;
    assertEquals([refused.reason, refused.retryInMs], ["not_accepted", 10_000]);
    const sent = client.sentDatagrams;
    pair.runFor(3000);
    pair.input(client, { kind: "code", code: codeOf(pair) });
    pair.runUntil(refused.atMs + 9990);
    assertEquals(client.sentDatagrams, sent, "the server would drop it");
    assert(pair.runUntilDone(() => client.eventsOf("connected").length > 0, 10_000), pair.toString());
    assertEquals(pair.server.eventsOf("dropped").filter(({ reason }) => reason === "handshake_flood"), []);
  }
});

Deno.test("a code that is typed later than that is sent at once", () => {
  const pair = waiting();
  const client = call(pair, 2, { code: "apple-apple-apple" });
  pair.runFor(10_000);
  pair.input(client, { kind: "code", code: codeOf(pair) });
  assert(pair.runUntilDone(() => client.eventsOf("connected").length > 0, 100), pair.toString());
});

Deno.test("guessing strangers do not delay a caller who knows the code", () => {
  const pair = waiting();
  for (let i = 0; i < 2; i++) call(pair, 20 + i, { code: "apple-apple-apple" });
  const right = call(pair, 30, { code: codeOf(pair) });
  assertEquals(right.eventsOf("connected").length, 1);
});

Deno.test("a second caller that the server knows is told that it is busy, and the call continues", () => {
  const pair = knownPair({ conditions: { delayMs: 10 } });
  pair.start();
  const camera = new Camera(pair, pair.server, { bytes: 3000 });
  pair.runFor(1000);
  const second = pair.addClient(sealedClient(5), { conditions: { delayMs: 10 } });
  pair.input(second, { kind: "start" });
  pair.runFor(1000);
  assertEquals(last(second, "ended")!.reason, "busy");
  assertEquals(shownOf(camera, pair.client, 1200, 2900).shownShare, 1);
  assertEquals(pair.server.eventsOf("connected").length, 1);
});

Deno.test("a goodbye ends the call at both ends at once, and the server takes the next call", () => {
  for (const who of ["client", "server"] as const) {
    const pair = knownPair({ conditions: { delayMs: 20, lossPercent: 10 } }, 3);
    pair.start();
    pair.runFor(500);
    const other = who === "client" ? pair.server : pair.client;
    pair.input(pair[who], { kind: "hang_up" });
    pair[who].dead = who === "server";
    pair.runFor(60);
    assertEquals(last(other, "ended")!.reason, "peer_left");
    if (who === "server") continue;
    const next = call(pair, 8, { peers: [KNOWN] });
    assertEquals(next.eventsOf("connected").length, 1);
  }
});

Deno.test("a killed end is noticed: interrupted within 2 s, over after 30 s", () => {
  const pair = knownPair({ conditions: { delayMs: 20 } });
  pair.start();
  pair.runFor(1000);
  pair.client.dead = true;
  pair.runFor(2000);
  assertEquals(kinds(pair.server).at(-1), "interrupted");
  pair.runFor(29_000);
  assertEquals(last(pair.server, "ended")!.reason, "peer_silent");
});

Deno.test("a client that was killed and started again replaces its own call", () => {
  for (const afterMs of [0, 100, 300, 500]) {
    const pair = knownPair({ conditions: { delayMs: 20 } });
    pair.start();
    pair.runFor(1000);
    pair.client.dead = true;
    pair.runFor(afterMs);
    const again = call(pair, 6, { peers: [KNOWN] });
    pair.runFor(500);
    assertEquals(again.eventsOf("connected").length, 1, `${afterMs}`);
    assertEquals(last(pair.server, "ended")!.reason, "peer_silent");
    assertEquals(pair.server.eventsOf("connected").length, 2);
  }
});

Deno.test("the first picture of a known peer arrives after 2 RTT and one frame interval", () => {
  for (const delayMs of [5, 25, 100]) {
    // The client may start at any moment of the camera's frame interval.
    for (const phaseMs of [0, 8, 16, 24, 32]) {
      const pair = knownPair({ conditions: { delayMs } });
      pair.start();
      new Camera(pair, pair.server, { startMs: pair.nowMs + phaseMs });
      pair.runFor(600);
      const first = pair.client.eventsOf("frame_received")[0].atMs - 1000;
      assert(first <= 4 * delayMs + 1000 / 30 + 1, `${first} ms at ${delayMs}, ${phaseMs}`);
    }
  }
});

Deno.test("a handshake survives a link that loses a third", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const pair = knownPair({ conditions: { delayMs: 20, lossPercent: 33 } }, seed);
    pair.start();
    assert(pair.runUntilDone(() => pair.client.eventsOf("connected").length > 0, 10_000), pair.toString());
  }
});

Deno.test("an end that meets the plain wire says so, and what to do", () => {
  const pair = new WirePair({ server: sealedServer(1, { peers: [] }) });
  pair.start();
  pair.injectToServer({ hostname: "203.0.113.5", port: 9 }, new TextEncoder().encode("Hello"));
  assertEquals(last(pair.server, "dropped")!.reason, "plain_caller");
  assertEquals(pair.overheard, []);

  const client = pair.addClient(sealedClient(2, { code: generateCode(new Uint8Array(4)) }));
  pair.server.dead = true;
  pair.input(client, { kind: "start" });
  const bytes = new TextEncoder().encode("/9j/4AAQSkZJRg==");
  pair.input(client, { kind: "datagram", channel: 0, from: { hostname: "203.0.113.77", port: 9699 }, bytes });
  assertEquals(client.eventsOf("ended"), [], "not from where it called");
  pair.input(client, { kind: "datagram", channel: 0, from: pair.server.address, bytes });
  const { message, hint } = last(client, "notice")!;
  assert(message.includes("192.0.2.1:9699"), message);
  assert(hint!.includes("--wire plain"));
  assertEquals(client.eventsOf("ended"), [], "anybody can send that in anybody's name");
});
