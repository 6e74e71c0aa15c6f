import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { readOpusPacket } from "../../../src/media/sound/opus_packet.ts";

/** The first byte: configuration 0 to 31, stereo, code 0 to 3 (RFC 6716, section 3.1). */
const toc = (configuration: number, { isStereo = false, code = 0 } = {}) =>
  configuration << 3 | (isStereo ? 4 : 0) | code;

/** Frames of 20 ms, hybrid: no frame is shorter than what its length says. */
const HYBRID_20 = 15;

function packet(first: number[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  whole.set(first);
  return whole;
}

Deno.test("the length of a frame is that of table 2 of RFC 6716", () => {
  const table = [[480, 960, 1920, 2880], [480, 960], [120, 240, 480, 960]];
  const expected = [...table[0], ...table[0], ...table[0], ...table[1], ...table[1]];
  for (let n = 0; n < 4; n++) expected.push(...table[2]);
  assertEquals(expected.length, 32);
  for (const [configuration, samples] of expected.entries()) {
    for (const isStereo of [false, true]) {
      const head = readOpusPacket(packet([toc(configuration, { isStereo })], 20));
      assertEquals(head, { samples, frames: 1, isStereo, hasFec: false });
    }
  }
});

Deno.test("code 1: two frames share the bytes in halves", () => {
  assertEquals(readOpusPacket(packet([toc(HYBRID_20, { code: 1 })], 21)), {
    samples: 1920,
    frames: 2,
    isStereo: false,
    hasFec: false,
  });
  assertEquals(readOpusPacket(packet([toc(HYBRID_20, { code: 1 })], 22)), "sound_malformed");
});

Deno.test("code 2: the first frame says its length, in one byte or two", () => {
  const read = (lengths: number[], bytes: number) => {
    const head = readOpusPacket(packet([toc(HYBRID_20, { code: 2 }), ...lengths], bytes));
    return typeof head === "string" ? head : head.frames;
  };
  assertEquals(read([10], 12), 2);
  assertEquals(read([10], 11), "sound_truncated");
  assertEquals(read([], 1), "sound_truncated");
  assertEquals(read([252, 1], 3 + 256), 2);
  assertEquals(read([252, 1], 3 + 255), "sound_truncated");
  assertEquals(read([252], 2), "sound_truncated");
});

Deno.test("code 3: the frames are counted, and padding belongs to none", () => {
  const VARIABLE = 0x80, PADDED = 0x40;
  const read = (first: number[], bytes: number, configuration = HYBRID_20) => {
    const head = readOpusPacket(packet([toc(configuration, { code: 3 }), ...first], bytes));
    return typeof head === "string" ? head : head.frames;
  };
  assertEquals(read([3], 2 + 30), 3);
  assertEquals(read([3], 2 + 31), "sound_malformed");
  assertEquals(read([0], 30), "sound_malformed");
  assertEquals(read([], 1), "sound_truncated");
  assertEquals(read([PADDED | 2, 5], 3 + 20 + 5), 2);
  assertEquals(read([PADDED | 2, 5], 3 + 21 + 5), "sound_malformed");
  assertEquals(read([PADDED | 2, 255, 1], 4 + 254 + 1), 2);
  assertEquals(read([PADDED | 2, 20], 3 + 10), "sound_truncated");
  assertEquals(read([PADDED | 2, 255], 3), "sound_truncated");
  assertEquals(read([VARIABLE | 3, 4, 0], 4 + 10), 3);
  assertEquals(read([VARIABLE | 3, 8, 3], 4 + 10), "sound_truncated");
  assertEquals(read([VARIABLE | 3, 8], 3), "sound_truncated");
});

Deno.test("a packet has at most 60 ms and 1275 bytes", () => {
  const MS_2_5 = 16;
  const read = (frames: number, configuration: number) => {
    const head = readOpusPacket(packet([toc(configuration, { code: 3 }), frames], 2 + frames));
    return typeof head === "string" ? head : head.samples;
  };
  assertEquals(read(24, MS_2_5), 2880);
  assertEquals(read(25, MS_2_5), "sound_too_long");
  assertEquals(read(3, HYBRID_20), 2880);
  assertEquals(read(4, HYBRID_20), "sound_too_long");
  assertEquals(typeof readOpusPacket(packet([toc(HYBRID_20)], 1275)), "object");
  assertEquals(readOpusPacket(packet([toc(HYBRID_20)], 1276)), "sound_too_long");
  assertEquals(readOpusPacket(new Uint8Array(0)), "sound_truncated");
});

Deno.test("FEC is seen behind the voice flags of SILK and hybrid frames, in either channel, and not in CELT", () => {
  const hasFec = (configuration: number, isStereo: boolean, flags: number) => {
    const head = readOpusPacket(packet([toc(configuration, { isStereo }), flags], 30));
    return typeof head === "object" && head.hasFec;
  };
  const [MS_20, MS_40, MS_60, CELT] = [1, 2, 3, 31];
  assertEquals([0x40, 0x80, 0xbf].map((flags) => hasFec(MS_20, false, flags)), [true, false, false]);
  assertEquals([0x20, 0xdf].map((flags) => hasFec(MS_40, false, flags)), [true, false]);
  assertEquals([0x10, 0xef].map((flags) => hasFec(MS_60, false, flags)), [true, false]);
  assertEquals([0x40, 0x10, 0xaf].map((flags) => hasFec(MS_20, true, flags)), [true, true, false]);
  assertEquals(hasFec(CELT, true, 0xff), false);
});

Deno.test("any bytes are read within the bounds, or refused by name", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1400 }), (bytes) => {
      const head = readOpusPacket(bytes);
      if (typeof head === "string") assert(/^sound_(?:malformed|truncated|too_long)$/.test(head));
      else {
        assert(head.samples >= 120 && head.samples <= 2880 && head.samples % 120 === 0);
        assert(head.frames >= 1 && head.frames <= 24 && head.samples % head.frames === 0);
      }
    }),
    { seed: 1, numRuns: 20_000 },
  );
});
