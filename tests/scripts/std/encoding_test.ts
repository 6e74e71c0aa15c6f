/** True of the stand-in and of the original, which a release uses in its place. */
import { assertEquals, assertThrows } from "@std/assert";
import { decodeBase64, decodeBase64Url, decodeHex, encodeBase64, encodeBase64Url, encodeHex } from "@std/encoding";

Deno.test("base64 is written with padding, base64url without it, and both are read again", () => {
  const bytes = Uint8Array.of(0xff, 0xd8, 0xff, 0xfb);
  assertEquals([encodeBase64(bytes), encodeBase64Url(bytes)], ["/9j/+w==", "_9j_-w"]);
  assertEquals([decodeBase64("/9j/+w=="), decodeBase64Url("_9j_-w")], [bytes, bytes]);
  assertEquals([encodeBase64("é"), encodeBase64Url("é")], ["w6k=", "w6k"]);
});

Deno.test("base64 is read without padding, with half of it, and with unused bits", () => {
  const bytes = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0x00);
  for (const text of ["/9j/4AA=", "/9j/4AA", "/9j/4AB", "/9j/4AA=="]) assertEquals(decodeBase64(text), bytes, text);
  for (const text of ["_9j_4AA=", "_9j_4AA"]) assertEquals(decodeBase64Url(text), bytes, text);
  for (const text of ["", "=", "=="]) assertEquals(decodeBase64(text), new Uint8Array(0), text);
  for (const text of ["AA==", "AA=", "AA"]) assertEquals(decodeBase64(text), Uint8Array.of(0), text);
});

Deno.test("text that is not base64 is refused", () => {
  for (const text of ["_9j_", "AA A", "AAA\n", "A===", "AB=C", "====", "é"]) {
    assertThrows(() => decodeBase64(text), TypeError, "Invalid character", text);
  }
  for (const text of ["/9j/", "AA=C"]) assertThrows(() => decodeBase64Url(text), TypeError, "Invalid character", text);
  for (const text of ["A", "AAAAA", "A=", "A=="]) assertThrows(() => decodeBase64(text), RangeError, "Length", text);
});

Deno.test("hexadecimal digits are read in either case and written in lower case", () => {
  assertEquals(encodeHex(Uint8Array.of(0, 0xab)), "00ab");
  for (const text of ["00ab", "00AB"]) assertEquals(decodeHex(text), Uint8Array.of(0, 0xab));
  assertThrows(() => decodeHex("abc"), RangeError, "divisible by 2");
  for (const text of ["0x", "a ", "é"]) assertThrows(() => decodeHex(text), TypeError, "Invalid character", text);
});
