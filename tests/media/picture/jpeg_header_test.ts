import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { readJpegHeader } from "../../../src/media/picture/jpeg_header.ts";
import { anyJpeg, concat, frameHeader, jpeg, scan, segment } from "../synthetic_jpeg.ts";

const RESULTS = ["not_jpeg", "jpeg_truncated", "jpeg_too_large"];

function vectors(): Uint8Array<ArrayBuffer>[] {
  const folder = new URL("../../vectors/plain/", import.meta.url);
  return Array.from(
    { length: 10 },
    (_, n) => Uint8Array.fromBase64(Deno.readTextFileSync(new URL(`video-00${n}.bin`, folder))),
  );
}

Deno.test("pictures of the original programs are 400x300", () => {
  for (const bytes of vectors()) assertEquals(readJpegHeader(bytes), { width: 400, height: 300 });
});

Deno.test("a picture of the original programs that is cut anywhere is not mistaken for a complete one", () => {
  const [bytes] = vectors();
  for (let length = 0; length < bytes.length; length++) {
    assertEquals(readJpegHeader(bytes.subarray(0, length)), length < 2 ? "not_jpeg" : "jpeg_truncated", `${length}`);
  }
});

Deno.test("any well-formed picture is read, and any start of one is truncated", () => {
  fc.assert(fc.property(anyJpeg, fc.nat(), (bytes, cut) => {
    assertEquals(readJpegHeader(bytes), { width: 400, height: 300 });
    const part = bytes.subarray(0, 2 + cut % (bytes.length - 2));
    // A part may end with FF D9 by chance, in a comment within the scan.
    if (!/255,217(,0)*$/.test(part.join())) assertEquals(readJpegHeader(part), "jpeg_truncated");
  }));
});

Deno.test("any bytes give a header or a named failure", () => {
  const check = (bytes: Uint8Array) => {
    const result = readJpegHeader(bytes);
    if (typeof result === "string") assert(RESULTS.includes(result));
    else assert(result.width >= 1 && result.width <= 4096 && result.height >= 1 && result.height <= 4096);
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), check));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => check(concat([Uint8Array.of(0xff, 0xd8), bytes]))),
  );
  fc.assert(fc.property(anyJpeg, fc.nat(), fc.nat({ max: 255 }), (bytes, at, value) => {
    bytes[at % bytes.length] = value;
    check(bytes);
  }));
});

Deno.test("the size of a picture has a limit", () => {
  const read = (width: number, height: number) => readJpegHeader(jpeg(frameHeader(width, height), scan([1])));
  assertEquals(read(1, 1), { width: 1, height: 1 });
  assertEquals(read(4096, 4096), { width: 4096, height: 4096 });
  assertEquals(read(4097, 10), "jpeg_too_large");
  assertEquals(read(10, 4097), "jpeg_too_large");
  assertEquals(read(10000, 10000), "jpeg_too_large");
  assertEquals(read(65535, 65535), "jpeg_too_large");
  assertEquals(read(0, 10), "not_jpeg");
  assertEquals(read(10, 0), "not_jpeg");
});

Deno.test("baseline, extended and progressive frames are read, other types are refused", () => {
  const frameTypes = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
  const taken = frameTypes.filter((code) =>
    typeof readJpegHeader(jpeg(frameHeader(16, 16, code), scan([1]))) === "object"
  );
  assertEquals(taken, [0xc0, 0xc1, 0xc2]);
});

Deno.test("frame headers that no camera makes are refused", () => {
  const sof = (...content: number[]) => readJpegHeader(jpeg(segment(0xc0, content), scan([1])));
  assertEquals(sof(8, 0, 16, 0, 16, 1, 1, 0x11, 0), { width: 16, height: 16 });
  const failing = {
    "12 bits": [12, 0, 16, 0, 16, 1, 1, 0x11, 0],
    "two components": [8, 0, 16, 0, 16, 2, 1, 0x11, 0, 2, 0x11, 0],
    "four components": [8, 0, 16, 0, 16, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0],
    "more components than said": [8, 0, 16, 0, 16, 1, 1, 0x11, 0, 2, 0x11, 0],
    "fewer components than said": [8, 0, 16, 0, 16, 3, 1, 0x11, 0],
    "no horizontal samples": [8, 0, 16, 0, 16, 1, 1, 0x01, 0],
    "too many vertical samples": [8, 0, 16, 0, 16, 1, 1, 0x15, 0],
    "a fifth quantization table": [8, 0, 16, 0, 16, 1, 1, 0x11, 4],
    "too short": [8, 0, 16],
  };
  for (const [name, content] of Object.entries(failing)) assertEquals(sof(...content), "not_jpeg", name);
});

Deno.test("segments in a wrong order are refused", () => {
  const good = frameHeader(16, 16);
  assertEquals(readJpegHeader(jpeg(scan([1]), good)), "not_jpeg", "scan first");
  assertEquals(readJpegHeader(jpeg(good, good, scan([1]))), "not_jpeg", "two frame headers");
  assertEquals(readJpegHeader(jpeg(good)), "not_jpeg", "no scan");
  assertEquals(readJpegHeader(jpeg(good, segment(0xda, [9, 1, 0, 0, 63, 0]))), "not_jpeg", "scan header");
  assertEquals(readJpegHeader(jpeg(good, [0xff, 0xd8], scan([1]))), "not_jpeg", "two SOIs");
  assertEquals(
    readJpegHeader(jpeg(...new Array(300).fill([0xff, 0xd0]), good, scan([1]))),
    "not_jpeg",
    "endless markers",
  );
  assertEquals(readJpegHeader(jpeg([0xff, 0x01], good, scan([1]))), { width: 16, height: 16 }, "TEM");
});

Deno.test("a picture with so many scans that decoding takes minutes is refused", () => {
  const one = segment(0xda, [1, 1, 0, 1, 63, 0]);
  const of = (scans: number, code: number, first = one) =>
    readJpegHeader(jpeg(frameHeader(4096, 4096, code), first, ...new Array(scans - 1).fill(one)));
  assertEquals(of(64, 0xc2), { width: 4096, height: 4096 });
  assertEquals(of(65, 0xc2), "not_jpeg", "progressive");
  assertEquals(of(65, 0xc0), "not_jpeg", "a scan for each component");
  assertEquals(of(65, 0xc0, scan([1])), { width: 4096, height: 4096 }, "nothing after the first is read");
});

Deno.test("at most three zeros may follow EOI", () => {
  const whole = jpeg(frameHeader(16, 16), scan([1]));
  const followedBy = (...bytes: number[]) => readJpegHeader(concat([whole, Uint8Array.from(bytes)]));
  assertEquals(followedBy(0), { width: 16, height: 16 });
  assertEquals(followedBy(0, 0, 0), { width: 16, height: 16 });
  assertEquals(followedBy(0, 0, 0, 0), "jpeg_truncated");
  assertEquals(followedBy(1), "jpeg_truncated");
});
