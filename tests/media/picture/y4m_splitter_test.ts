import { assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { Y4mSplitter } from "../../../src/media/picture/y4m_splitter.ts";

const text = (line: string) => new TextEncoder().encode(line);

function stream(header: string, pictures: readonly Uint8Array[]): Uint8Array {
  const parts = [text(`${header}\n`), ...pictures.flatMap((picture) => [text("FRAME\n"), picture])];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const HEADER = "YUV4MPEG2 W4 H2 F30:1 Ip A1:1 C420jpeg XYSCSS=420JPEG";
// One of them contains bytes that look like a line.
const CONTENTS = [Uint8Array.from({ length: 12 }, (_, i) => i), text("FRAME\nFRAME\n")];
const PICTURES = CONTENTS.map((bytes) => ({ width: 4, height: 2, bytes }));

Deno.test("pictures come out of a stream that is split at any byte", () => {
  const bytes = stream(HEADER, CONTENTS);
  for (let at = 0; at <= bytes.length; at++) {
    const splitter = new Y4mSplitter();
    assertEquals([...splitter.push(bytes.subarray(0, at)), ...splitter.push(bytes.subarray(at))], PICTURES);
  }
});

Deno.test("frames with parameters, and headers without the optional ones, are read", () => {
  const splitter = new Y4mSplitter();
  const bytes = [...stream("YUV4MPEG2 W2 H2 F25:1 C420", []), ...text("FRAME Ip\n"), 1, 2, 3, 4, 5, 6];
  assertEquals(splitter.push(Uint8Array.from(bytes)), [{
    width: 2,
    height: 2,
    bytes: Uint8Array.of(1, 2, 3, 4, 5, 6),
  }]);
});

for (
  const [what, bytes] of [
    ["another format", stream("RIFF", CONTENTS)],
    ["another subsampling", stream("YUV4MPEG2 W4 H2 F30:1 C444", CONTENTS)],
    ["more than 8 bits", stream("YUV4MPEG2 W4 H2 F30:1 C420p10", CONTENTS)],
    ["odd sides", stream("YUV4MPEG2 W3 H2 F30:1 C420", CONTENTS)],
    ["no size", stream("YUV4MPEG2 F30:1 C420", CONTENTS)],
    ["a side of 5000 pixels", stream("YUV4MPEG2 W5000 H2 F30:1 C420", CONTENTS)],
    ["a line without an end", text("YUV4MPEG2 ".repeat(100))],
    ["something else than a frame", Uint8Array.from([...stream(HEADER, CONTENTS), ...text("FRAMES\n")])],
  ] as const
) {
  Deno.test(`${what} ends it, and is reported once`, () => {
    let told = 0;
    const splitter = new Y4mSplitter(() => told++);
    splitter.push(bytes);
    assertEquals(splitter.push(stream(HEADER, CONTENTS)), []);
    assertEquals(told, 1);
  });
}

Deno.test("random bytes never make it throw", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), fc.boolean(), (pieces, isStream) => {
    const splitter = new Y4mSplitter();
    if (isStream) splitter.push(text(`${HEADER}\n`));
    for (const piece of pieces) for (const picture of splitter.push(piece)) assertEquals(picture.bytes.length, 12);
  }));
});
