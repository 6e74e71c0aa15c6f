import { Buffer } from "node:buffer";
import { assert, assertEquals } from "@std/assert";
import { fc } from "../../../fake/fc.ts";
import {
  canRepeat,
  decodeSoundPacket,
  encodeSoundPacket,
  MAX_SOUND_FRAMES,
  type SoundPacket,
} from "../../../../src/wire/sealed/track/sound_packet.ts";

/** Written by hand from PROTOCOL.md: packet 7 of track 0, captured at 1 s, frame 1000 of two bytes, and it repeats frame 998 of one. */
const HEX = "05 00 0007 0000000f4240 000003e8 02" + "00 0002" + "02 0001" + "aabb" + "cc";
const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(" ", ""), "hex");
const PACKET: SoundPacket = {
  track: 0,
  number: 7,
  captureMs: 1000,
  sequence: 1000,
  frames: [{ sequence: 1000, bytes: Uint8Array.of(0xaa, 0xbb) }, { sequence: 998, bytes: Uint8Array.of(0xcc) }],
};

Deno.test("a packet of sound is encoded and decoded as PROTOCOL.md says", () => {
  assertEquals(encodeSoundPacket(PACKET).toString("hex"), bytesOf(HEX).toString("hex"));
  assertEquals(decodeSoundPacket(bytesOf(HEX)), PACKET);
});

Deno.test("a packet without a frame says that silence begins", () => {
  const silence = { track: 0, number: 7, captureMs: 1000, sequence: 1001, frames: [] };
  assertEquals(encodeSoundPacket(silence).toString("hex"), "0500" + "0007" + "0000000f4240" + "000003e9" + "00");
  assertEquals(decodeSoundPacket(encodeSoundPacket(silence)), silence);
});

Deno.test("a packet of sound that is cut at any byte, or longer than its frames, is refused", () => {
  const whole = bytesOf(HEX);
  for (let length = 0; length < whole.length; length++) {
    assertEquals(decodeSoundPacket(whole.subarray(0, length)), undefined, `${length} bytes`);
  }
  assertEquals(decodeSoundPacket(Buffer.concat([whole, Buffer.of(0)])), undefined);
});

const INVALID: readonly [string, number, string][] = [
  ["another stream", 0, "04"],
  ["fewer frames than there are bytes for", 14, "01"],
  ["more frames than a packet may have", 14, "09"],
  ["a first frame that is not the newest", 15, "01"],
  ["an empty frame", 16, "0000"],
  ["a frame longer than Opus has", 16, "04fd"],
  ["a repetition of the newest frame", 18, "00"],
  ["a repetition from before the first frame", 10, "00000001"],
];
for (const [what, at, hex] of INVALID) {
  Deno.test(`packet of sound: ${what} is refused`, () => {
    const bytes = bytesOf(HEX);
    bytes.set(bytesOf(hex), at);
    assertEquals(decodeSoundPacket(bytes), undefined);
  });
}

Deno.test("a decoded frame does not share the packet's buffer", () => {
  const bytes = bytesOf(HEX);
  const { frames } = decodeSoundPacket(bytes)!;
  bytes.fill(0);
  assertEquals(frames, PACKET.frames);
});

Deno.test("only an earlier frame of the last 2.55 s can be repeated", () => {
  const frame = (sequence: number) => ({ sequence, bytes: Uint8Array.of(1) });
  assert(canRepeat(frame(256), frame(255)) && canRepeat(frame(256), frame(1)));
  assert(!canRepeat(frame(256), frame(256)) && !canRepeat(frame(256), frame(0)) && !canRepeat(frame(256), frame(257)));
});

const frames = fc.uniqueArray(fc.nat({ max: 255 }), { minLength: 0, maxLength: MAX_SOUND_FRAMES - 1 }).chain((backs) =>
  fc.tuple(
    fc.integer({ min: 255, max: 2 ** 32 - 1 }),
    fc.array(fc.uint8Array({ minLength: 1, maxLength: 100 }), { minLength: 8, maxLength: 8 }),
  ).map(([sequence, bytes]) =>
    [0, ...backs.filter((back) => back > 0).sort((a, b) => a - b)].map((back, i) => ({
      sequence: sequence - back,
      bytes: bytes[i],
    }))
  )
);

Deno.test("every packet of sound comes back as it was", () => {
  fc.assert(fc.property(
    fc.record({
      track: fc.nat({ max: 255 }),
      number: fc.nat({ max: 65535 }),
      captureMs: fc.nat({ max: 2 ** 31 }),
      frames,
    }),
    (fields) => {
      const packet = { ...fields, sequence: fields.frames[0].sequence };
      assertEquals(decodeSoundPacket(encodeSoundPacket(packet)), packet);
    },
  ));
});

Deno.test("arbitrary bytes never throw, and what is accepted says no more than it holds", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    // Nearly valid ones.
    fc.tuple(fc.nat({ max: 100 }), fc.nat({ max: 255 })).map(([at, value]) => {
      const bytes = Uint8Array.from(bytesOf(HEX));
      bytes[at % bytes.length] = value;
      return bytes;
    }),
  );
  fc.assert(
    fc.property(bytes, (bytes) => {
      const packet = decodeSoundPacket(Buffer.from(bytes));
      if (packet === undefined) return;
      const held = packet.frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
      assert(held <= bytes.length && packet.frames.length <= MAX_SOUND_FRAMES);
      assertEquals(encodeSoundPacket(packet).toString("hex"), Buffer.from(bytes).toString("hex"));
    }),
    { numRuns: 5000 },
  );
});
