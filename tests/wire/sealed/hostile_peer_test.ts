/** What a hostile peer that knows the secret can do to this end: nothing but end its own call. */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  encodeMediaHeader,
  type FrameMeta,
  MAX_FRAME_BYTES,
  mediaHeaderBytes,
  STREAM_VIDEO,
} from "../../../src/wire/sealed/track/media_packet.ts";
import {
  CHALLENGE_BYTES,
  encodeCandidates,
  encodeChallenge,
  encodeKeyframeWanted,
  encodeNack,
  encodeProbe,
  encodeTextAck,
} from "../../../src/wire/sealed/session/control_message.ts";
import { CAPABILITIES } from "../../../src/wire/sealed/handshake/capabilities.ts";
import { MAX_CANDIDATES } from "../../../src/wire/sealed/path/known_candidates.ts";
import type { Address } from "../../../src/port/address.ts";
import { SeededRandom } from "../../fake/random.ts";
import { HostilePeer, PEER_ADDRESS } from "./hostile_peer.ts";

const META: FrameMeta = {
  ...{ track: 0, kind: "camera", codec: "jpeg" },
  ...{ sequence: 1, captureMs: 1, keyframe: true, dependsOn: 0 },
};

Deno.test("the highest possible packet number can be reported", () => {
  const peer = new HostilePeer(new SeededRandom(1), 1000);
  const last = 2 ** 48 - 1;
  assert(peer.session.datagram(peer.seal(encodeTextAck(0, []), last), PEER_ADDRESS, 1000));
  peer.session.time(1200);
  assert(peer.outputs.some((output) => output.kind === "send_datagram"));
  assertEquals(peer.session.over, undefined);
});

Deno.test("a frame with more shards than any packet size needs is refused", () => {
  const peer = new HostilePeer(new SeededRandom(2), 1000);
  const dropped = (frameBytes: number, shardBytes: number) => {
    const shape = { frameBytes, shardBytes, k: Math.ceil(frameBytes / shardBytes), m: 0 };
    const header = encodeMediaHeader("video", { frameNumber: 0, index: 0, resent: false, shape, meta: META });
    assertEquals([header.length, header[0]], [mediaHeaderBytes("video"), STREAM_VIDEO]);
    const before = peer.outputs.length;
    peer.session.datagram(peer.seal(Buffer.concat([header, new Uint8Array(shardBytes)])), PEER_ADDRESS, 1000);
    return peer.outputs.slice(before).some((output) =>
      output.kind === "dropped" && output.reason === "packet_malformed"
    );
  };
  assert(dropped(65_535, 1));
  assert(dropped(4097, 1));
  assert(!dropped(MAX_FRAME_BYTES, 1141), "the largest frame in packets of 1200 bytes");
});

Deno.test("a peer that keeps requesting keyframes gets one each RTT, and none for a track that does not exist", () => {
  const screen = { id: 1, kind: "screen", codec: "jpeg" } as const;
  const peer = new HostilePeer(new SeededRandom(5), 1000, [screen]);
  for (let nowMs = 1000; nowMs < 4000; nowMs += 2) {
    peer.session.datagram(peer.seal(encodeKeyframeWanted(nowMs % 4 === 0 ? 1 : 7)), PEER_ADDRESS, nowMs);
  }
  const wanted = peer.outputs.filter((output) => output.kind === "keyframe_wanted");
  // The RTT is not known: 150 ms is assumed.
  assert(wanted.length >= 19 && wanted.length <= 21, `${wanted.length}`);
  assert(wanted.every(({ track }) => track === screen.id));
  assertEquals(peer.session.over, undefined);
});

Deno.test("packets of more tracks than a call may have are dropped with their reason", () => {
  const peer = new HostilePeer(new SeededRandom(6), 1000);
  for (let track = 0; track < 256; track++) {
    const shape = { frameBytes: 10, shardBytes: 10, k: 1, m: 0 }, meta = { ...META, track };
    const header = encodeMediaHeader("media", { frameNumber: 0, index: 0, resent: false, shape, meta });
    peer.session.datagram(peer.seal(Buffer.concat([header, new Uint8Array(10)])), PEER_ADDRESS, 1000 + track);
  }
  const dropped = peer.outputs.filter((output) => output.kind === "dropped");
  assertEquals(dropped.length, 252);
  assert(dropped.every(({ reason }) => reason === "track_unknown"));
});

/** What the session has sent, and to which address. */
function sentBy(peer: HostilePeer): { to: Address; bytes: Uint8Array }[] {
  return peer.outputs.flatMap((output) => output.kind === "send_datagram" ? [output] : []);
}

/** Those of an end of an earlier version, which is answered only at its proven address. */
const WITHOUT_PATHS = CAPABILITIES & ~(1 << 8);

/** The length of a challenge, and of a response to one. */
const CHALLENGE_PACKET_BYTES = 37;

const CONTROL = {
  challenges: (n: number) => encodeChallenge("challenge", new Uint8Array(CHALLENGE_BYTES).fill(n)),
  responses: (n: number) => encodeChallenge("response", new Uint8Array(CHALLENGE_BYTES).fill(n)),
  probes: () => encodeProbe(60, 4),
  "large probes": () => encodeProbe(1472, 1445),
  NACKs: (n: number) => encodeNack(0, n, []),
};

for (const [name, plain] of Object.entries(CONTROL)) {
  Deno.test(`3000 ${name} from as many addresses get one challenge every 30 ms, and nothing else`, () => {
    const peer = new HostilePeer(new SeededRandom(3), 1000, [], WITHOUT_PATHS);
    const sources = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const from = { hostname: `203.0.${i >> 8}.${i & 255}`, port: 9 };
      const packet = peer.seal(plain(i));
      sources.set(from.hostname, packet.length);
      peer.session.datagram(packet, from, 1000 + i / 10);
    }
    const elsewhere = sentBy(peer).filter(({ to }) => to.hostname !== PEER_ADDRESS.hostname);
    assert(elsewhere.length <= 300 / 30 + 1, `${elsewhere.length}`);
    for (const { to, bytes } of elsewhere) {
      assertEquals(bytes.length, CHALLENGE_PACKET_BYTES);
      assert(bytes.length <= sources.get(to.hostname)!, "never more than came from there");
    }
  });
}

Deno.test("challenges are answered once in 30 ms, at the peer's proven address", () => {
  const peer = new HostilePeer(new SeededRandom(4), 1000, [], WITHOUT_PATHS);
  for (let i = 0; i < 3000; i++) {
    peer.session.datagram(peer.seal(CONTROL.challenges(i)), PEER_ADDRESS, 1000 + i / 10);
  }
  const answers = sentBy(peer).filter(({ bytes }) => bytes.length === CHALLENGE_PACKET_BYTES);
  assert(answers.length >= 9 && answers.length <= 11, `${answers.length}`);
});

Deno.test("a peer that looks for paths gets each answer where its challenge came from: eight at once, then one in 30 ms", () => {
  const peer = new HostilePeer(new SeededRandom(3), 1000);
  for (let i = 0; i < 3000; i++) {
    const from = { hostname: `203.0.${i >> 8}.${i & 255}`, port: 9 };
    peer.session.datagram(peer.seal(CONTROL.challenges(i)), from, 1000 + i / 10);
  }
  const elsewhere = sentBy(peer).filter(({ to }) => to.hostname !== PEER_ADDRESS.hostname);
  assert(elsewhere.length >= 8 && elsewhere.length <= 8 + 300 / 30 + 1, `${elsewhere.length}`);
  for (const { bytes } of elsewhere) assertEquals(bytes.length, CHALLENGE_PACKET_BYTES);
});

Deno.test("addresses that a peer names get a few small packets, and only while the peer is silent", () => {
  const peer = new HostilePeer(new SeededRandom(4), 1000);
  const told = (nth: number) =>
    Array.from({ length: MAX_CANDIDATES }, (_, i) => ({ hostname: `203.0.113.${(nth * 8 + i) & 255}`, port: 9 }));
  const run = (fromMs: number, untilMs: number, hostile: boolean) => {
    for (let nowMs = fromMs, nth = 0; nowMs < untilMs; nowMs += 10) {
      if (hostile) peer.session.datagram(peer.seal(encodeCandidates(nth & 255, told(nth++))), PEER_ADDRESS, nowMs);
      if (peer.session.deadlineMs <= nowMs) peer.session.time(nowMs);
    }
    return sentBy(peer).filter(({ to }) => to.hostname !== PEER_ADDRESS.hostname);
  };
  assertEquals(run(1000, 11_000, true), []);
  const sent = run(11_000, 40_000, false);
  assert(sent.every(({ bytes }) => bytes.length === CHALLENGE_PACKET_BYTES));
  assert(sent.length > 100 && sent.length <= MAX_CANDIDATES * (30 + 30), `${sent.length}`);
  assertEquals(new Set(sent.map(({ to }) => to.hostname)).size, MAX_CANDIDATES, "the latest that it named");
});

Deno.test("an address that does not answer is challenged less often after a second", () => {
  const peer = new HostilePeer(new SeededRandom(5), 1000);
  const elsewhere = { hostname: "203.0.113.1", port: 9 };
  const report = () => peer.seal(encodeTextAck(0, [{ start: 1, end: 2 }]));
  for (let ms = 0; ms < 20_000; ms += 10) peer.session.datagram(report(), elsewhere, 1000 + ms);
  const challenges = sentBy(peer).filter(({ to }) => to.hostname === elsewhere.hostname);
  assert(challenges.length > 40 && challenges.length < 60, `${challenges.length}`);
});

Deno.test("a probe is answered with the size that arrived, whatever size it claims", () => {
  const peer = new HostilePeer(new SeededRandom(6), 1000);
  for (const [claimed, bytes] of [[60_000, 100], [1472, 1300], [64, 1472], [1472, 1472]]) {
    const before = peer.outputs.length;
    // As in PROTOCOL.md: a packet has 27 bytes in addition to its plaintext.
    const packet = peer.seal(encodeProbe(claimed, bytes - 27));
    assertEquals(packet.length, bytes);
    peer.session.datagram(packet, PEER_ADDRESS, 1000);
    const answer = sentBy({ outputs: peer.outputs.slice(before) } as HostilePeer).find(({ bytes }) =>
      bytes.length === 31
    );
    assertEquals(peer.open(answer!.bytes), Uint8Array.of(0, 7, bytes >> 8, bytes & 0xff));
  }
});

Deno.test("an answer to a probe that was never sent has no effect: packets stay small", () => {
  const peer = new HostilePeer(new SeededRandom(7), 1000);
  for (const size of [1472, 16_384, 60_000, 0xffff]) {
    peer.session.datagram(peer.seal(Uint8Array.of(0, 7, size >> 8, size & 0xff)), PEER_ADDRESS, 1001);
  }
  for (let ms = 1010; ms < 2200; ms += 10) peer.session.time(ms);
  const [link] = peer.outputs.flatMap((output) => output.kind === "link" ? [output] : []);
  assertEquals(link.packetBytes, 1200);
});
