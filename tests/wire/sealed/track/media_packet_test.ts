import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import { fc } from "../../../fake/fc.ts";
import {
  decodeMediaPacket,
  encodeMediaHeader,
  MediaDecoder,
  type MediaFormat,
  mediaHeaderBytes,
  type MediaPacket,
  writeMediaPacket,
} from "../../../../src/wire/sealed/track/media_packet.ts";

/** Written by hand from PROTOCOL.md: frame 5 of track 2, a screen, of 7 bytes in shards of 4, the second of two, one parity. */
const MEDIA_HEX = "04 02 11 01 00" +
  "00000005 00000005 00000009 0000000f4240 00000007 0004 0001 0002 01" + "aabbcc";
const VIDEO_HEX = "01 01 01" + "00000005 00000005 00000009 0000000f4240 00000007 0004 0001 0002 01" + "aabbcc";
const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");

const PACKET: Omit<MediaPacket, "shard"> = {
  frameNumber: 5,
  index: 1,
  resent: false,
  shape: { frameBytes: 7, shardBytes: 4, k: 2, m: 1 },
  meta: { track: 2, kind: "screen", codec: "jpeg", sequence: 9, captureMs: 1000, keyframe: true, dependsOn: 5 },
};
const CAMERA: typeof PACKET = { ...PACKET, meta: { ...PACKET.meta, track: 0, kind: "camera" } };
const SHARD = bytesOf("aabbcc");

/** The same of a camera in VP8, not a keyframe: it refers to frame 4. */
const VP8_HEX = MEDIA_HEX.replace("02 11 01", "02 02 00").replace("00000005 00000005", "00000005 00000004");
const VP8: typeof PACKET = {
  ...PACKET,
  meta: { ...PACKET.meta, kind: "camera", codec: "vp8", keyframe: false, dependsOn: 4 },
};
/** The same in VP9, AV1 and H.264. */
const OTHERS = (["vp9", "av1", "h264"] as const).map((codec, at) =>
  ["media", VP8_HEX.replace("02 02 00", `02 0${3 + at} 00`), { ...VP8, meta: { ...VP8.meta, codec } }] as const
);

for (
  const [format, hex, packet] of [
    ["media", MEDIA_HEX, PACKET],
    ["media", VP8_HEX, VP8],
    ...OTHERS,
    ["video", VIDEO_HEX, CAMERA],
  ] as const
) {
  Deno.test(`a ${format} packet of ${packet.meta.codec} is encoded and decoded as PROTOCOL.md says`, () => {
    assertEquals(
      Buffer.concat([encodeMediaHeader(format, packet), SHARD]).toString("hex"),
      bytesOf(hex).toString("hex"),
    );
    assertEquals(decodeMediaPacket(bytesOf(hex)), { ...packet, shard: SHARD });
  });

  Deno.test(`a ${format} packet of ${packet.meta.codec} cut at any byte is refused`, () => {
    const whole = bytesOf(hex);
    for (let length = 0; length < whole.length; length++) {
      assertEquals(decodeMediaPacket(whole.subarray(0, length)), undefined, `${length} bytes`);
    }
    assertEquals(decodeMediaPacket(Buffer.concat([whole, SHARD])), undefined);
  });
}

Deno.test("extensions that this version does not know are skipped", () => {
  const whole = bytesOf(MEDIA_HEX), headerBytes = mediaHeaderBytes("media");
  const extensions = bytesOf("01 02 ffff 7f 00");
  const extended = Buffer.concat([whole.subarray(0, headerBytes), extensions, whole.subarray(headerBytes)]);
  extended[4] = extensions.length;
  assertEquals(decodeMediaPacket(extended), { ...PACKET, shard: SHARD });
});

Deno.test("extensions that are cut, or longer than the packet, are refused", () => {
  const whole = bytesOf(MEDIA_HEX), headerBytes = mediaHeaderBytes("media");
  for (const extensions of ["01", "0103ffff", "01020102 05"]) {
    const bytes = bytesOf(extensions);
    const extended = Buffer.concat([whole.subarray(0, headerBytes), bytes, whole.subarray(headerBytes)]);
    extended[4] = bytes.length;
    assertEquals(decodeMediaPacket(extended), undefined, extensions);
  }
  whole[4] = 255;
  assertEquals(decodeMediaPacket(whole), undefined);
});

const INVALID: readonly [string, MediaFormat, number, string][] = [
  ["a kind that there is none of", "media", 2, "31"],
  ["a codec that there is none of", "media", 2, "16"],
  ["codec 0", "media", 2, "10"],
  ["a flag of another version", "media", 3, "04"],
  ["a codec that there is none of", "video", 1, "06"],
  ["a kind in an old packet", "video", 1, "11"],
  ["a flag of another version", "video", 2, "81"],
  ["no bytes", "media", 5 + 18, "00000000"],
  ["more than 4 MiB", "media", 5 + 18, "00400001"],
  ["shards of nothing", "media", 5 + 22, "0000"],
  ["an index beyond the parity", "media", 5 + 24, "0003"],
  ["a number of shards that does not fit the length", "media", 5 + 26, "0003"],
  ["more shards than the code has", "media", 5 + 28, "fe"],
];
for (const [what, format, at, hex] of INVALID) {
  Deno.test(`${format} packet: ${what} is refused`, () => {
    const bytes = bytesOf(format === "media" ? MEDIA_HEX : VIDEO_HEX);
    bytes.set(bytesOf(hex), at);
    assertEquals(decodeMediaPacket(bytes), undefined);
  });
}

Deno.test("every packet survives encoding and decoding", () => {
  const packets = fc.record({
    track: fc.nat(255),
    kind: fc.constantFrom("camera" as const, "screen" as const),
    frameNumber: fc.nat(0xffffffff),
    sequence: fc.nat(0xffffffff),
    dependsOn: fc.nat(0xffffffff),
    captureMs: fc.nat(2 ** 40).map((us) => us / 1000),
    keyframe: fc.boolean(),
    resent: fc.boolean(),
    shardBytes: fc.integer({ min: 1, max: 1400 }),
    k: fc.integer({ min: 1, max: 100 }),
    m: fc.nat(50),
    position: fc.nat(10_000),
  });
  fc.assert(fc.property(packets, ({ shardBytes, k, m, position, frameNumber, resent, ...meta }) => {
    const frameBytes = k * shardBytes;
    const index = position % (k + m);
    const packet = {
      frameNumber,
      resent,
      index,
      shape: { frameBytes, shardBytes, k, m },
      meta: { ...meta, codec: "jpeg" as const },
    };
    const shard = Buffer.alloc(shardBytes, 7);
    assertEquals(decodeMediaPacket(Buffer.concat([encodeMediaHeader("media", packet), shard])), { ...packet, shard });
  }));
});

Deno.test("random bytes never make the parser throw, or give a shard longer than its packet", () => {
  const input = fc.tuple(fc.constantFrom(1, 4, 9), fc.uint8Array({ maxLength: 80 }));
  fc.assert(
    fc.property(input, ([stream, rest]) => {
      const packet = decodeMediaPacket(Buffer.from([stream, ...rest]));
      if (packet !== undefined) assert(packet.shard.length >= 1 && packet.shard.length <= rest.length);
    }),
    { numRuns: 2000 },
  );
});

for (const format of ["media", "video"] as const) {
  Deno.test(`${format}: every packet of a frame is written with the header of the first`, () => {
    const packet = format === "media" ? PACKET : CAMERA;
    const header = encodeMediaHeader(format, { ...packet, index: 0, resent: false });
    for (const index of [0, 1, 258]) {
      for (const resent of [false, true]) {
        const bytes = Buffer.alloc(2 + header.length + SHARD.length + 1, 0x55);
        writeMediaPacket(bytes, 2, { header, index, resent, shard: SHARD });
        const expected = Buffer.concat([encodeMediaHeader(format, { ...packet, index, resent }), SHARD]);
        assertEquals(bytes.toString("hex"), `5555${expected.toString("hex")}55`);
      }
    }
  });

  Deno.test(`${format}: a header that was decoded before is distinguished from every other`, () => {
    const packet = format === "media" ? PACKET : CAMERA;
    const whole = Buffer.concat([encodeMediaHeader(format, packet), SHARD]);
    const first = Buffer.concat([encodeMediaHeader(format, { ...packet, index: 0 }), SHARD, SHARD.subarray(0, 1)]);
    for (let bit = 0; bit < 8 * mediaHeaderBytes(format); bit++) {
      const decoder = new MediaDecoder();
      assertEquals(decoder.decode(first), decodeMediaPacket(first));
      const changed = Buffer.from(whole);
      changed[bit >> 3] ^= 1 << (bit & 7);
      assertEquals(decoder.decode(changed), decodeMediaPacket(changed), `bit ${bit}`);
      assertEquals(decoder.decode(whole), decodeMediaPacket(whole), `after bit ${bit}`);
      assertEquals(decoder.decode(whole.subarray(0, -1)), undefined);
    }
  });
}

Deno.test("the header of a frame's packets is decoded once, but never reused from a packet with extensions", () => {
  const decoder = new MediaDecoder();
  const whole = bytesOf(MEDIA_HEX), headerBytes = mediaHeaderBytes("media");
  const extended = Buffer.concat([whole.subarray(0, headerBytes), bytesOf("09 01 ff"), SHARD]);
  extended[4] = 3;
  const one = decoder.decode(whole)!, two = decoder.decode(Buffer.from(whole))!;
  assert(one.meta === two.meta && one.shape === two.shape);
  for (const bytes of [extended, whole, extended, extended]) {
    assertEquals(decoder.decode(bytes), { ...PACKET, shard: SHARD });
  }
});
