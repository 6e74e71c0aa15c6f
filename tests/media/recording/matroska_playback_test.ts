/** How ffmpeg reads a recording. Registered only if ffmpeg and ffprobe are there. */
import { assert, assertEquals } from "@std/assert";
import { frameHeader } from "../../../src/media/picture/frame_header.ts";
import { codecConfiguration } from "../../../src/media/recording/codec_configuration.ts";
import { type Container, MatroskaWriter } from "../../../src/media/recording/matroska_writer.ts";
import type { Codec } from "../../../src/port/encoded_frame.ts";
import { readIvf } from "../../vectors/read_ivf.ts";
import { readVector } from "../../vectors/read_vector.ts";
import { all, readEbml } from "./ebml_reader.ts";
import { fileOf, framesAt } from "./recorded_file.ts";
import { isThere, run } from "./run_reader.ts";

/** Irregular, with a gap of a minute. */
const TIMES_MS = [0, 33, 70, 60_070, 60_100, 60_111, 60_150, 60_200];

function jpegs(): Uint8Array[] {
  return [0, 1, 2, 3].map((n) => Uint8Array.fromBase64(new TextDecoder().decode(readVector(`plain/video-00${n}.bin`))));
}

function recordingOf(container: Container, codec: Codec, frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const header = frameHeader(codec, frames[0]);
  assert(typeof header !== "string");
  const { width, height } = header;
  const configuration = codecConfiguration(codec, frames[0]);
  const writer = new MatroskaWriter(container, [{
    kind: "video",
    codec,
    width: width!,
    height: height!,
    configuration,
  }]);
  return fileOf(writer, framesAt(codec, frames, TIMES_MS));
}

/** The frames that ffprobe decodes, with time in seconds and size, and its complaints. */
async function decoded(file: Uint8Array<ArrayBuffer>): Promise<{ frames: string[]; said: string }> {
  const entries = "frame=pts_time,width,height";
  const args = ["-v", "warning", "-f", "matroska", "-show_entries", entries, "-of", "csv=p=0", "-"];
  const { text, said } = await run("ffprobe", args, file);
  // A line without anything stands for side data of the frame before, which was not asked for.
  return { frames: text.split(/\r?\n/).map((line) => line.replace(/,+$/, "")).filter((line) => line !== ""), said };
}

const seconds = (ms: number) => (ms / 1000).toFixed(6);

if (isThere("ffprobe") && isThere("ffmpeg")) {
  const films = [
    ["webm", "vp8", "vp8"],
    ["matroska", "vp8", "vp8"],
    ["webm", "vp9", "vp9"],
    ["webm", "av1", "av1"],
    ["matroska", "av1", "av1_444"],
    ["matroska", "h264", "h264"],
    ["matroska", "jpeg", undefined],
  ] as const;
  for (const [container, codec, vector] of films) {
    Deno.test(`ffprobe decodes all of ${vector ?? codec} in ${container}, at the times of the frames`, async () => {
      const frames = vector ? readIvf(`video/${vector}.ivf`) : jpegs();
      const size = vector ? "64,48" : "400,300";
      assertEquals(await decoded(recordingOf(container, codec, frames)), {
        frames: frames.map((_, n) => `${seconds(TIMES_MS[n])},${size}`),
        said: "",
      });
    });
  }

  for (const codec of ["vp8", "vp9", "av1"] as const) {
    Deno.test(`a player takes a recording of ${codec} for BT.601, although it has 720 lines`, async () => {
      const file = recordingOf("webm", codec, readIvf(`video/halves_${codec}_720_lines.ivf`));
      const entries = "stream=color_range,color_space";
      const { text } = await run("ffprobe", ["-v", "error", "-show_entries", entries, "-of", "csv=p=0", "-"], file);
      assertEquals(text, "tv,smpte170m");
    });
  }

  Deno.test("a frame that is not shown makes no picture", async () => {
    const frames = readIvf("video/vp8_hidden.ivf").slice(0, 5);
    const { frames: shown } = await decoded(recordingOf("webm", "vp8", frames));
    assertEquals(shown.map((line) => line.split(",")[0]), [0, 2, 3, 4].map((n) => seconds(TIMES_MS[n])));
  });

  Deno.test("a recording that is cut anywhere in its last cluster plays up to the cut", async () => {
    const frames = [...readIvf("video/vp8.ivf").slice(0, 3), ...readIvf("video/vp8_hidden.ivf").slice(2, 5)];
    const file = recordingOf("webm", "vp8", frames);
    const { elements } = readEbml(file);
    const clusters = all(elements, "Cluster");
    assertEquals(clusters.length, 2); // the second begins after the gap of a minute
    const ends = all(elements, "SimpleBlock").map(({ end }) => end);
    const last = clusters[1].start;
    // Cut at every byte of the start of a cluster and of a block, and at some bytes in between.
    const cuts = new Set([last, file.length]);
    for (let at = last; at < file.length; at++) {
      const sinceEnd = at - ends.findLast((end) => end <= at)!;
      if (at < last + 20 || sinceEnd < 6 || sinceEnd % 25 === 0) cuts.add(at);
    }
    for (const cut of cuts) {
      const { frames: shown } = await decoded(file.slice(0, cut));
      assertEquals(shown.length, ends.filter((end) => end <= cut).length, `${cut} of ${file.length}`);
    }
  });

  Deno.test("a keyframe with another size continues the same track", async () => {
    const [large] = readIvf("video/vp9_resize.ivf");
    const [small] = readIvf("video/vp9.ivf");
    const { frames } = await decoded(recordingOf("webm", "vp9", [large, small]));
    assertEquals(frames, [`${seconds(0)},640,480`, `${seconds(33)},64,48`]);
  });

  Deno.test("ffmpeg copies a recording without complaint, at the times of the frames", async () => {
    const file = recordingOf("webm", "vp8", readIvf("video/vp8.ivf"));
    const args = ["-v", "warning", "-f", "matroska", "-i", "-", "-c", "copy", "-f", "framehash", "-hash", "md5", "-"];
    const { success, text, said } = await run("ffmpeg", args, file);
    assertEquals([success, said], [true, ""]);
    const times = text.split("\n").filter((line) => !line.startsWith("#")).map((line) => Number(line.split(",")[2]));
    assertEquals(times, TIMES_MS.slice(0, 4));
  });
}
