import { assertEquals, assertThrows } from "@std/assert";
import { backAndForth, Y4mClip } from "../../../scripts/bench_network/y4m_clip.ts";

const HEADER = "YUV4MPEG2 W4 H2 F30:1 Ip A1:1 C420jpeg\n";

/** A clip of frames whose samples all have the frame's number as their value. */
async function withClip(count: number, use: (path: string) => void): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".y4m" });
  const frames = Array.from({ length: count }, (_, number) => "FRAME\n" + String.fromCharCode(number).repeat(12));
  await Deno.writeTextFile(path, HEADER + frames.join(""));
  try {
    use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("a clip is played forwards and backwards in turn", async () => {
  assertEquals([0, 1, 2, 3, 4, 5, 6].map((number) => backAndForth(number, 3)), [0, 1, 2, 1, 0, 1, 2]);
  assertEquals([0, 1, 2].map((number) => backAndForth(number, 1)), [0, 0, 0]);
  await withClip(3, (path) => {
    const clip = Y4mClip.open(path);
    assertEquals([clip.width, clip.height, clip.frames, clip.header.length], [4, 2, 3, HEADER.length]);
    assertEquals([0, 2, 3, 4].map((number) => clip.lumaOf(clip.read(number))[7]), [0, 2, 1, 0]);
    clip.close();
  });
});

Deno.test("another file, and a clip without a frame, is refused", async () => {
  await withClip(0, (path) => {
    assertThrows(() => Y4mClip.open(path), Error, "is no YUV4MPEG2 clip");
  });
});
