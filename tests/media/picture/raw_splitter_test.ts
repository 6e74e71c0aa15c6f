import { assertEquals } from "@std/assert";
import { RawSplitter } from "../../../src/media/picture/raw_splitter.ts";

const PIXELS = "abcduv";
const PICTURE = { width: 2, height: 2, bytes: new TextEncoder().encode(PIXELS) };

/** What comes out of a stream that arrives byte by byte. */
function split(stream: string, onBroken?: () => void): unknown[] {
  const splitter = new RawSplitter(onBroken);
  return [new Uint8Array(0), ...[...new TextEncoder().encode(stream)].map((byte) => Uint8Array.of(byte))]
    .flatMap((bytes) => splitter.push(bytes));
}

Deno.test("YUV4MPEG2 and pgmyuv are told apart by their first byte", () => {
  assertEquals(split(`YUV4MPEG2 W2 H2 C420jpeg\nFRAME\n${PIXELS}FRAME\n${PIXELS}`), [PICTURE, PICTURE]);
  assertEquals(split(`P5\n2 3\n255\n${PIXELS}P5\n2 3\n255\n${PIXELS}`), [PICTURE, PICTURE]);
});

Deno.test("what is neither is reported once", () => {
  let told = 0;
  assertEquals(split("RIFF\nRIFF\n", () => told++), []);
  assertEquals(told, 1);
});
