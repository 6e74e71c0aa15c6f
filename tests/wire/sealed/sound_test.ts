/** Sound over the networks that the wire is designed for, in virtual time. */
import { assert, assertEquals } from "@std/assert";
import type { EncodedSound } from "../../../src/port/sound.ts";
import { capabilitiesFor } from "../../../src/wire/sealed/handshake/capabilities.ts";
import { type ClientEnd, End, type LinkPlan, WirePair } from "../../fake/wire_pair.ts";
import { Camera, knownPair, sealedClient, sealedServer } from "./sealed_pair.ts";

const FRAME_MS = 10, FRAME_BYTES = 40;
const START_MS = 2000, SECONDS = 20;
/** The peer's reports need a moment before losses are repaired. */
const SETTLED_MS = START_MS + 3000;
const UNTIL_MS = START_MS + SECONDS * 1000;

function sound(sequence: number, captureMs: number): EncodedSound {
  return { sequence, captureMs, bytes: new Uint8Array(FRAME_BYTES).fill(sequence & 0xff) };
}

/** Gives an end 10 ms of sound every 10 ms. */
function speak(pair: WirePair, end: End | ClientEnd, untilMs: number): void {
  const say = (sequence: number) => {
    const atMs = START_MS + sequence * FRAME_MS;
    if (atMs > untilMs) return;
    pair.at(atMs, () => {
      pair.input(end, { kind: "sound", sound: sound(sequence, pair.nowMs) });
      say(sequence + 1);
    });
  };
  say(0);
}

/** How long after its capture each frame of sound was first there, by its number. */
function arrivals(end: End): Map<number, number> {
  const delays = new Map<number, number>();
  for (const { atMs, sound } of end.eventsOf("sound_received")) {
    for (const { sequence, bytes } of sound.frames) {
      assertEquals(bytes[0], sequence & 0xff, "the bytes of another frame");
      if (!delays.has(sequence)) delays.set(sequence, atMs - (START_MS + sequence * FRAME_MS));
    }
  }
  return delays;
}

function check(name: string, link: LinkPlan, limits: { arrived: number; p95Ms: number; withPicture?: boolean }): void {
  Deno.test(`sound over ${name}`, () => {
    for (const seed of [1, 2, 3]) {
      const pair = knownPair(link, seed);
      pair.start();
      for (const end of [pair.server, pair.client]) {
        speak(pair, end, UNTIL_MS);
        if (limits.withPicture) new Camera(pair, end, { untilMs: UNTIL_MS, adapts: true, seed });
      }
      pair.runUntil(UNTIL_MS + 2000);
      for (const end of [pair.client, pair.server]) {
        const delays = arrivals(end);
        const first = (SETTLED_MS - START_MS) / FRAME_MS, last = (UNTIL_MS - START_MS) / FRAME_MS;
        const seen: number[] = [];
        for (let sequence = first; sequence < last; sequence++) {
          const delayMs = delays.get(sequence);
          if (delayMs !== undefined) seen.push(delayMs);
        }
        seen.sort((a, b) => a - b);
        const what = `seed ${seed}, to the ${end.name}: ${seen.length} of ${last - first}, p95 ${
          seen[Math.floor(seen.length * 0.95)].toFixed(1)
        }`;
        assert(seen.length / (last - first) >= limits.arrived, what);
        assert(seen[Math.floor(seen.length * 0.95)] <= limits.p95Ms, what);
      }
    }
  });
}

check("a clean link comes at once", {}, { arrived: 1, p95Ms: 1 });
// Besides, the frame after a lost one restores it in part (in-band FEC).
check("delay=25 loss=5", { conditions: { delayMs: 25, lossPercent: 5 } }, { arrived: 0.998, p95Ms: 36 });
check("delay=40 jitter=10 loss=10 burst=3", {
  conditions: { delayMs: 40, jitterMs: 10, lossPercent: 10, burst: 3 },
}, { arrived: 0.99, p95Ms: 85 });
check("delay=25 loss=20", { conditions: { delayMs: 25, lossPercent: 20 } }, { arrived: 0.99, p95Ms: 56 });
check("delay=25 rate=1000 queue=300 with a picture", {
  conditions: { delayMs: 25, rateKbps: 1000, queueMs: 300 },
}, { arrived: 1, p95Ms: 120, withPicture: true });

Deno.test("the peer is told that a microphone is muted, and that it is not, also if it is muted before the call", () => {
  const pair = knownPair({ conditions: { delayMs: 20 } });
  pair.at(1001, () => pair.input(pair.client, { kind: "microphone", on: false }));
  pair.start();
  pair.runUntil(START_MS);
  const told = () => pair.server.eventsOf("peer_microphone").map(({ on }) => on);
  assertEquals(told(), [false]);
  pair.at(START_MS + 1, () => pair.input(pair.client, { kind: "microphone", on: true }));
  pair.runUntil(START_MS + 200);
  assertEquals(told(), [false, true]);
  assertEquals(pair.client.eventsOf("peer_microphone").length, 0);
});

Deno.test("an end without sound is sent none, and no report that it would not know", () => {
  const capabilities = capabilitiesFor(["jpeg"], false);
  const pair = new WirePair({ server: sealedServer(1), client: sealedClient(1, { capabilities }), link: {}, seed: 1 });
  pair.start();
  pair.at(START_MS, () => pair.input(pair.server, { kind: "microphone", on: false }));
  speak(pair, pair.server, START_MS + 500);
  pair.runUntil(START_MS + 1000);
  assertEquals(pair.client.eventsOf("connected")[0].peer.hasSound, true);
  assertEquals(pair.server.eventsOf("connected")[0].peer.hasSound, false);
  assertEquals(pair.client.eventsOf("sound_received").length, 0);
  assertEquals(pair.client.eventsOf("dropped").filter(({ direction }) => direction === "in"), []);
});

Deno.test("an end that says later what it decodes still takes sound", () => {
  const pair = knownPair({});
  pair.at(1000, () => {
    for (const end of [pair.server, pair.client]) pair.input(end, { kind: "decodes", codecs: ["jpeg", "vp8"] });
  });
  pair.runUntil(1001);
  pair.start();
  pair.runUntil(START_MS);
  for (const end of [pair.server, pair.client]) {
    const [{ peer }] = end.eventsOf("connected");
    assertEquals([peer.codecs, peer.hasSound], [["jpeg", "vp8"], true]);
  }
});

Deno.test("sound of the time of an outage is not played after it", () => {
  const pair = knownPair({
    conditions: { delayMs: 20 },
    schedule: [{ atMs: 5000, down: true }, { atMs: 8000, down: false }],
  });
  pair.start();
  speak(pair, pair.server, 12_000);
  pair.runUntil(13_000);
  const late = [...arrivals(pair.client)].filter(([, delayMs]) => delayMs > 200);
  assertEquals(late, []);
  assert(arrivals(pair.client).has((9000 - START_MS) / FRAME_MS), "sound after the outage");
});
