import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { SEAL_OVERHEAD } from "../../../../src/wire/sealed/session/sealed_packet.ts";
import { StreamExchange } from "../../../../src/wire/sealed/stream/stream_exchange.ts";
import { StreamShare } from "../../../../src/wire/sealed/stream/stream_share.ts";
import { segmentPacket } from "./stream_bytes.ts";

const RTT_MS = 50;
const CAPACITY_KBPS = 1000;
const STREAM = { id: 9, priority: 1, maxBacklogBytes: 200_000 };

function exchange({ startedMs, linkFreeMs = 0 }: { startedMs: number; linkFreeMs?: number }) {
  const sent: { atMs: number; bytes: number }[] = [];
  let taken = 0;
  const media = {
    startedMs,
    linkFreeMs,
    capacityKbps: CAPACITY_KBPS,
    onStreamsSent: (bytes: number) => taken += bytes,
  };
  const stream = new StreamExchange({
    stream: STREAM,
    share: new StreamShare(media),
    send: (plain, atMs) => sent.push({ atMs, bytes: plain.length + SEAL_OVERHEAD }),
    encodeAck: (acknowledged) => Buffer.from(`${acknowledged}`),
  });
  return { stream, sent, taken: () => taken };
}

const bytesOf = (sent: readonly { bytes: number }[]) => sent.reduce((sum, { bytes }) => sum + bytes, 0);

Deno.test("while pictures are sent, a stream keeps to its share from its first packet on", () => {
  const { stream, sent, taken } = exchange({ startedMs: 990 });
  stream.sender.write(new Uint8Array(100_000));
  let nowMs = 1000;
  stream.poll(RTT_MS, nowMs);
  assert(bytesOf(sent) > 1000 && bytesOf(sent) < 6000, `${bytesOf(sent)} bytes at once`);
  assertEquals(taken(), bytesOf(sent));
  for (; nowMs < 1400; nowMs++) {
    stream.poll(RTT_MS, nowMs);
    stream.sender.acknowledge(sent.length * 1100, [], nowMs);
  }
  const kbps = bytesOf(sent) * 8 / 400;
  assert(kbps > CAPACITY_KBPS * 0.2 && kbps < CAPACITY_KBPS * 0.35, `${kbps} kbit/s`);
});

Deno.test("without pictures, a first window is sent at once", () => {
  const { stream, sent, taken } = exchange({ startedMs: -1000 });
  stream.sender.write(new Uint8Array(100_000));
  stream.poll(RTT_MS, 1000);
  assert(bytesOf(sent) > 11_000 && bytesOf(sent) < 13_000, `${bytesOf(sent)} bytes at once`);
  assertEquals(taken(), 0);
});

Deno.test("bytes that arrive are acknowledged when that is due, with the stream's own message", () => {
  const { stream, sent } = exchange({ startedMs: -1000 });
  assert(stream.receiver.receive(segmentPacket(0, Buffer.alloc(50), STREAM.id), (bytes) => bytes.length, 100));
  assertEquals(stream.deadlineMs(RTT_MS), 104);
  stream.poll(RTT_MS, 103);
  assertEquals(sent, []);
  stream.poll(RTT_MS, 104);
  assertEquals(sent, [{ atMs: 104, bytes: 2 + SEAL_OVERHEAD }]);
  assertEquals(stream.deadlineMs(RTT_MS), Infinity);
});
