import { assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import {
  decodePickledString,
  encodePickledString,
  pickledStringBytes,
} from "../../../src/wire/plain/pickled_string.ts";
import { RawUnicodeEscapeText, Utf8Text } from "../../../src/wire/plain/pickled_text.ts";
import { TextRecordReader } from "../../../src/wire/plain/text_record.ts";
import { readVector } from "../../vectors/read_vector.ts";

const utf8 = new TextEncoder();

/** Decodes `bytes` in pieces that end at `cuts`. */
function inPieces(text: Utf8Text | RawUnicodeEscapeText, bytes: Uint8Array, cuts: readonly number[]) {
  let at = 0;
  for (const cut of cuts.toSorted((a, b) => a - b)) if (cut > at) at += text.push(bytes.subarray(at, cut));
  return text.end(bytes.subarray(at));
}

Deno.test("a text, or the error in it, is the same wherever its bytes are cut", () => {
  const piece = fc.constantFrom(
    "a",
    "é",
    "你",
    "😀",
    "\\",
    "\\u00e9",
    "\\U0001f600",
    "\\ud83d",
    "\\u12",
    "\\U00110000",
    "\\x",
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  const bytes = fc.oneof(text.map((text) => utf8.encode(text)), fc.uint8Array({ maxLength: 12 }));
  fc.assert(fc.property(bytes, fc.array(fc.nat(60)), (bytes, cuts) => {
    assertEquals(inPieces(new Utf8Text(), bytes, cuts), inPieces(new Utf8Text(), bytes, []));
    assertEquals(inPieces(new RawUnicodeEscapeText(), bytes, cuts), inPieces(new RawUnicodeEscapeText(), bytes, []));
  }));
});

/** A text record: length, then pickle. */
function record(pickle: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + pickle.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(pickle.length), true);
  bytes.set(pickle, 8);
  return bytes;
}

function pickled(text: string): Uint8Array {
  const encoded = utf8.encode(text);
  const pickle = new Uint8Array(pickledStringBytes(encoded.length));
  encodePickledString(encoded, pickle);
  return pickle;
}

Deno.test("a long text in pieces is read like one that comes at once, and so is the next text", () => {
  const long = "né😀\u202e\x01".repeat(60_000);
  const escaped = utf8.encode(`V${"\\u00e9\\U0001f600\\\\x".repeat(20_000)}\np0\n.`);
  const longer = utf8.encode(`V${"\\u00e9".repeat(40_000)}`); // never ends
  const pickles = [
    pickled(long),
    escaped,
    pickled("short"),
    longer,
    pickled(`${long}!`),
    pickled(long).subarray(0, -1),
  ];
  const expected = pickles.map((pickle) => decodePickledString(pickle));
  assertEquals(expected.map((one) => "text" in one ? one.text.length : one.failure), [
    360_000,
    120_000,
    5,
    "pickle_unsafe",
    360_001,
    "pickle_unsafe",
  ]);
  for (const size of [1000, 65_536, 100_003, 10_000_000]) {
    const reader = new TextRecordReader();
    const came = [];
    const stream = new Uint8Array(pickles.flatMap((pickle) => [...record(pickle)]));
    for (let at = 0; at < stream.length; at += size) came.push(...reader.push(stream.subarray(at, at + size)));
    assertEquals(came, expected, `${size}`);
  }
});

Deno.test("what Python wrote in every protocol is read, in pieces", () => {
  for (const protocol of [0, 1, 2, 3, 4, 5]) {
    const bytes = readVector(`plain/text-proto${protocol}-len70000.bin`);
    const reader = new TextRecordReader();
    const came = [];
    for (let at = 0; at < bytes.length; at += 999) came.push(...reader.push(bytes.subarray(at, at + 999)));
    assertEquals(came, [{ text: "0123456789".repeat(7000) }], `${protocol}`);
  }
});
