import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { FlvH264Reader } from "../../../src/media/picture/flv_h264_reader.ts";
import { concat } from "../synthetic_jpeg.ts";

const hex = (text: string) => Uint8Array.fromHex(text.replaceAll(" ", ""));
const HEADER = hex("464c5601 01 00000009 00000000");

function tag(type: number, ...content: Uint8Array[]): Uint8Array {
  const data = concat(content);
  const size = [data.length >> 16, data.length >> 8 & 255, data.length & 255];
  const head = Uint8Array.of(type, ...size, 0, 0, 0, 0, 0, 0, 0);
  const tagBytes = head.length + data.length;
  return concat([head, data, Uint8Array.of(0, 0, tagBytes >> 8, tagBytes & 255)]);
}
const units = (...names: string[]) =>
  concat(names.flatMap((text) => [Uint8Array.of(0, 0, 0, hex(text).length), hex(text)]));
const picture = (frameType: number, ...names: string[]) =>
  tag(9, Uint8Array.of(frameType << 4 | 7, 1, 0, 0, 0), units(...names));
const CONFIGURATION = tag(9, hex("17 00 000000"), hex("01 64001f ff e1 0003 67640a 01 0002 68ee"));
const SCRIPT = tag(18, hex("02000a6f6e4d65746144617461"));
const FILM = [
  HEADER,
  SCRIPT,
  CONFIGURATION,
  picture(1, "0605ff", "658801"),
  picture(2, "41aabb"),
  tag(9, hex("17 02 000000")),
];
const FRAMES = ["00000001 67640a 00000001 68ee 00000001 658801", "00000001 41aabb"].map((text) =>
  text.replaceAll(" ", "")
);

const read = (...parts: Uint8Array[]) => {
  const reader = new FlvH264Reader(1000);
  return parts.flatMap((part) => reader.push(part)).map((frame) => frame.toHex());
};

Deno.test("a keyframe comes with the parameter sets of the file; what no decoder needs is left out", () => {
  assertEquals(read(concat(FILM)), FRAMES);
});

Deno.test("a film in pieces, cut anywhere, gives the same frames", () => {
  const film = concat(FILM);
  for (let at = 0; at <= film.length; at++) assertEquals(read(film.slice(0, at), film.slice(at)), FRAMES);
  assertEquals(read(...[...film].map((byte) => Uint8Array.of(byte))), FRAMES);
});

Deno.test("a frame is there with its last byte: it does not wait for the next one", () => {
  const film = concat(FILM.slice(0, 4));
  const reader = new FlvH264Reader(1000);
  assertEquals(reader.push(film.slice(0, -5)), []);
  assertEquals(reader.push(film.slice(-5)).length, 1);
});

Deno.test("a keyframe with parameter sets of its own keeps those", () => {
  const own = picture(1, "67640b", "68ef", "658801");
  assertEquals(read(concat([HEADER, CONFIGURATION, own])), ["0000000167640b0000000168ef00000001658801"]);
});

Deno.test("after a tag that is too long nothing more comes", () => {
  const huge = hex("09 0003e9 00000000000000");
  assertEquals(read(concat([HEADER, CONFIGURATION, huge]), concat(FILM.slice(2))), []);
});

Deno.test("other codecs, and NAL units that are longer than their tag, give no frame", () => {
  const long = tag(9, hex("27 01 000000 00000009 41aa"));
  assertEquals(read(concat([HEADER, tag(9, hex("22 01 000000 00000001 41")), tag(8, hex("af0021")), long])), []);
});

Deno.test("any bytes give frames that begin with a start code", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
    for (const frame of read(concat([HEADER, CONFIGURATION, tag(9, bytes), bytes]))) {
      assert(frame.startsWith("00000001"));
    }
  }));
});
