/** Many packets of a train arrive at once, and a session does not check everything after each of them. */
import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { decodeControl } from "../../../../src/wire/sealed/session/control_message.ts";
import { encodeMediaHeader, writeMediaPacket } from "../../../../src/wire/sealed/track/media_packet.ts";
import { SeededRandom } from "../../../fake/random.ts";
import { HostilePeer, PEER_ADDRESS } from "../hostile_peer.ts";

const K = 10, SHARD_BYTES = 100, START_MS = 10_000;

/** A session that receives frames packet by packet. */
function session() {
  const peer = new HostilePeer(new SeededRandom(1), START_MS - 5000);
  const shape = { frameBytes: K * SHARD_BYTES, shardBytes: SHARD_BYTES, k: K, m: 0 };
  const meta = { track: 0, kind: "camera", codec: "jpeg", captureMs: 1, keyframe: true } as const;
  const arrive = (frameNumber: number, index: number, nowMs: number) => {
    const ofFrame = { ...meta, sequence: frameNumber, dependsOn: frameNumber };
    const header = encodeMediaHeader("media", { frameNumber, index: 0, resent: false, shape, meta: ofFrame });
    const plain = Buffer.alloc(header.length + SHARD_BYTES);
    writeMediaPacket(plain, 0, { header, index, resent: false, shard: new Uint8Array(SHARD_BYTES) });
    assert(peer.session.datagram(peer.seal(plain), PEER_ADDRESS, nowMs));
  };
  /** Complete frames, so that the link is known. */
  const arriveFrames = (count: number, fromMs: number) => {
    for (let n = 0; n < count; n++) {
      for (let index = 0; index < K; index++) arrive(n, index, fromMs + n * 33 + index * 0.05);
    }
  };
  /** Lets the time pass as a call does: to each deadline and no further. */
  const runUntil = (fromMs: number, untilMs: number) => {
    for (let nowMs = fromMs; peer.session.deadlineMs <= untilMs;) {
      nowMs = Math.max(nowMs, peer.session.deadlineMs);
      peer.session.time(nowMs);
    }
  };
  const since = (mark: number) => peer.outputs.slice(mark);
  const nacks = (mark: number) =>
    since(mark).flatMap((output) => {
      if (output.kind !== "send_datagram") return [];
      const message = decodeControl(Buffer.from(peer.open(output.bytes)));
      return message?.kind === "nack" ? [{ frameNumber: message.frameNumber, indexes: [...message.indexes] }] : [];
    });
  return { peer, arrive, arriveFrames, runUntil, since, nacks };
}

Deno.test("every frame is given out with its last packet", () => {
  const { peer, arriveFrames, since } = session();
  peer.session.time(START_MS - 1);
  const mark = peer.outputs.length;
  arriveFrames(20, START_MS);
  assertEquals(since(mark).filter(({ kind }) => kind === "frame_received").length, 20);
});

Deno.test("the lost end of a train is requested at the deadline, although its other packets all came within a moment", () => {
  const { peer, arrive, arriveFrames, runUntil, nacks } = session();
  arriveFrames(3, START_MS);
  const lastMs = START_MS + 200;
  runUntil(START_MS + 80, lastMs - 1);
  const mark = peer.outputs.length;
  for (let index = 0; index < K - 2; index++) arrive(3, index, lastMs + index * 0.05);
  runUntil(lastMs + 1, lastMs + 25);
  assertEquals(nacks(mark), [{ frameNumber: 3, indexes: [8, 9] }]);
});

Deno.test("a hole in a train is requested while the train still arrives", () => {
  const { peer, arrive, arriveFrames, runUntil, nacks } = session();
  arriveFrames(3, START_MS);
  const lastMs = START_MS + 200;
  runUntil(START_MS + 80, lastMs - 1);
  const mark = peer.outputs.length;
  for (const index of [0, 1, 2, 4, 5, 6]) arrive(3, index, lastMs + index * 0.05);
  runUntil(lastMs + 1, lastMs + 5);
  assertEquals(nacks(mark), [{ frameNumber: 3, indexes: [3] }]);
});
