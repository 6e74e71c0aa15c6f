import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { ReliableReceiver } from "../../../../src/wire/sealed/stream/reliable_receiver.ts";
import { RECEIVE_WINDOW_BYTES } from "../../../../src/wire/sealed/stream/reliable_stream.ts";
import { SeededRandom } from "../../../fake/random.ts";
import { segmentPacket } from "./stream_bytes.ts";

/** `length` bytes that do not repeat with a period of the window or of a segment. */
const bytesOf = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, i) => i * 7 + (i >> 9) + (i >> 17)));

/** Takes bytes, at most so many in total. */
function taker() {
  const parts: Uint8Array[] = [];
  const taker = {
    limit: Infinity,
    get bytes(): Buffer {
      return Buffer.concat(parts);
    },
    take(bytes: Uint8Array): number {
      const some = Uint8Array.from(bytes.subarray(0, taker.limit));
      taker.limit -= some.length;
      parts.push(some);
      return some.length;
    },
  };
  return taker;
}

Deno.test("overlapping parts in any order give every byte once, through many turns of the ring", () => {
  const random = new SeededRandom(5), stream = bytesOf(3_200_000);
  const receiver = new ReliableReceiver(), reader = taker();
  for (let rounds = 0; receiver.acknowledged < stream.length; rounds++) {
    assert(rounds < 100_000);
    const ahead = random.below(4) === 0 ? 0 : random.below(RECEIVE_WINDOW_BYTES - 2000);
    const offset = Math.max(0, receiver.acknowledged - random.below(500) + ahead);
    const bytes = stream.subarray(offset, offset + 1 + random.below(30_000));
    if (bytes.length === 0) continue;
    receiver.receive(segmentPacket(offset, bytes), reader.take, rounds);
    let last = receiver.acknowledged;
    assert(receiver.ranges.length <= 128);
    for (const { start, end } of receiver.ranges) {
      assert(start > last && end > start);
      last = end;
    }
  }
  assert(reader.bytes.equals(stream));
});

Deno.test("bytes beyond the window are refused, and so is a packet without bytes", () => {
  const receiver = new ReliableReceiver(), { take } = taker();
  assertEquals(receiver.receive(segmentPacket(RECEIVE_WINDOW_BYTES, Buffer.of(1)), take, 0), false);
  assertEquals(receiver.receive(segmentPacket(RECEIVE_WINDOW_BYTES - 1, Buffer.of(1)), take, 0), true);
  assertEquals(receiver.receive(Buffer.from([3, 0, 0, 0, 0, 0, 0]), take, 0), false);
});

Deno.test("bytes that are not taken are held, not acknowledged, and delivered later in their order", () => {
  const stream = bytesOf(3000), receiver = new ReliableReceiver(), reader = taker();
  reader.limit = 700;
  receiver.receive(segmentPacket(0, stream.subarray(0, 1000)), reader.take, 0);
  assert(receiver.held);
  assertEquals([receiver.acknowledged, receiver.ranges], [700, [{ start: 700, end: 1000 }]]);
  reader.limit = Infinity;
  // Nothing is delivered before the reader asks for the held bytes, even if a packet brings the next bytes again.
  receiver.receive(segmentPacket(1000, stream.subarray(1000, 1500)), reader.take, 1);
  receiver.receive(segmentPacket(500, stream.subarray(500, 2000)), reader.take, 1);
  assertEquals([receiver.acknowledged, receiver.ranges], [700, [{ start: 700, end: 2000 }]]);
  assert(receiver.takeAck(4));
  reader.limit = 500;
  receiver.deliverHeld(reader.take, 5);
  assertEquals([receiver.acknowledged, receiver.held], [1200, true]);
  // An acknowledgement is due, to tell the peer that there is room again.
  assertEquals(receiver.ackDeadlineMs, 9);
  reader.limit = Infinity;
  receiver.deliverHeld(reader.take, 6);
  receiver.receive(segmentPacket(2000, stream.subarray(2000)), reader.take, 7);
  assertEquals([receiver.acknowledged, receiver.held, receiver.ranges], [3000, false, []]);
  assert(reader.bytes.equals(stream));
});

Deno.test("an acknowledgement is due 4 ms after the first packet, or with the sixteenth", () => {
  const receiver = new ReliableReceiver(), { take } = taker();
  assertEquals(receiver.ackDeadlineMs, Infinity);
  for (let i = 0; i < 15; i++) receiver.receive(segmentPacket(i, Buffer.of(i)), take, i / 10);
  assertEquals(receiver.ackDeadlineMs, 4);
  assert(!receiver.takeAck(3.9));
  receiver.receive(segmentPacket(15, Buffer.of(15)), take, 2);
  assert(receiver.takeAck(2));
  assert(!receiver.takeAck(100));
});
