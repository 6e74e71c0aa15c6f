/** Calls that go over from one path to another, and ends that lose each other and find each other again. In virtual time. */
import { assert, assertEquals } from "@std/assert";
import { CAPABILITIES } from "../../../../src/wire/sealed/handshake/capabilities.ts";
import { type End, type LinkPlan, SERVER_ADDRESS, WirePair } from "../../../fake/wire_pair.ts";
import { Camera, sealedClient, sealedServer, shownOf } from "../sealed_pair.ts";
import { FakeCarriedPath } from "./fake_carrier.ts";

/** What an end of an earlier version says. */
const OLDER = CAPABILITIES & ~(1 << 8);

interface Setting {
  readonly link?: LinkPlan;
  readonly seed?: number;
  readonly relay?: FakeCarriedPath;
  readonly tcp?: FakeCarriedPath;
  readonly serverCapabilities?: number;
  readonly clientCapabilities?: number;
}

function call({ link = {}, seed = 1, relay, tcp, serverCapabilities, clientCapabilities }: Setting) {
  const carried = [relay, tcp].filter((path) => path !== undefined), carriers = carried.map(({ open }) => open);
  const server = sealedServer(seed, { capabilities: serverCapabilities }, carriers);
  const client = sealedClient(seed, { capabilities: clientCapabilities }, carriers);
  const pair = new WirePair({ server, client, link, seed });
  for (const path of carried) path.begin(pair);
  return pair;
}

const both = (pair: WirePair): End[] => [pair.server, pair.client];

/** A camera and a line every 100 ms at both ends. */
function talk(pair: WirePair, untilMs: number) {
  const cameras = new Map(both(pair).map((end) => [end, new Camera(pair, end, { untilMs })]));
  let lines = 0;
  for (let atMs = pair.nowMs; atMs < untilMs; atMs += 100) {
    const n = lines++;
    for (const end of both(pair)) {
      pair.at(atMs, () => pair.input(end, { kind: "text", id: n, text: `${end.name} ${n}` }));
    }
  }
  const seenBy = (end: End) => cameras.get(both(pair).find((other) => other !== end)!)!;
  return {
    shown: (end: End, fromMs: number, toMs: number) => shownOf(seenBy(end), end, fromMs, toMs),
    assertAllLines: () => {
      for (const end of both(pair)) {
        const from = both(pair).find((other) => other !== end)!;
        const expected = Array.from({ length: lines }, (_, n) => `${from.name} ${n}`);
        assertEquals(end.eventsOf("text_received").map(({ text }) => text), expected, end.name);
      }
    },
  };
}

const paths = (end: End) => end.eventsOf("peer_moved").map(({ peer: { path } }) => path);

for (const kind of ["relay", "tcp"] as const) {
  Deno.test(`a call that begins over ${kind} goes over to the direct path once it works, and loses no frame and no line`, () => {
    const path = new FakeCarriedPath(kind, 60);
    const link = { conditions: { delayMs: 10, down: true }, schedule: [{ atMs: 5000, down: false }] };
    const pair = call({ link, [kind]: path });
    pair.start();
    const { shown, assertAllLines } = talk(pair, 12_000);
    path.offer();
    pair.runUntil(5000);
    assertEquals(both(pair).map((end) => end.eventsOf("connected")[0].peer.path), [kind, kind]);
    pair.runUntil(13_000);
    for (const end of both(pair)) {
      assertEquals(paths(end), ["direct"], end.name);
      // A better path is looked for every 2 s, and after five times every 5 s.
      assert(end.eventsOf("peer_moved")[0].atMs < 7500, `${pair}`);
      const seen = shown(end, 3000, 12_000);
      assertEquals(seen.shownShare, 1, `${end.name}: ${JSON.stringify(seen)}`);
      assert(seen.maxGapMs < 200, `${end.name}: ${JSON.stringify(seen)}`);
      assertEquals(end.eventsOf("interrupted"), []);
    }
    assertAllLines();
    const sent = path.sentDatagrams;
    pair.runUntil(15_000);
    assertEquals(path.sentDatagrams, sent, "nothing is sent on the path that was left");
  });
}

Deno.test("a direct path that is closed in the middle of a call is left within a second, and taken again when it is open", () => {
  const tcp = new FakeCarriedPath("tcp", 30);
  const link = { conditions: { delayMs: 10 }, schedule: [{ atMs: 4000, down: true }, { atMs: 12_000, down: false }] };
  const pair = call({ link, tcp });
  pair.start();
  const { shown, assertAllLines } = talk(pair, 20_000);
  pair.runUntil(2000);
  tcp.offer();
  pair.runUntil(21_000);
  for (const end of both(pair)) {
    assertEquals(paths(end), ["tcp", "direct"], end.name);
    const [left, back] = end.eventsOf("peer_moved").map(({ atMs }) => atMs);
    assert(left < 5000 && back > 12_000 && back < 18_000, `${left} ${back}`);
    assertEquals(shown(end, 5500, 20_000).shownShare, 1);
    assertEquals(end.eventsOf("interrupted"), []);
  }
  assertAllLines();
});

Deno.test("a path that works in one direction only is left", () => {
  for (const direction of ["toServer", "toClient"] as const) {
    const tcp = new FakeCarriedPath("tcp", 30);
    const pair = call({ link: { conditions: { delayMs: 10 } }, tcp });
    pair.start();
    const { shown, assertAllLines } = talk(pair, 12_000);
    tcp.offer();
    pair.at(4000, () => pair.client[direction].change({ down: true }));
    pair.runUntil(13_000);
    for (const end of both(pair)) {
      assertEquals(pair.server.eventsOf("peer_moved").at(-1)!.peer.path, "tcp", direction);
      assert(shown(end, 7000, 12_000).fps > 28, `${direction} ${end.name}`);
    }
    assertAllLines();
  }
});

Deno.test("if the carrier says that its path is gone, another one is taken at once", () => {
  const relay = new FakeCarriedPath("relay", 30), tcp = new FakeCarriedPath("tcp", 30);
  const pair = call({ link: { conditions: { down: true } }, relay, tcp });
  pair.start();
  const { assertAllLines } = talk(pair, 8000);
  relay.offer();
  tcp.offer();
  pair.runUntil(4000);
  assertEquals(both(pair).map((end) => end.eventsOf("connected")[0].peer.path), ["relay", "relay"]);
  relay.close();
  pair.runUntil(9000);
  for (const end of both(pair)) {
    assertEquals(paths(end), ["tcp"]);
    assert(end.eventsOf("peer_moved")[0].atMs < 4500);
  }
  assertAllLines();
});

const MOVED_SERVER = { hostname: "203.0.113.1", port: SERVER_ADDRESS.port };
const MOVED_CLIENT = { hostname: "203.0.113.77", port: 45_678 };

for (const knower of ["server", "client"] as const) {
  Deno.test(`both ends move at once: they find each other if one of the ${knower}'s candidates works`, () => {
    for (const seed of [1, 2, 3]) {
      const pair = call({ link: { conditions: { delayMs: 20, lossPercent: seed } }, seed });
      pair.start();
      const { assertAllLines } = talk(pair, 9000);
      const elsewhere = [{ hostname: "192.0.2.99", port: 9 }, { hostname: "2001:db8::9", port: 9 }];
      const works = knower === "server" ? MOVED_SERVER : MOVED_CLIENT;
      pair.input(pair[knower], { kind: "candidates", addresses: [...elsewhere, works] });
      pair.runUntil(5000);
      pair.moveServer(MOVED_SERVER.hostname);
      pair.moveClient(pair.client, MOVED_CLIENT);
      pair.runUntil(10_000);
      for (const end of both(pair)) {
        const back = end.eventsOf("frame_received").find(({ atMs, frame }) => atMs > 5000 && frame.captureMs! > 5000)!;
        assert(back.atMs < 6000, `${end.name}: ${back.atMs}`);
        assertEquals(end.eventsOf("ended"), []);
      }
      assertEquals(pair.client.eventsOf("peer_moved").at(-1)!.peer.address, MOVED_SERVER);
      assertEquals(pair.server.eventsOf("peer_moved").at(-1)!.peer.address, MOVED_CLIENT);
      assertAllLines();
    }
  });
}

Deno.test("both ends move at once during an outage, and find each other after it", () => {
  const link = { conditions: { delayMs: 20 }, schedule: [{ atMs: 5000, down: true }, { atMs: 12_000, down: false }] };
  const pair = call({ link });
  pair.start();
  const { assertAllLines } = talk(pair, 14_000);
  pair.input(pair.server, { kind: "candidates", addresses: [MOVED_SERVER] });
  pair.runUntil(6000);
  pair.moveServer(MOVED_SERVER.hostname);
  pair.moveClient(pair.client, MOVED_CLIENT);
  pair.runUntil(15_000);
  for (const end of both(pair)) {
    assert(end.eventsOf("interrupted").length === 1);
    assert(end.eventsOf("resumed").at(-1)!.atMs < 13_200, `${pair}`);
  }
  assertAllLines();
});

Deno.test("a server that returns to the address that was called is found without candidates", () => {
  const pair = call({ link: { conditions: { delayMs: 20 } } });
  pair.start();
  talk(pair, 12_000);
  pair.at(3000, () => pair.moveServer(MOVED_SERVER.hostname));
  pair.at(6000, () => {
    pair.moveServer(SERVER_ADDRESS.hostname);
    pair.moveClient(pair.client, MOVED_CLIENT);
  });
  pair.runUntil(12_000);
  for (const end of both(pair)) assert(end.eventsOf("frame_received").at(-1)!.atMs > 11_900, end.name);
});

for (
  const [name, older] of Object.entries({
    server: { serverCapabilities: OLDER },
    client: { clientCapabilities: OLDER },
  })
) {
  Deno.test(`with an older ${name}, calls and changes of one address are as before`, () => {
    const pair = call({ link: { conditions: { delayMs: 20 } }, ...older });
    for (const end of both(pair)) pair.input(end, { kind: "candidates", addresses: [MOVED_SERVER] });
    pair.start();
    const { assertAllLines, shown } = talk(pair, 9000);
    pair.at(3000, () => pair.moveServer(MOVED_SERVER.hostname));
    pair.at(6000, () => pair.moveClient(pair.client, MOVED_CLIENT));
    pair.runUntil(10_000);
    for (const end of both(pair)) {
      assert(shown(end, 7000, 9000).fps > 28);
      assertEquals(end.eventsOf("dropped").filter(({ reason }) => reason === "packet_malformed"), []);
    }
    assertAllLines();
  });
}
