import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { allocateRecord, LENGTH_PREFIX_BYTES, LengthPrefixReader } from "../../../src/wire/plain/length_prefix.ts";

function framed(...records: Uint8Array[]): Uint8Array {
  const parts = records.map((record) => {
    const bytes = allocateRecord(record.length);
    bytes.set(record, LENGTH_PREFIX_BYTES);
    return [...bytes];
  });
  return Uint8Array.from(parts.flat());
}

Deno.test("records come out whole, however the stream was cut", () => {
  fc.assert(fc.property(
    fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }),
    fc.array(fc.nat({ max: 40 })),
    (records, cuts) => {
      const stream = framed(...records);
      const reader = new LengthPrefixReader(300);
      const got: Uint8Array[] = [];
      let at = 0;
      for (const cut of cuts) {
        got.push(...reader.push(stream.subarray(at, at + cut)));
        at = Math.min(stream.length, at + cut);
      }
      got.push(...reader.push(stream.subarray(at)));
      assertEquals(got, records);
      assert(!reader.midRecord && !reader.tooLong);
    },
  ));
});

Deno.test("a stream cut at every byte gives the same records", () => {
  const records = [new Uint8Array(0), Uint8Array.of(1, 2, 3), new Uint8Array(20).fill(7)];
  const stream = framed(...records);
  for (let cut = 0; cut <= stream.length; cut++) {
    const reader = new LengthPrefixReader(64);
    assertEquals([...reader.push(stream.subarray(0, cut)), ...reader.push(stream.subarray(cut))], records);
  }
});

Deno.test("a length over the limit is refused", () => {
  for (const length of [65n, 2n ** 32n, 2n ** 62n, 2n ** 64n - 1n]) {
    const prefix = new Uint8Array(8);
    new DataView(prefix.buffer).setBigUint64(0, length, true);
    const reader = new LengthPrefixReader(64);
    assertEquals(reader.push(prefix), []);
    assert(reader.tooLong);
    assertEquals(reader.push(new Uint8Array(1000)), [], "nothing is read after it");
  }
});

Deno.test("a record of exactly the limit is read", () => {
  assertEquals(new LengthPrefixReader(64).push(framed(new Uint8Array(64))).length, 1);
});

Deno.test("midRecord tells whether a record has begun", () => {
  const reader = new LengthPrefixReader(64);
  reader.push(framed(new Uint8Array(9)).subarray(0, 3));
  assert(reader.midRecord);
});

Deno.test("a record of 20 MB in small pieces takes linear time and memory", () => {
  const record = new Uint8Array(20 * 1024 * 1024);
  const reader = new LengthPrefixReader(64 * 1024 * 1024);
  const stream = allocateRecord(record.length);
  let got = 0;
  for (let at = 0; at < stream.length; at += 4096) got += reader.push(stream.subarray(at, at + 4096)).length;
  assertEquals(got, 1);
});
