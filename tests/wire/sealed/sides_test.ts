/** The sides of a pair: nobody on the way can connect a machine's client to its own server. PROTOCOL.md, "Secrets". */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { KnownPeer, PairSide, WireEvent } from "../../../src/wire/wire.ts";
import { CAPABILITIES, CAPABILITY_SIDES } from "../../../src/wire/sealed/handshake/capabilities.ts";
import { prsOf } from "../../../src/wire/sealed/handshake/handshake.ts";
import { type End, WirePair } from "../../fake/wire_pair.ts";
import { KNOWN, sealedClient, sealedServer } from "./sealed_pair.ts";

/** An end of before: it knows nothing of sides. */
const OLD = { capabilities: CAPABILITIES & ~CAPABILITY_SIDES };
const last = <K extends WireEvent["kind"]>(end: End, kind: K) => end.eventsOf(kind).at(-1);
const joined = (end: End) => end.eventsOf("connected").length;
const sideAt = (end: End) => (last(end, "peer_remembered") ?? last(end, "peer_recognised"))?.peer.side;

function call(server: Parameters<typeof sealedServer>[1], client: Parameters<typeof sealedClient>[1], seed = 1) {
  const pair = new WirePair({ server: sealedServer(seed, server), client: sealedClient(seed, client), seed });
  pair.start();
  pair.runFor(1500);
  return pair;
}

/** A machine whose programs all keep their peers in one place. */
function machine(first: KnownPeer) {
  let kept = first;
  return {
    get peers() {
      return [kept];
    },
    sideOf: () => kept.side,
    /** Keeps what the event says, as the store of peers does: the first side stays. */
    keep(end: End) {
      const before = end.onEvent;
      end.onEvent = (event, nowMs) => {
        if (event.kind === "peer_recognised") kept = { ...event.peer, side: kept.side ?? event.peer.side };
        before(event, nowMs);
      };
    },
  };
}

Deno.test("a client whose packets are led to its own machine's server is refused, with either side", () => {
  const without = call({ peers: [KNOWN] }, { peers: [KNOWN] });
  assertEquals([joined(without.server), joined(without.client)], [1, 1], "without sides it joins");
  for (const side of ["A", "B"] as const) {
    const peers = [{ ...KNOWN, side }];
    const pair = call({ peers }, { peers });
    assertEquals([joined(pair.server), joined(pair.client)], [0, 0]);
    assertEquals(last(pair.client, "code_needed")!.reason, "unknown_peer");
  }
});

Deno.test("the two ends of a pair call each other in both directions", () => {
  for (const [server, client] of [["A", "B"], ["B", "A"]] as const) {
    const pair = call({ peers: [{ ...KNOWN, side: server }] }, { peers: [{ ...KNOWN, side: client }] });
    assertEquals([joined(pair.server), joined(pair.client)], [1, 1]);
    assertEquals([sideAt(pair.server), sideAt(pair.client)], [server, client]);
  }
});

Deno.test("the client of a first call becomes side A, its server B; an end of before gets none, and is called as before", () => {
  for (const [server, client, sides] of [[{}, {}, ["B", "A"]], [OLD, {}, []], [{}, OLD, []], [OLD, OLD, []]] as const) {
    const pair = new WirePair({ server: sealedServer(1, { peers: [], ...server }) });
    pair.start();
    const { code } = last(pair.server, "code_changed")!;
    const end = pair.addClient(sealedClient(2, { peers: [], code, ...client }));
    pair.input(end, { kind: "start" });
    pair.runFor(500);
    assertEquals([sideAt(pair.server), sideAt(end)], [sides[0], sides[1]]);
    // Either of them calls later.
    const ofServer = [last(pair.server, "peer_remembered")!.peer], ofClient = [last(end, "peer_remembered")!.peer];
    const again = call({ ...server, peers: ofServer }, { ...client, peers: ofClient });
    const back = call({ ...client, peers: ofClient }, { ...server, peers: ofServer });
    assertEquals([again, back].map(({ server, client }) => [joined(server), joined(client)]), [[1, 1], [1, 1]]);
  }
});

Deno.test("peers of before have no side: they call as before, and get one in the next call of two new ends", () => {
  for (const [server, client, sides] of [[{}, {}, ["B", "A"]], [OLD, {}, []], [{}, OLD, []], [OLD, OLD, []]] as const) {
    const pair = call(server, client);
    assertEquals([joined(pair.server), joined(pair.client)], [1, 1]);
    assertEquals([sideAt(pair.server), sideAt(pair.client)], [sides[0], sides[1]]);
  }
  for (const [server, client] of [[{ remember: false }, {}], [{}, { remember: false }]]) {
    const pair = call(server, client);
    assertEquals([joined(pair.client), sideAt(pair.server), sideAt(pair.client)], [1, undefined, undefined]);
  }
});

Deno.test("an end that lost its side gets it again, whoever calls", () => {
  for (const side of ["A", "B"] as const) {
    const other = side === "A" ? "B" : "A", peers = [{ ...KNOWN, side }];
    const called = call({ peers }, {}), calling = call({}, { peers });
    assertEquals([sideAt(called.server), sideAt(called.client)], [side, other]);
    assertEquals([sideAt(calling.server), sideAt(calling.client)], [other, side]);
  }
});

Deno.test("programs that began before the pair had sides do not take both of one pair", () => {
  for (const side of ["A", "B"] as const) {
    const own = { sideOf: (): PairSide => side };
    const server = call(own, { peers: [{ ...KNOWN, side }] });
    assertEquals([joined(server.server), last(server.client, "code_needed")!.reason], [0, "unknown_peer"]);
    const client = call({ peers: [{ ...KNOWN, side }] }, own);
    assertEquals([joined(client.client), last(client.client, "code_needed")!.reason], [0, "unknown_peer"]);
  }
  const machineOfBoth = machine(KNOWN);
  const pair = new WirePair({
    server: sealedServer(1, { ...machineOfBoth, peers: [KNOWN] }),
    client: sealedClient(1, { ...machineOfBoth, peers: [KNOWN] }),
  });
  machineOfBoth.keep(pair.server);
  pair.start();
  pair.runFor(1000);
  assertEquals([joined(pair.client), machineOfBoth.sideOf()], [0, "B"]);
});

Deno.test("after a silence the client calls again with its new side", () => {
  const pair = call({}, {});
  pair.server.dead = true;
  pair.runFor(32_000);
  const peers = [last(pair.server, "peer_recognised")!.peer];
  const next = new WirePair({ server: sealedServer(5, { peers }), client: pair.client.wire, startMs: pair.nowMs });
  next.input(next.server, { kind: "start" });
  next.runFor(3000);
  assert(joined(next.client) > 0);
});

Deno.test("the secret of the handshake names the side that calls, as written by hand in Python", () => {
  const pairSecret = Uint8Array.from({ length: 32 }, (_, n) => n);
  const prs = ([undefined, "A", "B"] as const).map((caller) => prsOf({ mode: "known", pairSecret, caller }));
  assertEquals(prs.map((bytes) => Buffer.from(bytes).toString("hex")), [
    "0a7663686174207061697220000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
    "0a7663686174207061697220000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0141",
    "0a7663686174207061697220000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0142",
  ]);
});
