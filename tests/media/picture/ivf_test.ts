import { assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { ivfFrameHeader, ivfHeader, IvfReader } from "../../../src/media/picture/ivf.ts";

const HEADER = { format: "VP80", width: 640, height: 360, ticksPerSecond: 90_000 } as const;

function fileOf(frames: readonly Uint8Array[]): Uint8Array {
  const parts = frames.flatMap((frame, n) => [ivfFrameHeader(frame.length, n * 3000), frame]);
  return Uint8Array.from([ivfHeader(HEADER), ...parts].flatMap((part) => [...part]));
}

Deno.test("the headers are those that ffmpeg writes", () => {
  assertEquals(
    ivfHeader(HEADER).toHex(),
    "444b494600002000" + "56503830" + "80026801" + "905f0100" + "01000000" + "0000000000000000",
  );
  assertEquals(ivfFrameHeader(0x1234, 2 ** 40 + 5).toHex(), "34120000" + "0500000000010000");
});

Deno.test("frames come out of a file that is split at any byte", () => {
  const frames = [[1, 2, 3], [], [4], [5, 6, 7, 8, 9]].map((bytes) => Uint8Array.from(bytes));
  const file = fileOf(frames);
  for (let at = 0; at <= file.length; at++) {
    const reader = new IvfReader(100);
    assertEquals([...reader.push(file.subarray(0, at)), ...reader.push(file.subarray(at))], frames, `split at ${at}`);
  }
  const reader = new IvfReader(100);
  assertEquals(Array.from(file, (byte) => reader.push(Uint8Array.of(byte))).flat(), frames);
});

Deno.test("after a frame that claims too many bytes, or data that is not IVF, the reader gives nothing", () => {
  const file = fileOf([new Uint8Array(101)]);
  for (const bytes of [file, new TextEncoder().encode("x".repeat(64))]) {
    const reader = new IvfReader(100);
    assertEquals(reader.push(bytes), []);
    assertEquals(reader.broken, true);
    assertEquals(reader.push(fileOf([Uint8Array.of(1)])), []);
  }
});

Deno.test("random bytes never make it throw, or give more bytes than they contain", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 80 })), fc.boolean(), (pieces, isFile) => {
    const reader = new IvfReader(1000);
    let bytes = 0, given = 0;
    for (const piece of isFile ? [ivfHeader(HEADER), ...pieces] : pieces) {
      bytes += piece.length;
      for (const frame of reader.push(piece)) given += frame.length;
    }
    assertEquals(given <= bytes, true);
  }));
});
