import { assert, assertEquals } from "@std/assert";
import type { RecordedTrack } from "../../../src/media/recording/matroska_track.ts";
import { MatroskaWriter } from "../../../src/media/recording/matroska_writer.ts";
import { readIvf } from "../../vectors/read_ivf.ts";
import { all, type EbmlElement, numberIn, outline, readEbml } from "./ebml_reader.ts";
import { fileOf, framesAt } from "./recorded_file.ts";

const VP8: RecordedTrack = { kind: "video", codec: "vp8", width: 64, height: 48 };
const OPUS: RecordedTrack = { kind: "audio", codec: "opus", channels: 1, preSkipSamples: 312 };

/** The track, time in the file, flags and frame of each block. */
function blocksOf(elements: readonly EbmlElement[]) {
  return all(elements, "Cluster").flatMap((cluster) => {
    const [timestamp, ...blocks] = cluster.children;
    assertEquals(timestamp.name, "Timestamp");
    return blocks.map(({ content }) => ({
      track: content[0] & 0x7f,
      timeMs: numberIn(timestamp) + new DataView(content.buffer, content.byteOffset).getInt16(1),
      flags: content[3],
      bytes: content.subarray(4),
    }));
  });
}

function frame(timeMs: number, { keyframe = false, track = 0, shown = true, bytes = Uint8Array.of(7) } = {}) {
  return { track, keyframe, shown, timeMs, bytes };
}

/** The times of the clusters that contain these frames. */
function clusterTimes(tracks: readonly RecordedTrack[], ...frames: ReturnType<typeof frame>[]): number[] {
  const { elements } = readEbml(fileOf(new MatroskaWriter("matroska", tracks), frames));
  return all(elements, "Cluster").map(({ children }) => numberIn(children[0]));
}

Deno.test("a WebM file, element by element", () => {
  const frames = framesAt("vp8", readIvf("video/vp8.ivf"), [1000, 1033, 1067, 1100]);
  const { elements, cut } = readEbml(fileOf(new MatroskaWriter("webm", [VP8]), frames));
  assertEquals(cut, 0);
  assertEquals(outline(elements), [
    {
      EBML: [
        { EBMLVersion: 1 },
        { EBMLReadVersion: 1 },
        { EBMLMaxIDLength: 4 },
        { EBMLMaxSizeLength: 8 },
        { DocType: "webm" },
        { DocTypeVersion: 4 },
        { DocTypeReadVersion: 2 },
      ],
    },
    {
      "Segment of unknown size": [
        { Info: [{ TimestampScale: 1_000_000 }, { MuxingApp: "vchat" }, { WritingApp: "vchat" }] },
        {
          Tracks: [{
            TrackEntry: [
              { TrackNumber: 1 },
              { TrackUID: 1 },
              { TrackType: 1 },
              { FlagLacing: 0 },
              { Language: "und" },
              { CodecID: "V_VP8" },
              {
                Video: [
                  { PixelWidth: 64 },
                  { PixelHeight: 48 },
                  {
                    // SMPTE 170M, which has the matrix of BT.601; broadcast range; IEC 61966-2-1; BT.709.
                    Colour: [
                      { MatrixCoefficients: 6 },
                      { Range: 1 },
                      { TransferCharacteristics: 13 },
                      { Primaries: 1 },
                    ],
                  },
                ],
              },
            ],
          }],
        },
        { "Cluster of unknown size": [{ Timestamp: 0 }] },
        { "Cluster of unknown size": [{ Timestamp: 100 }] },
      ],
    },
  ]);
  const blocks = blocksOf(elements);
  assertEquals(blocks.map(({ timeMs }) => timeMs), [0, 33, 67, 100]);
  assertEquals(blocks.map(({ flags }) => flags), [0x80, 0, 0, 0x80]);
  assertEquals(blocks.map(({ bytes }) => bytes), frames.map(({ bytes }) => bytes));
});

Deno.test("every codec has its ID, and AV1 its configuration", () => {
  const idOf = (track: RecordedTrack) => {
    const { elements } = readEbml(new MatroskaWriter("matroska", [track]).head());
    return outline(elements.flatMap((one) => all([one], "TrackEntry")[0]?.children ?? []))
      .filter((child) => /CodecID|CodecPrivate/.test(Object.keys(child as object)[0]));
  };
  for (
    const [codec, id] of [["jpeg", "V_MJPEG"], ["vp8", "V_VP8"], ["vp9", "V_VP9"], ["av1", "V_AV1"], [
      "h264",
      "V_MPEG4/ISO/AVC",
    ]] as const
  ) {
    assertEquals(idOf({ kind: "video", codec, width: 64, height: 48 }), [{ CodecID: id }]);
  }
  const configuration = Uint8Array.of(0x81, 0, 0, 0);
  assertEquals(idOf({ kind: "video", codec: "av1", width: 64, height: 48, configuration }), [
    { CodecID: "V_AV1" },
    { CodecPrivate: "81000000" },
  ]);
});

Deno.test("a track of JPEGs does not say what JPEGs say themselves", () => {
  const { elements } = readEbml(new MatroskaWriter("matroska", [{ ...VP8, codec: "jpeg" }]).head());
  assertEquals(outline(all(elements, "Video")), [{ Video: [{ PixelWidth: 64 }, { PixelHeight: 48 }] }]);
});

Deno.test("a sound track contains what Opus needs", () => {
  const { elements } = readEbml(new MatroskaWriter("webm", [VP8, OPUS]).head());
  const [, entry] = all(elements, "TrackEntry");
  assertEquals(outline(entry.children), [
    { TrackNumber: 2 },
    { TrackUID: 2 },
    { TrackType: 2 },
    { FlagLacing: 0 },
    { Language: "und" },
    { CodecID: "A_OPUS" },
    // "OpusHead", version 1, 1 channel, 312 samples, 48,000 Hz, no gain, family 0.
    { CodecPrivate: "4f707573486561640101380180bb0000000000" },
    { CodecDelay: 6_500_000 },
    { SeekPreRoll: 80_000_000 },
    { Audio: [{ SamplingFrequency: 48_000 }, { Channels: 1 }] },
  ]);
});

Deno.test("a cluster begins at each keyframe, and after 5 seconds without one", () => {
  const key = { keyframe: true };
  assertEquals(clusterTimes([VP8], frame(0, key), frame(40), frame(80, key), frame(120)), [0, 80]);
  assertEquals(clusterTimes([VP8], frame(0, key), frame(4999), frame(5000), frame(9999), frame(10_000)), [
    0,
    5000,
    10_000,
  ]);
});

Deno.test("not every JPEG begins a cluster, although all are keyframes, and sound does not either", () => {
  const key = { keyframe: true };
  const jpeg: RecordedTrack = { ...VP8, codec: "jpeg" };
  assertEquals(clusterTimes([jpeg], frame(0, key), frame(40, key), frame(5000, key), frame(5040, key)), [0, 5000]);
  const sound = { keyframe: true, track: 1 };
  assertEquals(clusterTimes([VP8, OPUS], frame(0, key), frame(10, sound), frame(40), frame(30, sound)), [0]);
});

Deno.test("gaps stay, even of an hour, and time always goes forward", () => {
  const timesMs = (...frames: ReturnType<typeof frame>[]) =>
    blocksOf(readEbml(fileOf(new MatroskaWriter("matroska", [VP8]), frames)).elements).map(({ timeMs }) => timeMs);
  const hour = 3_600_000;
  assertEquals(timesMs(frame(500), frame(539.6), frame(500 + hour), frame(533 + hour)), [0, 40, hour, hour + 33]);
  assertEquals(timesMs(frame(500), frame(540), frame(540), frame(400), frame(570)), [0, 40, 41, 42, 70]);
});

Deno.test("a hidden frame is marked as invisible", () => {
  const { elements } = readEbml(
    fileOf(new MatroskaWriter("webm", [VP8]), [frame(0, { keyframe: true }), frame(1, { shown: false })]),
  );
  assertEquals(blocksOf(elements).map(({ flags }) => flags), [0x80, 0x08]);
});

Deno.test("two tracks are written into one file, even if one of them is late", () => {
  const { elements } = readEbml(
    fileOf(new MatroskaWriter("webm", [VP8, OPUS]), [
      frame(0, { keyframe: true }),
      frame(100, { keyframe: true }),
      frame(60, { keyframe: true, track: 1 }),
      frame(80, { keyframe: true, track: 1 }),
    ]),
  );
  assertEquals(blocksOf(elements).map(({ track, timeMs }) => [track, timeMs]), [[1, 0], [1, 100], [2, 60], [2, 80]]);
});

Deno.test("a file that is cut at any byte has all frames before the cut", () => {
  const frames = framesAt("vp8", readIvf("video/vp8_hidden.ivf").slice(0, 8), [0, 40, 80, 120, 160, 200, 240, 280]);
  const writer = new MatroskaWriter("webm", [VP8]);
  const head = writer.head();
  const chunks = frames.map((one) => writer.frame(one).reduce((sum, { length }) => sum + length, 0));
  const file = fileOf(new MatroskaWriter("webm", [VP8]), frames);
  for (let length = head.length; length <= file.length; length++) {
    let whole = 0;
    for (let end = head.length + chunks[0]; end <= length; end += chunks[++whole]);
    const { elements } = readEbml(file.subarray(0, length));
    const blocks = all(elements, "SimpleBlock");
    assertEquals(blocks.length, whole, `${length} of ${file.length}`);
    assert(blocks.every(({ content }, n) => content.length === 4 + frames[n].bytes.length));
  }
});
