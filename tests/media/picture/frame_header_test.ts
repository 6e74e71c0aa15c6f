import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { frameHeader } from "../../../src/media/picture/frame_header.ts";
import type { Codec } from "../../../src/port/encoded_frame.ts";
import { readIvf } from "../../vectors/read_ivf.ts";
import { frameHeader as sof, jpeg, scan } from "../synthetic_jpeg.ts";

const VIDEO = ["vp8", "vp9", "av1", "h264"] as const;
const FAILURES = ["picture_malformed", "picture_truncated", "picture_too_large"];

/** Checks that the result is a failure, or a header with a size within the limits. */
function checkResult(codec: Codec, bytes: Uint8Array): void {
  const result = frameHeader(codec, bytes);
  if (typeof result === "string") return assert(FAILURES.includes(result), result);
  const { keyframe, width, height } = result;
  if (keyframe) assert(width !== undefined);
  assertEquals(width === undefined, height === undefined);
  if (width === undefined) return;
  assert(width >= 1 && width <= 4096 && height! >= 1 && height! <= 4096, `${width}x${height}`);
}

Deno.test("a keyframe of each codec says its size, and other frames say that they are not keyframes", () => {
  for (const codec of VIDEO) {
    const [first, second, , fourth] = readIvf(`video/${codec}.ivf`).map((bytes) => frameHeader(codec, bytes));
    assertEquals(first, { keyframe: true, shown: true, width: 64, height: 48 });
    assertEquals(second, { keyframe: false, shown: true });
    assertEquals(fourth, first);
  }
});

Deno.test("a JPEG is a keyframe, or there is a reason why it is not a picture", () => {
  const bytes = jpeg(sof(64, 48), scan([1]));
  assertEquals(frameHeader("jpeg", bytes), { keyframe: true, shown: true, width: 64, height: 48 });
  assertEquals(frameHeader("jpeg", bytes.subarray(0, -2)), "jpeg_truncated");
});

Deno.test("the truncated and the invalid version of each vector are refused", () => {
  for (const codec of VIDEO) {
    assertEquals(frameHeader(codec, readIvf(`video/${codec}_truncated.ivf`)[0]), "picture_truncated", codec);
    assertEquals(frameHeader(codec, readIvf(`video/${codec}_invalid.ivf`)[0]), "picture_malformed", codec);
  }
});

Deno.test("a frame that is cut within its header is truncated; one that is cut later gives the same header as a complete one", () => {
  for (const codec of VIDEO) {
    for (const bytes of readIvf(`video/${codec}.ivf`)) {
      const whole = frameHeader(codec, bytes);
      let cutToHeader = true;
      for (let length = 0; length < bytes.length; length++) {
        // By chance, a part of a VP9 frame may end like the index of a superframe.
        if (codec === "vp9" && bytes[length - 1] >> 5 === 6 && length > 20) continue;
        const result = frameHeader(codec, bytes.subarray(0, length));
        if (result === "picture_truncated") {
          assert(cutToHeader, `${codec}: ${length} of ${bytes.length}`);
          continue;
        }
        cutToHeader = false;
        assertEquals(result, whole, `${codec}: ${length} of ${bytes.length}`);
      }
      assertEquals(frameHeader(codec, new Uint8Array()), "picture_truncated");
    }
  }
});

Deno.test("frames of video codecs are not mistaken for a JPEG", () => {
  for (const codec of VIDEO) assertEquals(frameHeader("jpeg", readIvf(`video/${codec}.ivf`)[0]), "not_jpeg");
});

Deno.test("any bytes give a header or a named failure", () => {
  for (const codec of VIDEO) {
    const check = (bytes: Uint8Array) => checkResult(codec, bytes);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), check));
    for (const frame of readIvf(`video/${codec}.ivf`)) {
      fc.assert(fc.property(
        fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: 255 })), { maxLength: 4 }),
        fc.nat({ max: frame.length }),
        (changes, length) => {
          const bytes = frame.slice(0, length);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          check(bytes);
        },
      ));
    }
  }
});
