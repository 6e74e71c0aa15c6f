import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { ReliableSender } from "../../../../src/wire/sealed/stream/reliable_sender.ts";
import { segmentPacket } from "./stream_bytes.ts";

const RTT_MS = 50;

const sender = (maxBacklogBytes = 100_000) => new ReliableSender({ id: 9, priority: 0, maxBacklogBytes });

Deno.test("bytes leave in segments of at most 1100, with the stream's id and their offset", () => {
  const stream = sender(), bytes = Buffer.from(Uint8Array.from({ length: 2500 }, (_, i) => i));
  assert(stream.write(bytes));
  assert(stream.write(Buffer.of(1, 2)));
  assertEquals(stream.poll(RTT_MS, Infinity, 0), [
    segmentPacket(0, bytes.subarray(0, 1100), 9),
    segmentPacket(1100, bytes.subarray(1100, 2200), 9),
    segmentPacket(2200, bytes.subarray(2200), 9),
    segmentPacket(2500, Buffer.of(1, 2), 9),
  ]);
  assertEquals([stream.written, stream.sent, stream.acknowledged], [2502, 2502, 0]);
});

Deno.test("a full backlog takes nothing more until the peer has acknowledged some of it", () => {
  const stream = sender(3000);
  assert(stream.write(new Uint8Array(2500)));
  assertEquals([stream.roomBytes, stream.backlogBytes], [500, 2500]);
  assert(!stream.write(new Uint8Array(501)));
  assertEquals([stream.roomBytes, stream.written], [500, 2500]);
  assert(stream.write(new Uint8Array(500)));
  assert(!stream.write(new Uint8Array(1)));
  stream.poll(RTT_MS, Infinity, 0);
  stream.acknowledge(1100, [], 50);
  assertEquals([stream.roomBytes, stream.backlogBytes], [1100, 1900]);
  assert(stream.write(new Uint8Array(1100)));
});

Deno.test("an acknowledgement of bytes that were never sent changes nothing", () => {
  const stream = sender();
  stream.write(new Uint8Array(5000));
  assertEquals(stream.poll(RTT_MS, 1, 0).length, 1);
  stream.acknowledge(5000, [], 50);
  assertEquals([stream.acknowledged, stream.sent], [0, 1100]);
});

Deno.test("a segment is sent again if three later ones have arrived, at a timeout, or when the link is back", () => {
  const stream = sender();
  stream.write(new Uint8Array(5 * 1100));
  const offsets = (packets: readonly Buffer[]) => packets.map((packet) => packet.readUIntBE(1, 6));
  assertEquals(offsets(stream.poll(RTT_MS, Infinity, 0)), [0, 1100, 2200, 3300, 4400]);
  stream.acknowledge(0, [{ start: 1100, end: 3300 }], 50);
  assertEquals(offsets(stream.poll(RTT_MS, Infinity, 51)), []);
  stream.acknowledge(0, [{ start: 1100, end: 4400 }], 52);
  assertEquals(offsets(stream.poll(RTT_MS, Infinity, 53)), [0]);
  // 1.5 RTT + 20 ms after the latest acknowledgement.
  assertEquals(stream.deadlineMs(RTT_MS), 147);
  assertEquals(offsets(stream.poll(RTT_MS, Infinity, 146)), []);
  assertEquals(offsets(stream.poll(RTT_MS, Infinity, 147)), [0, 4400]);
  stream.resume();
  assertEquals(offsets(stream.poll(RTT_MS, Infinity, 149)), [0, 4400]);
  stream.acknowledge(5500, [], 200);
  assertEquals([stream.deadlineMs(RTT_MS), stream.backlogBytes], [Infinity, 0]);
});

Deno.test("when packets become smaller, what has not arrived is cut again, and every byte leaves once more", () => {
  const stream = sender(), bytes = Buffer.from(Uint8Array.from({ length: 4400 }, (_, i) => i));
  stream.write(bytes);
  assertEquals(stream.poll(RTT_MS, 3300, 0).length, 3);
  stream.acknowledge(0, [{ start: 1100, end: 2200 }], 50);
  stream.fit(500);
  const again = [[0, 500], [500, 1000], [1000, 1100], [2200, 2700], [2700, 3200], [3200, 3300]];
  const unsent = [[3300, 3800], [3800, 4300], [4300, 4400]];
  assertEquals(
    stream.poll(RTT_MS, Infinity, 60),
    [...again, ...unsent].map(([start, end]) => segmentPacket(start, bytes.subarray(start, end), 9)),
  );
  stream.acknowledge(4400, [], 100);
  assertEquals([stream.backlogBytes, stream.deadlineMs(RTT_MS)], [0, Infinity]);
  stream.write(bytes.subarray(0, 600));
  assertEquals(stream.poll(RTT_MS, Infinity, 110).map(({ length }) => length - 7), [500, 100]);
  stream.fit(5000);
  stream.write(bytes);
  assertEquals(stream.poll(RTT_MS, Infinity, 120).map(({ length }) => length - 7), [1100, 1100, 1100, 1100]);
});

Deno.test("a segment that was cut may still arrive whole", () => {
  const stream = sender();
  stream.write(new Uint8Array(2200));
  stream.poll(RTT_MS, Infinity, 0);
  stream.fit(500);
  stream.acknowledge(1100, [], 40);
  assertEquals(stream.poll(RTT_MS, Infinity, 60).map((payload) => payload.readUIntBE(1, 6)), [1100, 1600, 2100]);
  stream.acknowledge(2200, [], 100);
  assertEquals(stream.backlogBytes, 0);
});
