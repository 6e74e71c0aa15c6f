import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { LineAssembler, type ReceivedLine } from "../../../../src/wire/sealed/line/line_assembler.ts";
import { MAX_LINE_BYTES } from "../../../../src/wire/sealed/line/line_record.ts";
import { lineRecord } from "../stream/stream_bytes.ts";

Deno.test("lines are cut wherever the stream is split", () => {
  const texts = ["", "a", "é".repeat(300), "x".repeat(20_000), "last"];
  const stream = Buffer.concat(texts.map(lineRecord));
  for (const step of [1, 2, 3, 5, 1100, stream.length]) {
    const assembler = new LineAssembler(), lines: ReceivedLine[] = [];
    for (let at = 0; at < stream.length; at += step) assembler.push(stream.subarray(at, at + step), lines);
    assertEquals(lines, texts.map((text) => ({ text })));
  }
});

Deno.test("a line over the limit ends the stream, and costs no memory", () => {
  const assembler = new LineAssembler(), lines: ReceivedLine[] = [];
  const claim = Buffer.alloc(4);
  claim.writeUInt32BE(MAX_LINE_BYTES + 1);
  assembler.push(claim, lines);
  assembler.push(lineRecord("more"), lines);
  assertEquals(lines, [{ failure: "text_too_long" }]);
  assert(assembler.broken);
});
