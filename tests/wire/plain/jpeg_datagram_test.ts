import { assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { decodeJpegDatagram, encodeJpegDatagram, JPEG_LIMIT_BYTES } from "../../../src/wire/plain/jpeg_datagram.ts";
import type { DropReason } from "../../../src/wire/drop_reason.ts";
import { readVector } from "../../vectors/read_vector.ts";

const names = Array.from({ length: 10 }, (_, n) => `plain/video-00${n}.bin`);

Deno.test("frames of both original programs are read, and written back byte for byte", () => {
  for (const name of names) {
    const datagram = readVector(name);
    const decoded = decodeJpegDatagram(datagram);
    if (!("jpeg" in decoded)) throw new Error(`${name}: ${decoded.failure}`);
    assertEquals(decoded.jpeg.subarray(0, 2), Uint8Array.of(0xff, 0xd8));
    assertEquals(encodeJpegDatagram(decoded.jpeg), datagram);
  }
});

Deno.test("the largest JPEG exactly fills a datagram", () => {
  assertEquals(JPEG_LIMIT_BYTES, 49_128);
  assertEquals(encodeJpegDatagram(new Uint8Array(JPEG_LIMIT_BYTES)).length, 65_504);
});

Deno.test("a bad datagram is refused with its drop reason", () => {
  const good = readVector(names[0]);
  const jpeg = Uint8Array.fromBase64(new TextDecoder().decode(good));
  const claimed = jpeg.slice();
  const sof = claimed.findIndex((byte, at) =>
    byte === 0xff && (claimed[at + 1] & 0xf0) === 0xc0 && claimed[at + 1] !== 0xc4
  );
  new DataView(claimed.buffer).setUint16(sof + 5, 10_000);
  new DataView(claimed.buffer).setUint16(sof + 7, 10_000);
  const ascii = (text: string) => new TextEncoder().encode(text);
  const urlSafe = ascii(Uint8Array.of(0xff, 0xd8, 0xff, 0xfb, 0xff).toBase64({ alphabet: "base64url" }));
  const cases: [string, Uint8Array, DropReason][] = [
    ["empty", new Uint8Array(0), "datagram_empty"],
    ["hello", ascii("Hello"), "not_base64"],
    ["url-safe base64", urlSafe, "not_base64"],
    ["missing padding", ascii("/9j/4AA"), "not_base64"],
    ["half of the padding", ascii("/9j/4A="), "not_base64"],
    ["padding alone", ascii("===="), "not_base64"],
    ["padding before the end", ascii("/9j/4A==/9j/"), "not_base64"],
    ["bits left over", ascii("/9j/4AB="), "not_base64"],
    ["a newline", ascii("/9j/\n4AA="), "not_base64"],
    ["a newline at the end", ascii("/9j/4AA=\n"), "not_base64"],
    ["a space that is none of ASCII", Uint8Array.of(...ascii("/9j/"), 0xa0, ...ascii("4AA=")), "not_base64"],
    ["base64 of the first bytes of a JPEG", ascii("/9j/4AA="), "jpeg_truncated"],
    ["bytes", Uint8Array.from({ length: 65_507 }, (_, at) => at * 7), "not_base64"],
    ["base64 of no JPEG", encodeJpegDatagram(ascii("a picture, honestly")), "not_jpeg"],
    ["base64 of 49,128 zeros", encodeJpegDatagram(new Uint8Array(JPEG_LIMIT_BYTES)), "not_jpeg"],
    ["half a JPEG", encodeJpegDatagram(jpeg.subarray(0, jpeg.length >> 1)), "jpeg_truncated"],
    ["a JPEG that claims 10000x10000", encodeJpegDatagram(claimed), "jpeg_too_large"],
  ];
  for (const [name, datagram, failure] of cases) assertEquals(decodeJpegDatagram(datagram), { failure }, name);
});

Deno.test("random bytes never make it throw", () => {
  const good = readVector(names[0]);
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (datagram) => void decodeJpegDatagram(datagram)));
  fc.assert(
    fc.property(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }), (at, value) => {
      const changed = good.slice();
      changed[at] = value;
      decodeJpegDatagram(changed);
    }),
    { numRuns: 300 },
  );
});
