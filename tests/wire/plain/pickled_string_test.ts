import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import {
  decodePickledString,
  encodePickledString,
  pickledStringBytes,
} from "../../../src/wire/plain/pickled_string.ts";
import { readVector } from "../../vectors/read_vector.ts";

const STRINGS = {
  hello: "hello",
  empty: "",
  unicode: "héllo ✓ 你好",
  len255: "y".repeat(255),
  len256: "z".repeat(256),
  len300: "abcdefghij".repeat(30),
  len70000: "0123456789".repeat(7000),
  newline: "a\nb\x1b[31mred",
};

function pickled(text: string): Uint8Array {
  const utf8 = new TextEncoder().encode(text);
  const pickle = new Uint8Array(pickledStringBytes(utf8.length));
  encodePickledString(utf8, pickle);
  return pickle;
}

/** The pickle of a recorded message, without its length. */
const recorded = (name: string) => readVector(`plain/${name}.bin`).subarray(8);

Deno.test("what Python wrote in every protocol is read", () => {
  for (const [name, text] of Object.entries(STRINGS)) {
    for (const protocol of [0, 1, 2, 3, 4, 5]) {
      assertEquals(decodePickledString(recorded(`text-proto${protocol}-${name}`)), { text }, `${name} ${protocol}`);
    }
  }
});

Deno.test("what is written is byte for byte what Python 3.8 and later write", () => {
  for (const [name, text] of Object.entries(STRINGS)) {
    assertEquals(pickled(text), recorded(`text-proto4-${name}`), name);
  }
});

Deno.test("the frame ends where CPython's does", () => {
  for (const [length, opcode] of [[65_535, 0x95], [65_536, 0x58]]) {
    assertEquals(pickled("x".repeat(length))[2], opcode, String(length));
  }
});

Deno.test("every string comes back as it was", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 700 }), (text) => {
    assertEquals(decodePickledString(pickled(text.toWellFormed())), { text: text.toWellFormed() });
  }));
});

const bytes = (...parts: (string | number | number[])[]) =>
  Uint8Array.from(parts.flatMap((p) => typeof p === "string" ? [...new TextEncoder().encode(p)] : p));

/** `os.system("id")` in each protocol, as a hostile peer may send it. */
const HOSTILE: Record<string, Uint8Array> = {
  "protocol 0": bytes("cos\nsystem\n(S'id'\ntR."),
  "protocol 1": bytes("cos\nsystem\nq", 0, "(U", 2, "idtR."),
  "protocol 2": bytes([0x80, 2], "cos\nsystem\n", "X", [2, 0, 0, 0], "id", 0x85, "R."),
  "protocol 3": bytes([0x80, 3], "cos\nsystem\n", "X", [2, 0, 0, 0], "id", 0x85, "R."),
  "protocol 4": bytes([0x80, 4, 0x8c, 2], "os", [0x8c, 6], "system", [0x93, 0x8c, 2], "id", 0x85, "R."),
  "protocol 5": bytes([0x80, 5, 0x8c, 2], "os", [0x8c, 6], "system", [0x93, 0x8c, 2], "id", 0x85, "R."),
  "object": bytes([0x80, 2], "c__builtin__\nobject\n)", 0x81, "."),
  "inst": bytes("(S'id'\nios\nsystem\n."),
  "persistent id": bytes("Pid\n."),
  "extension": bytes([0x80, 2, 0x82, 1], "."),
  "two strings": bytes([0x80, 4, 0x8c, 1], "a", [0x8c, 1], "b", "."),
  "a number": bytes([0x80, 4], "K", 1, "."),
  "bytes": bytes([0x80, 4], "C", 1, "a", "."),
  "a list": bytes([0x80, 4], "]."),
  "None": bytes("N."),
  "nothing": bytes("."),
  "empty": bytes(""),
  "more after the end": bytes([0x80, 4, 0x8c, 1], "a", ".", "x"),
  "a length past the end": bytes([0x80, 4, 0x8c, 200], "a."),
  "a length of 2^64 - 1": bytes([0x80, 4, 0x8d], Array(8).fill(255), "a."),
  "protocol 6": bytes([0x80, 6, 0x8c, 1], "a."),
  "memo before the string": bytes([0x80, 4, 0x94, 0x8c, 1], "a."),
  "memo number of a megabyte": bytes("Va\np", "1".repeat(1_000_000), "\n."),
};

Deno.test("a pickle that is anything but one string is refused", () => {
  for (const [name, pickle] of Object.entries(HOSTILE)) {
    assertEquals(decodePickledString(pickle), { failure: "pickle_unsafe" }, name);
  }
});

Deno.test("text that is not valid Unicode is refused as text_not_utf8", () => {
  for (
    const [name, pickle] of Object.entries({
      "not UTF-8": bytes([0x80, 4, 0x8c, 2, 0xc3, 0x28], "."),
      "lone surrogate": bytes([0x80, 4, 0x8c, 3, 0xed, 0xa0, 0x80], "."),
      "bad escape": bytes("V\\u12\np0\n."),
      "code point too large": bytes("V\\U00110000\np0\n."),
    })
  ) assertEquals(decodePickledString(pickle), { failure: "text_not_utf8" }, name);
});

Deno.test("protocol 0 escapes are Python's raw-unicode-escape", () => {
  const cases: [string, string][] = [
    ["\\u0041\\U0001f600", "A😀"],
    ["\\\\u0041", "\\\\u0041"],
    ["a\\nb", "a\\nb"],
    ["\\", "\\"],
  ];
  for (const [escaped, text] of cases) assertEquals(decodePickledString(bytes("V", escaped, "\np0\n.")), { text });
});

Deno.test("random bytes never make the reader throw", () => {
  const opcodes = [0x80, 0x95, 0x56, 0x58, 0x8c, 0x8d, 0x70, 0x71, 0x72, 0x94, 0x2e, 0, 4, 10, 255];
  const likely = fc.array(fc.oneof(fc.constantFrom(...opcodes), fc.nat({ max: 255 })), { maxLength: 60 });
  fc.assert(
    fc.property(likely, (pickle) => {
      const result = decodePickledString(Uint8Array.from(pickle));
      assert("text" in result || result.failure.length > 0);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("a recorded pickle with any one byte changed is read as a string, or refused", () => {
  const pickle = recorded("text-proto4-hello");
  for (let at = 0; at < pickle.length; at++) {
    for (let value = 0; value < 256; value++) {
      const changed = pickle.slice();
      changed[at] = value;
      const result = decodePickledString(changed);
      assert("text" in result ? result.text.length <= 5 : true);
    }
  }
});
