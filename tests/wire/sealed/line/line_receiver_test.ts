import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { ReceivedLine } from "../../../../src/wire/sealed/line/line_assembler.ts";
import { LineReceiver } from "../../../../src/wire/sealed/line/line_receiver.ts";
import { MAX_LINE_BYTES } from "../../../../src/wire/sealed/line/line_record.ts";
import { ReliableReceiver } from "../../../../src/wire/sealed/stream/reliable_receiver.ts";
import { lineRecord, segmentPacket } from "../stream/stream_bytes.ts";

Deno.test("many short lines are given out a hundred at a time and in order, however they arrive", () => {
  const texts = Array.from({ length: 2000 }, (_, i) => i % 3 === 0 ? "" : String(i));
  const bytes = Buffer.concat(texts.map(lineRecord));
  for (const step of [700, 5000, bytes.length]) {
    const stream = new ReliableReceiver(), receiver = new LineReceiver(stream), lines: ReceivedLine[] = [];
    const take = (some: readonly ReceivedLine[] | undefined) => {
      assert(some !== undefined && some.length <= 100);
      lines.push(...some);
    };
    // The first part arrives last, so that everything can be read at once.
    for (let at = step; at < bytes.length; at += step) {
      take(receiver.receive(segmentPacket(at, bytes.subarray(at, at + step)), 0));
    }
    take(receiver.receive(segmentPacket(0, bytes.subarray(0, step)), 0));
    // A line that arrives while others wait does not overtake them.
    take(receiver.receive(segmentPacket(bytes.length, lineRecord("last")), 0));
    let nowMs = 0;
    while (receiver.restDeadlineMs !== Infinity) {
      assert(receiver.restDeadlineMs > nowMs);
      take(receiver.takeRest(nowMs));
      nowMs = receiver.restDeadlineMs;
      take(receiver.takeRest(nowMs));
    }
    assertEquals(lines, [...texts, "last"].map((text) => ({ text })));
    assertEquals(stream.ranges, []);
    assertEquals(stream.acknowledged, bytes.length + 8);
  }
});

Deno.test("after a line over the limit, nothing more of the stream is read", () => {
  const stream = new ReliableReceiver(), receiver = new LineReceiver(stream);
  const claim = Buffer.alloc(4);
  claim.writeUInt32BE(MAX_LINE_BYTES + 1);
  assertEquals(receiver.receive(segmentPacket(0, claim), 0), [{ failure: "text_too_long" }]);
  assert(receiver.broken);
  assertEquals(receiver.receive(segmentPacket(4, lineRecord("more")), 1), []);
  assertEquals(receiver.receive(segmentPacket(2000, lineRecord("ahead")), 1), []);
  assertEquals([stream.acknowledged, stream.ranges.length, receiver.restDeadlineMs], [4, 0, Infinity]);
});
