import { assertEquals } from "@std/assert";
import { sourceTraits } from "../../../../src/io/capture/ffmpeg/source_traits.ts";

// As ffmpeg 4 to 7 print them.
for (
  const [line, isInterlaced, hdrTransfer] of [
    [
      "  Stream #0:0: Video: ffv1 (FFV1 / 0x31564646), yuv444p(top first), 128x96, SAR 1:1 DAR 4:3, 25 fps",
      true,
      undefined,
    ],
    [
      "  Stream #0:0[0x1e0]: Video: mpeg2video (Main), yuv420p(tv, bt470bg, bottom coded first (swapped)), 720x576",
      true,
      undefined,
    ],
    [
      "    Stream #0:1(und): Video: hevc (Main 10), yuv420p10le(tv, bt2020nc/bt2020/smpte2084, progressive), 128x96",
      false,
      "pq",
    ],
    ["  Stream #0:0: Video: hevc, yuv420p10le(tv, bt2020nc/bt2020/arib-std-b67, top first), 1920x1080", true, "hlg"],
    ["  Stream #0:0: Video: h264 (High), yuv420p(tv, bt709, progressive), 1280x720, 30 fps", false, undefined],
    ["  title: Stream top first", false, undefined],
  ] as const
) {
  Deno.test(`traits of "${line.trim().slice(0, 60)}..."`, () => {
    const said = `Input #0, matroska,webm, from 'film':\n${line}\nStream mapping:\n`;
    assertEquals(sourceTraits(said), { isInterlaced, hdrTransfer });
  });
}
