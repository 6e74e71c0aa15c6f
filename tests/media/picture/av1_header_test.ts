import { assert, assertEquals } from "@std/assert";
import { readAv1Header, readAv1Obu } from "../../../src/media/picture/av1_header.ts";
import { readIvf } from "../../vectors/read_ivf.ts";
import { concat } from "../synthetic_jpeg.ts";
import { bits } from "./bit_writer.ts";
import { obu, syntheticAv1 } from "./synthetic_av1.ts";

const TEMPORAL_DELIMITER = Uint8Array.of(0x12, 0);

/** The sequence header (5.5.1) of a reduced still picture, which has the fewest fields. */
function stillSequence(width: number, height: number): Uint8Array {
  return obu(1, bits("000 1 1 00000", [4, 15], [4, 15], [16, width - 1], [16, height - 1], "000 000 0 0 0 0 00 0 0"));
}

/** The OBUs of a temporal unit, each with its header. */
function obusOf(unit: Uint8Array): Uint8Array[] {
  const obus: Uint8Array[] = [];
  for (let at = 0; at < unit.length;) {
    const found = readAv1Obu(unit, at);
    assert(typeof found !== "string");
    obus.push(unit.subarray(at, at = found.end));
  }
  return obus;
}

Deno.test("AV1: keyframes of three encoders are read, in colour and grey, 8 and 10 bits", () => {
  const expected = { av1: [64, 48], av1_gray: [64, 48], av1_444: [64, 48], av1_still: [64, 48], av1_hidden: [64, 64] };
  for (const [name, [width, height]] of Object.entries(expected)) {
    const [key, ...others] = readIvf(`video/${name}.ivf`).map((bytes) => readAv1Header(bytes));
    assertEquals(key, { keyframe: true, shown: true, width, height }, name);
    for (const [n, header] of others.entries()) {
      assertEquals(header, name === "av1" && n === 2 ? key : { keyframe: false, shown: true }, `${name} ${n + 1}`);
    }
  }
});

Deno.test("AV1: the frame's own size is found after all fields of a decoder model", () => {
  const headers = readIvf("video/av1_model.ivf").map((bytes) => readAv1Header(bytes));
  assertEquals(headers[0], { keyframe: true, shown: true, width: 51, height: 38 });
  assertEquals(headers.slice(1), [{ keyframe: false, shown: true }, { keyframe: false, shown: true }]);
});

Deno.test("AV1: the size is found, whatever is before it", () => {
  for (const timing of [undefined, "equal", "model"] as const) {
    for (const shown of [true, false]) {
      const header = readAv1Header(syntheticAv1({ timing, shown }));
      assertEquals(header, { keyframe: true, shown, width: 320, height: 240 }, `${timing} ${shown}`);
    }
  }
});

Deno.test("AV1: a unit is shown if one of its frames is", () => {
  const [, unit] = readIvf("video/av1_hidden.ivf");
  const obus = obusOf(unit);
  assertEquals(obus.length, 4); // the delimiter, two hidden frames, one that is shown
  assertEquals(readAv1Header(unit), { keyframe: false, shown: true });
  assertEquals(readAv1Header(concat(obus.slice(0, 3))), { keyframe: false, shown: false });
});

Deno.test("AV1: a keyframe without its sequence header cannot be decoded alone", () => {
  const [key] = readIvf("video/av1.ivf");
  const [delimiter, , frame] = obusOf(key);
  assertEquals(readAv1Header(concat([delimiter, frame])), { keyframe: false, shown: true });
});

Deno.test("AV1: the last OBU may leave out its size", () => {
  const [, delta] = readIvf("video/av1.ivf");
  const [delimiter, frame] = obusOf(delta);
  assert(frame[1] < 0x80);
  const sizeless = concat([delimiter, Uint8Array.of(frame[0] & ~2), frame.subarray(2)]);
  assertEquals(readAv1Header(sizeless), readAv1Header(delta));
});

Deno.test("AV1: the size has a limit", () => {
  const unit = (width: number, height: number) =>
    concat([TEMPORAL_DELIMITER, stillSequence(width, height), obu(6, Uint8Array.of(0, 0))]);
  assertEquals(readAv1Header(unit(1, 4096)), { keyframe: true, shown: true, width: 1, height: 4096 });
  assertEquals(readAv1Header(unit(4097, 48)), "picture_too_large");
  assertEquals(readAv1Header(unit(48, 65536)), "picture_too_large");
});

Deno.test("AV1: a frame larger than its sequence header says is refused", () => {
  const [key] = readIvf("video/av1_model.ivf");
  const [delimiter, sequence, frame] = obusOf(key);
  // frame_height_minus_1 is 6 bits from bit 80 of the OBU; the sequence header says 48.
  const high = frame.slice();
  for (let bit = 80; bit < 86; bit++) high[bit >> 3] |= 0x80 >> (bit & 7);
  assertEquals(readAv1Header(concat([delimiter, sequence, high])), "picture_malformed");
});

Deno.test("AV1: too many OBUs, sizes that do not fit, and units without a frame are refused", () => {
  const padding = Uint8Array.of(15 << 3 | 2, 0);
  const [key] = readIvf("video/av1.ivf");
  assertEquals(readAv1Header(concat([...Array(4199).fill(padding), key])), "picture_malformed");
  assertEquals(readAv1Header(concat([...Array(1000).fill(padding), key])), readAv1Header(key));
  assertEquals(readAv1Header(TEMPORAL_DELIMITER), "picture_truncated");
  assertEquals(readAv1Header(Uint8Array.of(0x32, 0xff, 0xff, 0xff, 0xff, 0x0f)), "picture_truncated");
  assertEquals(readAv1Header(Uint8Array.of(0x32, ...Array(8).fill(0xff), 0)), "picture_malformed");
  assertEquals(readAv1Header(Uint8Array.of(0x36)), "picture_truncated");
  assertEquals(readAv1Header(Uint8Array.of(0x32, 0)), "picture_truncated");
});
