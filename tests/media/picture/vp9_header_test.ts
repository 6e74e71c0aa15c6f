import { assertEquals } from "@std/assert";
import { readVp9Header } from "../../../src/media/picture/vp9_header.ts";
import { readIvf } from "../../vectors/read_ivf.ts";
import { concat } from "../synthetic_jpeg.ts";
import { bits } from "./bit_writer.ts";

const SYNC = [24, 0x498342] as const;

/** Frames, and the index that makes a superframe of them: annex B. */
function superframe(frames: readonly Uint8Array[], sizes = frames.map(({ length }) => length)): Uint8Array {
  const marker = 0b110_01_000 | (frames.length - 1);
  return concat([
    ...frames,
    Uint8Array.of(marker, ...sizes.flatMap((size) => [size & 255, size >> 8]), marker),
  ]);
}

Deno.test("VP9: all profiles are read", () => {
  for (const name of ["vp9_rgb", "vp9_profile3"]) {
    const headers = readIvf(`video/${name}.ivf`).map((bytes) => readVp9Header(bytes));
    const delta = { keyframe: false, shown: true };
    assertEquals(headers, [{ keyframe: true, shown: true, width: 64, height: 48 }, delta, delta], name);
  }
});

Deno.test("VP9: a superframe is shown if one of its frames is", () => {
  const chunks = readIvf("video/vp9_superframe.ivf");
  const [key, second, third] = chunks.map((bytes) => readVp9Header(bytes));
  assertEquals(key, { keyframe: true, shown: true, width: 64, height: 48 });
  assertEquals(second, { keyframe: false, shown: true });
  assertEquals(third, second);
  // Only the hidden frame.
  const sizeOfFirst = chunks[1][chunks[1].length - 5] | chunks[1][chunks[1].length - 4] << 8;
  assertEquals(readVp9Header(chunks[1].subarray(0, sizeOfFirst)), { keyframe: false, shown: false });
});

Deno.test("VP9: a frame with a new size says so, even if it is not a keyframe", () => {
  const headers = readIvf("video/vp9_resize.ivf").map((bytes) => readVp9Header(bytes));
  assertEquals(headers, [
    { keyframe: true, shown: true, width: 640, height: 480 },
    { keyframe: false, shown: true, width: 480, height: 360 },
  ]);
});

Deno.test("VP9: the size has a limit in every kind of frame that contains it", () => {
  const key = (width: number) => bits("10 00 0 0 1 0", SYNC, "000 0", [16, width - 1], [16, 47], "0");
  const intra = (width: number) => bits("10 00 0 1 0 0 1 00", SYNC, [8, 1], [16, width - 1], [16, 47], "0");
  const inter = (width: number) => bits("10 00 0 1 1 0 00", [8, 1], [12, 0], "000", [16, width - 1], [16, 47], "0");
  for (const [frame, keyframe, shown] of [[key, true, true], [intra, false, false], [inter, false, true]] as const) {
    assertEquals(readVp9Header(frame(4096)), { keyframe, shown, width: 4096, height: 48 });
    assertEquals(readVp9Header(frame(4097)), "picture_too_large");
    assertEquals(readVp9Header(frame(65536)), "picture_too_large");
    const delta = bits("10 00 0 1 1 1", [8, 1], [12, 0], "1");
    assertEquals(readVp9Header(superframe([delta, frame(4097)])), "picture_too_large");
    assertEquals(readVp9Header(superframe([delta, frame(4096)])), { keyframe: false, shown: true });
  }
});

Deno.test("VP9: profiles 1 and 2 have additional bits before the size", () => {
  const size = { width: 320, height: 240 };
  const key = { keyframe: true, shown: true, ...size };
  assertEquals(readVp9Header(bits("10 01 0 0 1 0", SYNC, "1 001 0", [16, 319], [16, 239], "0")), key);
  assertEquals(readVp9Header(bits("10 10 0 0 1 0", SYNC, "001 0 00 0", [16, 319], [16, 239], "0")), key);
  const intraOnly = bits("10 10 0 1 0 0 1 00", SYNC, "001 0 00 0", [8, 1], [16, 319], [16, 239], "0", [8, 1]);
  assertEquals(readVp9Header(intraOnly), { keyframe: false, shown: false, ...size });
});

Deno.test("VP9: a frame that shows an earlier one is shown, and is not a keyframe", () => {
  assertEquals(readVp9Header(bits("10 00 1 011")), { keyframe: false, shown: true });
  assertEquals(readVp9Header(bits("10 11 0 1 011 0")), { keyframe: false, shown: true });
});

Deno.test("VP9: reserved values are refused", () => {
  assertEquals(readVp9Header(bits("11 00 1 011")), "picture_malformed");
  assertEquals(readVp9Header(bits("10 11 1 1 011 0")), "picture_malformed");
  const rgbInProfile0 = bits("10 00 0 0 1 0", SYNC, "111", [16, 63], [16, 47], "0");
  assertEquals(readVp9Header(rgbInProfile0), "picture_malformed");
  const reserved = bits("10 10 0 0 1 0", SYNC, "000 0 00 1", [16, 63], [16, 47], "0");
  assertEquals(readVp9Header(reserved), "picture_malformed");
});

Deno.test("VP9: a superframe index that does not fit is refused", () => {
  const [key, delta] = readIvf("video/vp9.ivf");
  const frames = [key, delta];
  assertEquals(readVp9Header(superframe(frames)), { keyframe: true, shown: true, width: 64, height: 48 });
  assertEquals(readVp9Header(superframe(frames, [key.length, delta.length + 1])), "picture_malformed");
  assertEquals(readVp9Header(superframe(frames, [0, delta.length])), "picture_malformed");
  assertEquals(readVp9Header(superframe(frames, [5, delta.length])), "picture_truncated");
  assertEquals(readVp9Header(superframe(frames, [key.length - 1, delta.length])), "picture_malformed");
});
