import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { readH264SequenceParameters } from "../../../src/media/picture/h264_sequence_parameters.ts";
import type { BitPart } from "./bit_writer.ts";
import { type H264Parameters, h264SequenceParameters, ue } from "./synthetic_h264.ts";

function sizeOf(parameters: H264Parameters): string {
  const read = readH264SequenceParameters(h264SequenceParameters(parameters));
  return typeof read === "string" ? read : `${read.width}x${read.height}`;
}

Deno.test("profile, constraints, level, chroma and size are read", () => {
  assertEquals(readH264SequenceParameters(h264SequenceParameters()), {
    ...{ profile: 66, constraints: 0xc0, level: 31, width: 640, height: 480 },
    ...{ chromaFormat: 1, lumaDepthMinus8: 0, chromaDepthMinus8: 0 },
  });
});

Deno.test("the size is that of the macroblocks without what is cropped, in units of the chroma", () => {
  assertEquals(sizeOf({ width: 80, height: 45 }), "1280x720");
  assertEquals(sizeOf({ width: 120, height: 68, crop: [0, 0, 0, 4] }), "1920x1080");
  assertEquals(sizeOf({ crop: [1, 2, 3, 4] }), "634x466");
  const chroma = (format: number, plane = ""): H264Parameters => ({
    profile: 244,
    high: [ue(format), plane, ue(0), ue(0), "0 0"],
    crop: [1, 2, 3, 4],
  });
  assertEquals(sizeOf(chroma(0)), "637x473");
  assertEquals(sizeOf(chroma(2)), "634x473");
  assertEquals(sizeOf(chroma(3, "0")), "637x473");
  assertEquals(sizeOf({ crop: [160, 160, 0, 0] }), "picture_malformed");
});

Deno.test("what stands before the size is passed over", () => {
  const matrix: BitPart[] = [ue(1), ue(0), ue(0), "0 1"];
  // The first list has all 16 entries; the second ends at once, with a difference of -8; the others are not there.
  assertEquals(sizeOf({ profile: 100, high: [...matrix, "1" + "1".repeat(16), "1 000010001", "000000"] }), "640x480");
  assertEquals(sizeOf({ order: [ue(0), ue(4)] }), "640x480");
  assertEquals(sizeOf({ order: [ue(1), "0", ue(3), ue(7), ue(2), ue(1), ue(9)] }), "640x480");
});

Deno.test("a byte that only keeps apart what looks like a start code is no part of the set", () => {
  const plain = h264SequenceParameters({ width: 1 << 14, height: 30 });
  const at = plain.findIndex((byte, i) => i > 3 && byte === 0 && plain[i + 1] === 0);
  assert(at > 0, plain.toHex());
  const escaped = Uint8Array.of(...plain.subarray(0, at + 2), 3, ...plain.subarray(at + 2));
  assertEquals(readH264SequenceParameters(escaped), readH264SequenceParameters(plain));
  assertEquals(sizeOf({ width: 1 << 14, height: 30 }), `${16 << 14}x480`);
});

Deno.test("values that the standard does not have, and interlaced video, are malformed", () => {
  assertEquals(sizeOf({ frames: "0" }), "picture_malformed");
  assertEquals(sizeOf({ id: 32 }), "picture_malformed");
  assertEquals(sizeOf({ references: 17 }), "picture_malformed");
  assertEquals(sizeOf({ order: [ue(3)] }), "picture_malformed");
  assertEquals(sizeOf({ profile: 100, high: [ue(4), ue(0), ue(0), "0 0"] }), "picture_malformed");
  assertEquals(sizeOf({ profile: 100, high: [ue(1), ue(7), ue(0), "0 0"] }), "picture_malformed");
  assertEquals(sizeOf({ width: 0x10002 }), "picture_malformed");
});

Deno.test("a set that is cut before the end of its size is truncated", () => {
  const whole = h264SequenceParameters({ width: 80, height: 45 });
  for (let length = 0; length < whole.length - 1; length++) {
    assertEquals(readH264SequenceParameters(whole.subarray(0, length)), "picture_truncated", `${length}`);
  }
});

Deno.test("any bytes give parameters or a named failure", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(66, 77, 100, 244), (bytes, profile) => {
    const read = readH264SequenceParameters(Uint8Array.of(0x67, profile, ...bytes));
    if (typeof read === "string") return assert(/^picture_(malformed|truncated)$/.test(read));
    assert(read.width >= 1 && read.height >= 1 && read.width <= 16 << 16 && read.height <= 16 << 16);
  }));
});
