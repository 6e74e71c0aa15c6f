import { assert } from "@std/assert";
import { Buffer } from "node:buffer";
import { MAX_FRAME_BYTES, mediaHeaderBytes } from "../../src/wire/sealed/track/media_packet.ts";
import { SeededRandom } from "../fake/random.ts";
import { HostilePeer, PEER_ADDRESS } from "../wire/sealed/hostile_peer.ts";
import { picture } from "../wire/sealed/sealed_pair.ts";

/** More `time` inputs than this in a row mean that a deadline never passes. */
const MAX_STEPS = 20_000;
/** The offset and length of a report's numbers. */
const REPORT_NUMBERS = [[2, 6], [8, 6], [14, 4], [18, 6], [24, 6], [30, 4], [34, 4], [38, 4], [42, 4], [46, 4], [
  50,
  6,
]];

/** A call with a hostile peer: everything it sends is correctly sealed, and can say anything. */
export function fuzzPeer(seed: number, rounds: number): void {
  const random = new SeededRandom(seed);
  let nowMs = 1000;
  let peer = new HostilePeer(random, nowMs);
  for (let i = 0; i < rounds; i++) {
    const { session } = peer;
    const number = random.below(2000) === 0 ? 2 ** 48 - 1 - random.below(3) : undefined;
    const from = random.below(20) === 0 ? { ...PEER_ADDRESS, port: random.below(4) } : PEER_ADDRESS;
    session.datagram(peer.seal(hostilePlaintext(random), number), from, nowMs);
    if (random.below(5) === 0) session.offer(picture(i, 1 + random.below(30_000), nowMs), nowMs);
    if (random.below(20) === 0) session.line(i, random.bytes(random.below(5000)), nowMs);
    const untilMs = nowMs + random.next() * (random.below(50) === 0 ? 2000 : 10);
    for (let step = 0; session.deadlineMs <= untilMs; step++) {
      assert(step < MAX_STEPS, "a deadline that never passes");
      nowMs = Math.max(nowMs, session.deadlineMs);
      session.time(nowMs);
    }
    assert(!Number.isNaN(session.deadlineMs));
    nowMs = Math.max(nowMs, untilMs);
    peer.outputs.length = 0;
    if (session.over !== undefined || random.below(3000) === 0) peer = new HostilePeer(random, nowMs);
  }
}

/** Mostly of an existing stream and type, with numbers that are often the largest or smallest. */
function hostilePlaintext(random: SeededRandom): Uint8Array {
  switch (random.below(5)) {
    case 0:
      return control(random);
    case 1:
      return report(random);
    case 2:
      return media(random);
    case 3: {
      const bytes = Buffer.from(random.bytes(8 + random.below(400)));
      bytes[0] = 3;
      put(random, bytes, 1, 6);
      if (random.below(2) === 0) bytes.fill(0, 7);
      return bytes;
    }
    default:
      return random.bytes(1 + random.below(200));
  }
}

function put(random: SeededRandom, bytes: Uint8Array, at: number, length: number): void {
  const kind = random.below(4);
  for (let i = 0; i < length; i++) {
    const small = i === length - 1 ? random.below(50) : 0;
    bytes[at + i] = [0xff, 0, random.below(256), small][kind];
  }
}

function report(random: SeededRandom): Uint8Array {
  const frames = random.below(33);
  const bytes = Buffer.from(random.bytes(58 + frames * 2));
  bytes[0] = 0;
  bytes[1] = 1;
  for (const [at, length] of REPORT_NUMBERS) put(random, bytes, at, length);
  bytes[56] = random.below(2);
  bytes[57] = frames;
  return bytes;
}

function control(random: SeededRandom): Uint8Array {
  const type = 2 + random.below(12), count = random.below(33);
  const length =
    [0, 0, 7 + count * 2, 3, 10, 10, 4 + random.below(1000), 4, 9 + count * 6, 3, 8 + count * 2, 5, 4, 3][type];
  const bytes = Buffer.from(random.bytes(length));
  bytes[0] = 0;
  bytes[1] = type;
  if (type === 2) {
    put(random, bytes, 2, 4);
    bytes[6] = count;
    for (let i = 0; i < count; i++) put(random, bytes, 7 + 2 * i, 2);
  }
  if (type === 10) {
    bytes[2] = random.below(6);
    put(random, bytes, 3, 4);
    bytes[7] = count;
    for (let i = 0; i < count; i++) put(random, bytes, 8 + 2 * i, 2);
  }
  // From an end with few candidates to one with too many.
  if (type === 12) {
    const candidates = random.below(11);
    bytes[3] = candidates;
    const told = Array.from({ length: candidates }, () => {
      const family = 4 + 2 * random.below(2);
      return Buffer.concat([Uint8Array.of(family), random.bytes(family === 4 ? 6 : 18)]);
    });
    return Buffer.concat([bytes, ...told]);
  }
  // A goodbye ends the call, so send one only sometimes.
  if (type === 3) bytes[2] = random.below(20);
  if (type === 8) {
    put(random, bytes, 2, 6);
    bytes[8] = count;
    for (let i = 0, at = 1; i < count; i++, at += 2 + random.below(9000)) {
      bytes.writeUIntBE(at, 9 + 6 * i, 3);
      bytes.writeUIntBE(++at + random.below(2), 12 + 6 * i, 3);
    }
  }
  return bytes;
}

/** A packet of one of a few tracks, or in the form without tracks. Its extensions are mostly complete. */
function media(random: SeededRandom): Uint8Array {
  const tracked = random.below(2) === 0;
  const shardBytes = 1 + random.below([1, 10, 1000][random.below(3)]);
  const most = 1 + random.below([2, 20, 300, 65_535][random.below(4)]);
  const frameBytes = Math.min(MAX_FRAME_BYTES, (most - 1) * shardBytes + 1 + random.below(shardBytes));
  const k = Math.ceil(frameBytes / shardBytes);
  const m = k < 255 ? random.below(256 - k) : 0;
  const index = random.below(k + m);
  const shard = index === k - 1 ? frameBytes - (k - 1) * shardBytes : shardBytes;
  const extensions = tracked && random.below(4) === 0 ? 2 + random.below(20) : 0;
  const at = tracked ? 5 : 3;
  const bytes = Buffer.from(random.bytes(mediaHeaderBytes(tracked ? "media" : "video") + extensions + shard));
  if (tracked) {
    bytes[0] = 4;
    bytes[1] = random.below(6);
    bytes[2] = random.below(4) << 4 | 1;
    bytes[3] = random.below(4);
    bytes[4] = extensions;
    if (extensions > 0 && random.below(4) > 0) bytes[mediaHeaderBytes("media") + 1] = extensions - 2;
  } else {
    bytes[0] = bytes[1] = 1;
    bytes[2] = random.below(4);
  }
  put(random, bytes, at, 4);
  put(random, bytes, at + 4, 4);
  put(random, bytes, at + 12, 6);
  bytes.writeUInt32BE(frameBytes, at + 18);
  bytes.writeUInt16BE(shardBytes, at + 22);
  bytes.writeUInt16BE(index, at + 24);
  bytes.writeUInt16BE(k, at + 26);
  bytes[at + 28] = m;
  return bytes;
}
