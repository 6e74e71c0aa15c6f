import { assertEquals, assertThrows } from "@std/assert";
import { ascii, element, elementOfUnknownSize, float, unsigned } from "../../../src/media/recording/ebml_element.ts";
import { all, numberIn, readEbml } from "./ebml_reader.ts";

const TIMESTAMP = 0xe7, CLUSTER = 0x1f43b675, SIMPLE_BLOCK = 0xa3;

Deno.test("elements are written as in RFC 8794", () => {
  assertEquals(unsigned(TIMESTAMP, 0).toHex(), "e78100");
  assertEquals(unsigned(TIMESTAMP, 255).toHex(), "e781ff");
  assertEquals(unsigned(TIMESTAMP, 256).toHex(), "e7820100");
  assertEquals(unsigned(TIMESTAMP, 2 ** 40).toHex(), "e786010000000000");
  assertEquals(ascii(0x4282, "webm").toHex(), "4282847765626d");
  assertEquals(float(0xb5, 48_000).toHex(), "b58840e7700000000000");
  assertEquals(elementOfUnknownSize(CLUSTER).toHex(), "1f43b67501ffffffffffffff");
});

Deno.test("a size is as short as it can be, and never the one that means unknown", () => {
  const headOf = (bytes: number) => element(SIMPLE_BLOCK, new Uint8Array(bytes)).subarray(0, -bytes || 2).toHex();
  assertEquals(headOf(0), "a380");
  assertEquals(headOf(126), "a3fe");
  assertEquals(headOf(127), "a3407f");
  assertEquals(headOf(16_382), "a37ffe");
  assertEquals(headOf(16_383), "a3203fff");
  assertEquals(headOf(2 ** 21 - 2), "a33ffffe");
  assertEquals(headOf(2 ** 21 - 1), "a3101fffff");
});

Deno.test("the reader of these tests finds elements, cut elements, and bytes that are not an element", () => {
  const file = element(CLUSTER, unsigned(TIMESTAMP, 1234), element(SIMPLE_BLOCK, Uint8Array.of(1, 2, 3)));
  const { elements, cut } = readEbml(file);
  assertEquals([cut, elements.map(({ name }) => name)], [0, ["Cluster"]]);
  assertEquals(all(elements, "Timestamp").map(numberIn), [1234]);
  assertEquals(all(elements, "SimpleBlock").map(({ content }) => content.join()), ["1,2,3"]);
  assertEquals(readEbml(file.subarray(0, -1)), { elements: [], cut: 1 });
  assertThrows(() => readEbml(Uint8Array.of(0x81, 0x81, 0)), Error, "unknown element 81");
});
