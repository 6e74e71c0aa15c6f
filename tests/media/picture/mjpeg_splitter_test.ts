import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { MjpegSplitter } from "../../../src/media/picture/mjpeg_splitter.ts";
import { anyJpeg, anyJunk, concat, frameHeader, jpeg, scan, segment } from "../synthetic_jpeg.ts";

/** What a splitter gives if the bytes come in chunks of these sizes, repeated. */
function split(bytes: Uint8Array, sizes: number[], splitter = new MjpegSplitter()): Uint8Array[] {
  const pictures: Uint8Array[] = [];
  const reused = new Uint8Array(Math.max(...sizes));
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length];
    const piece = bytes.subarray(at, at + size);
    reused.fill(0xee);
    reused.set(piece);
    pictures.push(...splitter.push(reused.subarray(0, piece.length)));
    at += size;
  }
  return pictures.map((picture) => new Uint8Array(picture));
}

function vector(n: number): Uint8Array<ArrayBuffer> {
  const file = new URL(`../../vectors/plain/video-00${n}.bin`, import.meta.url);
  return Uint8Array.fromBase64(Deno.readTextFileSync(file));
}

Deno.test("pictures of the original programs come out complete, however they are chunked", () => {
  const pictures = Array.from({ length: 10 }, (_, n) => vector(n));
  const stream = concat(pictures);
  for (const size of [1, 2, 3, 7, 1000, 4096, 65536, stream.length]) {
    assertEquals(split(stream, [size]), pictures, `chunks of ${size}`);
  }
});

Deno.test("a stream cut in two at every byte gives the same pictures", () => {
  const pictures = [
    jpeg(
      segment(0xe1, jpeg(frameHeader(8, 8), scan([1, 2]))),
      frameHeader(16, 16),
      scan([5, 0xff, 0, 6, 0xff, 0xd0, 7]),
    ),
    jpeg(frameHeader(16, 16, 0xc2), scan([1, 0xff, 0]), segment(0xc4, [1, 2, 3]), scan([9]), scan([0xff, 0, 0xff, 0])),
  ];
  const stream = concat([Uint8Array.of(0, 0xff, 0xd9, 0xff), ...pictures, Uint8Array.of(0xff, 1)]);
  for (let cut = 1; cut < stream.length; cut++) {
    assertEquals(split(stream, [cut, stream.length]), pictures, `cut at ${cut}`);
  }
});

Deno.test("random pictures come out complete, with random junk between them and in random chunks", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyJunk, anyJpeg), { maxLength: 5 }),
      anyJunk,
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 10 }),
      (items, tail, sizes) => {
        const splitter = new MjpegSplitter();
        assertEquals(split(concat([...items.flat(), tail]), sizes, splitter), items.map(([, picture]) => picture));
        assertEquals(splitter.dropped, 0);
      },
    ),
  );
});

Deno.test("a picture is given out with its last byte", () => {
  const splitter = new MjpegSplitter();
  const picture = jpeg(frameHeader(16, 16), scan([1, 2, 3]));
  assertEquals(splitter.push(picture.subarray(0, -1)), []);
  assertEquals(splitter.push(picture.subarray(-1)).length, 1);
});

Deno.test("any bytes cause no error, and what comes out is a part of them", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      anyJpeg,
      fc.integer({ min: 1, max: 50 }),
      (noise, picture, size) => {
        const splitter = new MjpegSplitter();
        // 64 KiB of zeros end any segment that the noise began, and after two pictures the splitter is in step again.
        const stream = concat([noise, new Uint8Array(65536), picture, picture]);
        const pictures = split(stream, [size], splitter);
        assert(pictures.length >= 1);
        assertEquals(pictures.at(-1), picture);
        for (const found of pictures) {
          assertEquals([found[0], found[1], found.at(-2), found.at(-1)], [0xff, 0xd8, 0xff, 0xd9]);
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("a picture that is cut short before its image data is dropped and counted, and the next one comes out", () => {
  const whole = jpeg(frameHeader(16, 16), scan([1, 2, 3, 0xff, 0, 4]));
  const headersEnd = whole.length - 8;
  for (const cut of [2, 2 + 19, headersEnd]) {
    for (const size of [1, 1000]) {
      const splitter = new MjpegSplitter();
      assertEquals(split(concat([whole.subarray(0, cut), whole]), [size], splitter), [whole], `cut at ${cut}`);
      assertEquals(splitter.dropped, 1);
    }
  }
});

const EOI = Uint8Array.of(0xff, 0xd9);

Deno.test("the start of the next picture ends one without an end marker, which is added and counted", () => {
  const first = jpeg(frameHeader(16, 16), scan([1, 2, 3, 0xff, 0, 4]));
  const progressive = jpeg(frameHeader(16, 16, 0xc2), scan([1, 0xff, 0]), segment(0xc4, [1, 2, 3]), scan([9, 8]));
  const restarts = jpeg(frameHeader(16, 16), scan([1, 0xff, 0xd0, 2]));
  const last = jpeg(frameHeader(16, 16), scan([5]));
  const pictures = [first, progressive, restarts, first, last];
  const stream = concat([...pictures.slice(0, -1).map((picture) => picture.subarray(0, -2)), last]);
  for (let size = 1; size <= stream.length; size++) {
    const splitter = new MjpegSplitter();
    assertEquals(split(stream, [size], splitter), pictures, `chunks of ${size}`);
    assertEquals([splitter.dropped, splitter.endMarkersAdded], [0, 4]);
  }
});

Deno.test("every picture comes out if every second end marker is missing, with zeros or a fill byte instead", () => {
  const picture = jpeg(frameHeader(16, 16), scan([1, 2, 3]));
  const open = picture.subarray(0, -2);
  for (const filling of [[], [0, 0, 0], [0xff], [0xff, 0xff]]) {
    for (const size of [1, 2, 3, 1000]) {
      const splitter = new MjpegSplitter();
      const found = split(concat([open, Uint8Array.from(filling), picture, open, picture]), [size], splitter);
      assertEquals(
        found,
        [concat([open, Uint8Array.from(filling), EOI]), picture, picture, picture],
        `${filling} ${size}`,
      );
      assertEquals([splitter.dropped, splitter.endMarkersAdded], [0, 2]);
    }
  }
});

Deno.test("the last picture of a stream without end markers comes out at its end; in other streams it was cut short", () => {
  const picture = jpeg(frameHeader(16, 16), scan([1, 2, 3]));
  const open = picture.subarray(0, -2);
  const without = new MjpegSplitter();
  assertEquals(split(concat([open, open]), [5], without), [picture]);
  assertEquals(without.end(), picture);
  assertEquals(without.end(), undefined);
  assertEquals([without.dropped, without.endMarkersAdded], [0, 2]);

  const cut = new MjpegSplitter();
  assertEquals(split(concat([picture, open]), [5], cut), [picture]);
  assertEquals(cut.end(), undefined);
  assertEquals([cut.dropped, cut.endMarkersAdded], [1, 0]);
  assertEquals(split(picture, [5], cut), [picture]);
});

Deno.test("pictures over the limit are dropped without end markers, too", () => {
  const large = jpeg(frameHeader(16, 16), scan(new Array(900).fill(7))).subarray(0, -2);
  const small = jpeg(frameHeader(16, 16), scan([1]));
  for (const size of [1, 64, 5000]) {
    const splitter = new MjpegSplitter(500);
    assertEquals(split(concat([large, small, large, small]), [size], splitter), [small, small], `chunks of ${size}`);
    assertEquals([splitter.dropped, splitter.endMarkersAdded], [2, 0]);
  }
});

Deno.test("broken markers drop the picture", () => {
  const good = jpeg(frameHeader(16, 16), scan([1]));
  const broken = {
    "a byte that is no marker": [0xff, 0xd8, 0x12],
    "a reserved marker": [0xff, 0xd8, 0xff, 0x02],
    "a stuffed byte in the headers": [0xff, 0xd8, 0xff, 0x00],
    "a segment shorter than its length": [0xff, 0xd8, 0xff, 0xe0, 0, 1],
    "no scan": [0xff, 0xd8, ...frameHeader(16, 16), 0xff, 0xd9],
    "a reserved marker in a scan": [0xff, 0xd8, ...scan([1, 0xff, 0x55])],
  };
  for (const [name, bytes] of Object.entries(broken)) {
    const splitter = new MjpegSplitter();
    assertEquals(split(concat([Uint8Array.from(bytes), good]), [3], splitter), [good], name);
    assertEquals(splitter.dropped, 1, name);
  }
});

Deno.test("a picture over the limit is dropped once, not kept, and the next one comes", () => {
  const large = jpeg(
    segment(0xe0, jpeg(frameHeader(8, 8), scan([1]))),
    frameHeader(16, 16),
    scan(new Array(900).fill(7)),
  );
  const small = jpeg(frameHeader(16, 16), scan([1]));
  for (const size of [1, 64, 5000]) {
    const splitter = new MjpegSplitter(500);
    assertEquals(split(concat([large, small, large, small]), [size], splitter), [small, small], `chunks of ${size}`);
    assertEquals(splitter.dropped, 2);
    const exact = new MjpegSplitter(large.length);
    assertEquals(split(large, [size], exact), [large]);
  }
});

Deno.test("an endless picture costs no more memory than the limit", () => {
  const splitter = new MjpegSplitter(100_000);
  splitter.push(Uint8Array.from([0xff, 0xd8, ...scan([])]));
  const chunk = new Uint8Array(65536).fill(3);
  for (let i = 0; i < 2000; i++) assertEquals(splitter.push(chunk).length, 0);
  assertEquals(splitter.dropped, 0);
  const good = jpeg(frameHeader(16, 16), scan([1]));
  assertEquals(splitter.push(good).length, 1);
  assertEquals(splitter.dropped, 1);
});
