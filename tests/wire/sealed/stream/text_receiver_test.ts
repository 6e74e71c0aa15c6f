import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { LineAssembler, type ReceivedLine } from "../../../../src/wire/sealed/stream/line_assembler.ts";
import { TextReceiver } from "../../../../src/wire/sealed/stream/text_receiver.ts";
import { MAX_TEXT_BYTES, TEXT_WINDOW_BYTES } from "../../../../src/wire/sealed/stream/text_stream.ts";
import { SeededRandom } from "../../../fake/random.ts";

function record(text: string): Buffer {
  const utf8 = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(utf8.length);
  return Buffer.concat([length, utf8]);
}

function packet(offset: number, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(7);
  header[0] = 3;
  header.writeUIntBE(offset, 1, 6);
  return Buffer.concat([header, bytes]);
}

Deno.test("lines are cut wherever the stream is split", () => {
  const texts = ["", "a", "é".repeat(300), "x".repeat(20_000), "last"];
  const stream = Buffer.concat(texts.map(record));
  for (const step of [1, 2, 3, 5, 1100, stream.length]) {
    const assembler = new LineAssembler(), lines: ReceivedLine[] = [];
    for (let at = 0; at < stream.length; at += step) assembler.push(stream.subarray(at, at + step), lines);
    assertEquals(lines, texts.map((text) => ({ text })));
  }
});

Deno.test("a line over the limit ends the stream, and costs no memory", () => {
  const assembler = new LineAssembler(), lines: ReceivedLine[] = [];
  const claim = Buffer.alloc(4);
  claim.writeUInt32BE(MAX_TEXT_BYTES + 1);
  assembler.push(claim, lines);
  assembler.push(record("more"), lines);
  assertEquals(lines, [{ failure: "text_too_long" }]);
  assert(assembler.broken);
});

Deno.test("overlapping parts in any order give every byte once, through many turns of the ring", () => {
  const random = new SeededRandom(5);
  const text = Array.from({ length: 400_000 }, (_, i) => String.fromCharCode(97 + (i * 7 + (i >> 9)) % 26)).join("");
  const stream = Buffer.concat(Array.from({ length: 8 }, () => record(text)));
  const receiver = new TextReceiver(), lines: ReceivedLine[] = [];
  for (let rounds = 0; receiver.acknowledged < stream.length; rounds++) {
    assert(rounds < 100_000);
    const ahead = random.below(4) === 0 ? 0 : random.below(TEXT_WINDOW_BYTES - 2000);
    const offset = Math.max(0, receiver.acknowledged - random.below(500) + ahead);
    const bytes = stream.subarray(offset, offset + 1 + random.below(30_000));
    if (bytes.length === 0) continue;
    lines.push(...receiver.receive(packet(offset, bytes), rounds) ?? []);
    let last = receiver.acknowledged;
    assert(receiver.ranges.length <= 128);
    for (const { start, end } of receiver.ranges) {
      assert(start > last && end > start);
      last = end;
    }
  }
  assertEquals(lines.length, 8);
  for (const line of lines) assert("text" in line && line.text === text);
});

Deno.test("what lies beyond the window is no text packet", () => {
  const receiver = new TextReceiver();
  assertEquals(receiver.receive(packet(TEXT_WINDOW_BYTES, Buffer.of(1)), 0), undefined);
  assertEquals(receiver.receive(packet(TEXT_WINDOW_BYTES - 1, Buffer.of(1)), 0), []);
  assertEquals(receiver.receive(Buffer.from([3, 0, 0, 0, 0, 0, 0]), 0), undefined);
});

Deno.test("any number of short lines comes out a hundred at a time, in order, however they came", () => {
  const texts = Array.from({ length: 2000 }, (_, i) => i % 3 === 0 ? "" : String(i));
  const stream = Buffer.concat(texts.map(record));
  for (const step of [700, 5000, stream.length]) {
    const receiver = new TextReceiver(), lines: ReceivedLine[] = [];
    const take = (some: readonly ReceivedLine[] | undefined) => {
      assert(some !== undefined && some.length <= 100);
      lines.push(...some);
    };
    // The first part comes last: then all of it is there at once.
    for (let at = step; at < stream.length; at += step) {
      take(receiver.receive(packet(at, stream.subarray(at, at + step)), 0));
    }
    take(receiver.receive(packet(0, stream.subarray(0, step)), 0));
    // What comes while lines wait does not overtake them.
    take(receiver.receive(packet(stream.length, record("last")), 0));
    let nowMs = 0;
    while (receiver.restDeadlineMs !== Infinity) {
      assert(receiver.restDeadlineMs > nowMs);
      take(receiver.takeRest(nowMs));
      nowMs = receiver.restDeadlineMs;
      take(receiver.takeRest(nowMs));
    }
    assertEquals(lines, [...texts, "last"].map((text) => ({ text })));
    assertEquals(receiver.ranges, []);
    assertEquals(receiver.acknowledged, stream.length + 8);
  }
});
