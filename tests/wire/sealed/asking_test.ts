/** A server that asks its person about each call: PROTOCOL.md, "Asking a person". */
import { assert, assertEquals } from "@std/assert";
import { TYPE_CANCELLED, TYPE_RINGING } from "../../../src/wire/sealed/handshake/handshake_message.ts";
import type { WireEvent } from "../../../src/wire/wire.ts";
import { type End, type LinkPlan, WirePair } from "../../fake/wire_pair.ts";
import { Camera, sealedClient, sealedServer } from "./sealed_pair.ts";

const LINK: LinkPlan = { conditions: { delayMs: 20 } };
const LOSSY: LinkPlan = { conditions: { delayMs: 40, jitterMs: 20, lossPercent: 30 } };

const last = <K extends WireEvent["kind"]>(end: End, kind: K) => end.eventsOf(kind).at(-1);
const count = (end: End, kind: WireEvent["kind"]) => end.eventsOf(kind).length;
const isAsked = (pair: WirePair) => count(pair.server, "caller") > count(pair.server, "caller_gone");

interface Asking {
  readonly seed?: number;
  readonly link?: LinkPlan;
  readonly client?: Parameters<typeof sealedClient>[1];
  readonly server?: Parameters<typeof sealedServer>[1];
  readonly tamper?: WirePair["tamper"];
}

/** A server that asks, and a caller about whom its person is being asked. Both ends send pictures from the start. */
function asking({ seed = 1, link = LINK, client, server, tamper }: Asking = {}): WirePair {
  const pair = new WirePair({ server: sealedServer(seed, { asks: true, ...server }), seed });
  if (tamper) pair.tamper = tamper;
  pair.start();
  const code = last(pair.server, "code_changed")!.code;
  const caller = pair.addClient(sealedClient(seed, client?.peers ? { code, ...client } : client), link);
  pair.input(caller, { kind: "start" });
  for (const end of [pair.server, caller]) new Camera(pair, end, { bytes: 3000 });
  assert(pair.runUntilDone(() => isAsked(pair), 20_000), pair.toString());
  return pair;
}

const withCode = { client: { peers: [], name: "Zoë" }, server: { peers: [] } };

Deno.test("the person is told who calls, and the caller that it rings, and nothing else before the answer", () => {
  for (const [seed, more] of [[1, {}], [2, withCode]] as const) {
    const toCaller: Uint8Array[] = [];
    const pair = asking({
      ...more,
      seed,
      tamper: (bytes, direction) => {
        if (direction === "to_client") toCaller.push(Uint8Array.from(bytes));
        return bytes;
      },
    });
    const { address, name, isKnown } = last(pair.server, "caller")!.caller;
    assertEquals([address, name, isKnown], [
      pair.client.address,
      ...seed === 1 ? ["other (calls itself client)", true] : ["Zoë", false],
    ]);
    pair.runFor(30_000);
    assertEquals([count(pair.server, "caller"), count(pair.client, "ringing")], [1, 1]);
    assertEquals([...new Set(toCaller.map(([type]) => type))].filter((type) => type !== 0x84), [0x81, TYPE_RINGING]);
    for (const kind of ["connected", "frame_received", "code_needed"] as const) {
      assertEquals(count(pair.client, kind), 0);
    }
    assertEquals(count(pair.server, "connected"), 0);
  }
});

Deno.test("once the person accepts, the call begins at once, over any link, after any time", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const pair = asking({ seed, link: seed % 2 ? LOSSY : LINK, ...(seed % 3 ? {} : withCode) });
    pair.runFor(seed * 4500);
    if (!isAsked(pair)) assert(pair.runUntilDone(() => isAsked(pair), 20_000), pair.toString());
    pair.input(pair.server, { kind: "answer", accept: true });
    assertEquals(count(pair.server, "connected"), 1);
    const limitMs = seed % 2 ? 10_000 : 21;
    assert(pair.runUntilDone(() => count(pair.client, "connected") === 1, limitMs), pair.toString());
    pair.runFor(3000);
    for (const end of [pair.server, pair.client]) {
      assertEquals([count(end, "connected"), count(end, "ended")], [1, 0], pair.toString());
      assert(count(end, "frame_received") > 20, pair.toString());
    }
    if (seed % 3 === 0) {
      assertEquals([last(pair.server, "code_changed")!.reason, count(pair.client, "peer_remembered")], ["used", 1]);
    }
  }
});

Deno.test("a caller that is declined is told so, over any link, and is not asked about again", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const pair = asking({ seed, link: seed % 2 ? LOSSY : LINK, ...(seed % 3 ? {} : withCode) });
    pair.runFor(seed * 700);
    const before = count(pair.server, "caller");
    pair.input(pair.server, { kind: "answer", accept: false });
    assertEquals(last(pair.server, "caller_gone")!.reason, "declined");
    assert(pair.runUntilDone(() => count(pair.client, "ended") > 0, 10_000), pair.toString());
    assertEquals(last(pair.client, "ended")!.reason, "declined");
    pair.runFor(10_000);
    assertEquals([count(pair.server, "caller"), count(pair.server, "connected")], [before, 0]);
    assertEquals(count(pair.server, "code_changed"), 1, "the code can be used again");
  }
});

Deno.test("a caller that is not answered for a minute is declined", () => {
  const pair = asking();
  const { atMs } = last(pair.server, "caller")!;
  pair.runUntil(atMs + 59_999);
  assertEquals([isAsked(pair), count(pair.client, "ended")], [true, 0]);
  pair.runFor(100);
  assertEquals([last(pair.server, "caller_gone")!.reason, last(pair.client, "ended")!.reason], [
    "unanswered",
    "declined",
  ]);
  pair.input(pair.server, { kind: "answer", accept: true });
  pair.runFor(1000);
  assertEquals(count(pair.server, "connected"), 0, "an answer that comes too late is for nobody");
});

Deno.test("a server that leaves declines its caller", () => {
  const pair = asking();
  pair.input(pair.server, { kind: "hang_up" });
  pair.runFor(100);
  assertEquals(last(pair.client, "ended")!.reason, "declined");
});

Deno.test("a caller that leaves says so; one that dies has given up six seconds later", () => {
  const left = asking();
  left.runFor(100);
  left.input(left.client, { kind: "hang_up" });
  left.runFor(21);
  assertEquals(last(left.server, "caller_gone")!.reason, "gave_up");
  const dead = asking();
  dead.client.dead = true;
  dead.runFor(5000);
  assertEquals(isAsked(dead), true);
  dead.runFor(2000);
  assertEquals(last(dead.server, "caller_gone")!.reason, "gave_up");
  // Its program is started again.
  const again = dead.addClient(sealedClient(7), LINK);
  dead.input(again, { kind: "start" });
  assert(dead.runUntilDone(() => isAsked(dead), 1000));
});

Deno.test("meanwhile another caller is told that it is busy, without a name; strangers disturb nothing", () => {
  const pair = asking(withCode);
  const other = pair.addClient(
    sealedClient(5, { peers: [], code: last(pair.server, "code_changed")!.code, name: "Eve" }),
    LINK,
  );
  pair.input(other, { kind: "start" });
  const guesser = pair.addClient(sealedClient(6, { peers: [], code: "apple-apple-apple" }), LINK);
  pair.input(guesser, { kind: "start" });
  pair.runFor(1000);
  assertEquals([last(other, "ended")!.reason, last(guesser, "code_needed")!.reason], ["busy", "not_accepted"]);
  assertEquals([count(pair.server, "caller"), isAsked(pair)], [1, true]);
  pair.input(pair.server, { kind: "answer", accept: true });
  pair.runFor(1000);
  assertEquals(last(pair.server, "connected")!.peer.name, "Zoë");
});

Deno.test("the code may change while the person is asked: the caller knew the one of then", () => {
  const pair = asking(withCode);
  for (let n = 0; n < 3; n++) {
    const guesser = pair.addClient(sealedClient(10 + n, { peers: [], code: "apple-apple-apple" }), LINK);
    pair.input(guesser, { kind: "start" });
  }
  pair.runFor(5000);
  assertEquals(last(pair.server, "code_changed")!.reason, "guessed");
  pair.input(pair.server, { kind: "answer", accept: true });
  pair.runFor(1000);
  assertEquals(count(pair.client, "connected"), 1);
});

Deno.test("a caller whose machine was killed in a call replaces that call without a question", () => {
  const pair = asking();
  pair.input(pair.server, { kind: "answer", accept: true });
  pair.runFor(1000);
  pair.client.dead = true;
  pair.runFor(1000);
  const again = pair.addClient(sealedClient(8), LINK);
  pair.input(again, { kind: "start" });
  pair.runFor(1000);
  assertEquals([count(pair.server, "caller"), count(again, "connected")], [1, 1]);
});

/** An older client knows no ringing. */
const OLDER: WirePair["tamper"] = (bytes) => bytes[0] === TYPE_RINGING ? undefined : bytes;

Deno.test("an older client calls until it is answered, and its person is asked about once", () => {
  for (let seed = 1; seed <= 8; seed++) {
    const pair = asking({ seed, tamper: OLDER, link: seed % 2 ? LOSSY : LINK });
    pair.runFor(7000 + 4321 * seed);
    assertEquals([count(pair.server, "caller"), count(pair.client, "ringing")], [1, 0], pair.toString());
    pair.input(pair.server, { kind: "answer", accept: true });
    assert(pair.runUntilDone(() => count(pair.client, "connected") > 0, 10_000), pair.toString());
    assertEquals(count(pair.client, "ended"), 0);
  }
  const coded = asking({ ...withCode, tamper: OLDER });
  coded.runFor(7000);
  assertEquals(count(coded.server, "caller"), 1);
  coded.input(coded.server, { kind: "answer", accept: true });
  coded.runFor(1000);
  assertEquals(count(coded.client, "connected"), 1);
});

Deno.test("a forged or replayed ringing or cancelled changes nothing", () => {
  const seen: Uint8Array[] = [];
  const keep: WirePair["tamper"] = (bytes) => {
    if (bytes[0] === TYPE_RINGING || bytes[0] === TYPE_CANCELLED) seen.push(Uint8Array.from(bytes));
    return bytes;
  };
  const earlier = asking({ tamper: keep });
  earlier.input(earlier.client, { kind: "hang_up" });
  earlier.runFor(100);
  const pair = asking({ seed: 3, tamper: keep });
  const ringing = seen.findLast(([type]) => type === TYPE_RINGING)!;
  const nonce = ringing.subarray(1, 17);
  const forged: Uint8Array[] = [];
  for (const bytes of seen) {
    forged.push(bytes);
    forged.push(Uint8Array.from(bytes, (byte, at) => at >= 1 && at < 17 ? nonce[at - 1] : byte));
  }
  for (let at = 0; at < ringing.length; at++) {
    const flipped = Uint8Array.from(ringing);
    flipped[0] = TYPE_CANCELLED;
    flipped[at] ^= 1;
    forged.push(flipped, flipped.subarray(0, at));
  }
  const own = String(ringing);
  for (const bytes of forged) {
    if (String(bytes) === own) continue;
    for (const from of [pair.client.address, { hostname: "203.0.113.9", port: 5 }]) pair.injectToServer(from, bytes);
    pair.input(pair.client, { kind: "datagram", channel: 0, from: pair.server.address, bytes });
  }
  pair.runFor(5000);
  assertEquals([count(pair.server, "caller"), isAsked(pair), count(pair.client, "ringing")], [1, true, 1]);
  pair.input(pair.server, { kind: "answer", accept: true });
  pair.runFor(100);
  assertEquals(count(pair.client, "connected"), 1);
});

Deno.test("a server that does not ask answers at once, and ignores answers", () => {
  const pair = new WirePair({ server: sealedServer(1), client: sealedClient(1), link: LINK });
  pair.start();
  pair.input(pair.server, { kind: "answer", accept: false });
  pair.runFor(500);
  assertEquals([count(pair.server, "caller"), count(pair.client, "connected")], [0, 1]);
});
