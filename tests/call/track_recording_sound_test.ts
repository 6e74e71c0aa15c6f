/** The sound of a recording, as the file contains it and as ffmpeg hears it. */
import { assert, assertEquals } from "@std/assert";
import { fc } from "../fake/fc.ts";
import { type Recording, recordingFormat } from "../../src/call/recording.ts";
import { type NextFileReason, TrackRecording } from "../../src/call/track_recording.ts";
import { OpusEncoder } from "../../src/io/sound/opus/opus_encoder.ts";
import type { ReceivedSound } from "../../src/port/sound.ts";
import { SeededRandom } from "../fake/random.ts";
import { all, numberIn, outline, readEbml } from "../media/recording/ebml_reader.ts";
import { isThere, run } from "../media/recording/run_reader.ts";
import { concat, frameHeader as sof, jpeg, scan } from "../media/synthetic_jpeg.ts";
import { readIvf } from "../vectors/read_ivf.ts";

const JPEG = jpeg(sof(64, 48), scan([1]));
const [KEY, DELTA] = readIvf("video/vp8.ivf");
/** An Opus packet of 10 ms. */
const OPUS = Uint8Array.of(0xf0, 1, 2);

/** A recording in memory. */
function recordingTo(path: string) {
  const files: Uint8Array[][] = [[]], reasons: NextFileReason[] = [];
  const recording = new TrackRecording(recordingFormat(path), {
    write: (bytes) => files.at(-1)!.push(bytes),
    nextFile: (reason) => reasons.push(reason) > 0 && files.push([]) > 0,
    leftOut: () => {},
  });
  const elementsOf = (n: number) => readEbml(concat(files[n])).elements;
  return {
    recording,
    files,
    reasons,
    codecs: (n = 0) => JSON.stringify(outline(elementsOf(n))).match(/[AV]_\w+/g) ?? [],
    /** The blocks of a file: `P40` is a picture at 40 ms, `S` sound, and `s` silence. */
    blocks: (n = 0) =>
      all(elementsOf(n), "Cluster").flatMap(({ children: [timestamp, ...blocks] }) =>
        blocks.map(({ content }) => {
          const ms = numberIn(timestamp) + new DataView(content.buffer, content.byteOffset).getInt16(1);
          const isSound = content.length === 7;
          return `${isSound ? content[5] === 0xff ? "s" : "S" : "P"}${ms}`;
        })
      ).join(" "),
  };
}

function picture(recording: Recording, ms: number, bytes: Uint8Array = JPEG, codec: "jpeg" | "vp8" = "jpeg"): void {
  const track = { id: 0, kind: "camera", codec } as const;
  recording.append({ n: 0, track, bytes, keyframe: true, captureMs: ms }, ms + 60);
}

/** 10 ms of sound that were captured at `ms`. */
function sound(recording: Recording, ms: number, captureMs: number | undefined = ms): void {
  recording.appendSound({ frames: [{ sequence: ms / 10, bytes: OPUS }], captureMs, arrivedMs: ms + 40 });
}

Deno.test("sound stands in the file before the picture of its time, and silence where there is none", () => {
  const { recording, blocks, codecs } = recordingTo("a.mkv");
  recording.expectSound();
  for (let ms = 1000; ms < 1260; ms += 10) {
    if (ms !== 1220) sound(recording, ms);
    if (ms === 1200 || ms === 1240) picture(recording, ms);
  }
  picture(recording, 1480);
  recording.end();
  assertEquals(codecs(), ["V_MJPEG", "A_OPUS"]);
  const inTime = Array.from({ length: 20 }, (_, n) => `S${10 * n}`).join(" ");
  const silence = "s260 s280 s300 s320 s340 s360 s380 s400 s420 s440 s460";
  assertEquals(blocks(), `${inTime} S200 P200 S210 P240 s220 S230 S240 S250 P480 ${silence}`);
});

Deno.test("sound before the first picture waits for it, and both begin at the same time of one file", () => {
  const { recording, files, blocks, codecs } = recordingTo("a.webm");
  recording.expectSound();
  for (let ms = 500; ms < 2400; ms += 10) sound(recording, ms);
  assertEquals(files[0].length, 0);
  picture(recording, 2390, KEY, "vp8");
  assertEquals(codecs(), ["V_VP8", "A_OPUS"]);
  assert(blocks().startsWith("S0 S10 S20 S30 ") && blocks().endsWith(" S1880 S1890 P1890"), blocks());
});

Deno.test("without a picture for two seconds a file of sound begins, and a picture continues in another file", () => {
  const { recording, blocks, codecs, reasons } = recordingTo("a.webm");
  recording.expectSound();
  for (let ms = 500; ms < 3000; ms += 10) sound(recording, ms);
  assertEquals([codecs(), reasons], [["A_OPUS"], []]);
  picture(recording, 3010, DELTA, "vp8");
  assertEquals(reasons, []);
  picture(recording, 3050, KEY, "vp8");
  for (let ms = 3000; ms < 3200; ms += 10) sound(recording, ms);
  recording.end();
  assertEquals([codecs(1), reasons], [["V_VP8", "A_OPUS"], ["picture_came"]]);
  assert(blocks(0).startsWith("S0 S10 ") && blocks(0).endsWith(" S2480 S2490"), blocks(0));
  assert(blocks(1).startsWith("P0 ") && blocks(1).endsWith(" S140"), blocks(1));
});

Deno.test("a call that ends before a picture came leaves its sound", () => {
  const { recording, blocks } = recordingTo("a.mkv");
  for (const ms of [500, 510, 520]) sound(recording, ms);
  recording.end();
  assertEquals(blocks(), "S0 S10 S20");
});

Deno.test("a call without sound, and a file of JPEGs, have none", () => {
  const silent = recordingTo("a.mkv"), jpegs = recordingTo("a.mjpeg");
  for (const { recording } of [silent, jpegs]) for (const ms of [0, 40]) picture(recording, ms);
  assertEquals([silent.codecs(), silent.blocks()], [["V_MJPEG"], "P0 P40"]);
  jpegs.recording.expectSound();
  for (let ms = 0; ms < 5000; ms += 10) sound(jpegs.recording, ms);
  jpegs.recording.end();
  assertEquals(concat(jpegs.files[0]), concat([JPEG, JPEG]));
});

Deno.test("sound that comes with a later call continues in another file, as another codec does", () => {
  const { recording, codecs, reasons } = recordingTo("a.mkv");
  picture(recording, 0);
  recording.expectSound();
  sound(recording, 50);
  picture(recording, 80);
  picture(recording, 120, KEY, "vp8");
  recording.end();
  assertEquals(reasons, ["sound_came", "other_codec"]);
  assertEquals([0, 1, 2].map((n) => codecs(n).join()), ["V_MJPEG", "V_MJPEG,A_OPUS", "V_VP8,A_OPUS"]);
});

Deno.test("a codec that the file cannot contain leaves the sound", () => {
  const { recording, codecs, reasons } = recordingTo("a.webm");
  for (let ms = 0; ms < 3000; ms += 10) {
    sound(recording, ms);
    picture(recording, ms);
  }
  assertEquals([codecs(), reasons], [["A_OPUS"], []]);
});

Deno.test("a hostile peer neither ends a recording nor makes it grow faster than what it sends, and time", () => {
  const sounds = fc.array(
    fc.record({
      sequence: fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 2 ** 32 - 1 })),
      bytes: fc.oneof(fc.constant(OPUS), fc.uint8Array({ maxLength: 30 })),
      captureMs: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: undefined }),
      waitMs: fc.nat({ max: 200 }),
      hasPicture: fc.boolean(),
    }),
    { maxLength: 200 },
  );
  fc.assert(fc.property(sounds, (all) => {
    const { recording, files } = recordingTo("a.mkv");
    let nowMs = 0, sentBytes = 1000;
    for (const { sequence, bytes, captureMs, waitMs, hasPicture } of all) {
      nowMs += waitMs;
      sentBytes += bytes.length + 20;
      recording.appendSound({ frames: [{ sequence, bytes }], captureMs, arrivedMs: nowMs });
      if (!hasPicture) continue;
      picture(recording, nowMs);
      sentBytes += JPEG.length + 30;
    }
    recording.end();
    // Silence takes at most 1 byte a millisecond, and begins at most ten seconds before.
    assert(
      files.reduce((sum, file) => sum + concat(file).length, 0) <= sentBytes + nowMs + 12_000 + 500 * files.length,
    );
  }));
});

if (isThere("ffprobe") && isThere("ffmpeg")) {
  for (const [name, frameMs, loss] of [["a.webm", 10, 0.2], ["a.mkv", 20, 0]] as const) {
    Deno.test(`tones are heard when they were recorded, in ${name} with ${100 * loss} % of the packets lost`, async () => {
      const { recording, files } = recordingTo(name);
      recording.expectSound();
      const START_MS = 5000, TONES_MS = [7000, 8130, 10_450, 13_000];
      const packets = await tonePackets(START_MS, 14_000, frameMs, TONES_MS, loss);
      const pictures = Array.from({ length: 225 }, (_, n) => ({ ms: START_MS + 40 * n, bytes: n === 0 ? KEY : DELTA }));
      const events = [
        ...packets.map((packet) => ({ atMs: packet.arrivedMs, run: () => recording.appendSound(packet) })),
        ...pictures.map(({ ms, bytes }) => ({ atMs: ms + 60, run: () => picture(recording, ms, bytes, "vp8") })),
      ];
      for (const { run } of events.sort((a, b) => a.atMs - b.atMs)) run();
      recording.end();
      const file = concat(files[0]);
      const heard = await run("ffmpeg", [
        ...["-v", "warning", "-f", "matroska", "-i", "-", "-map", "0:a", "-f", "f32le", "-"],
      ], file);
      assertEquals(heard.said, "");
      const onsetsMs = onsets(new Float32Array(heard.stdout.slice().buffer));
      assertEquals(onsetsMs.length, TONES_MS.length, onsetsMs.join());
      onsetsMs.forEach((ms, n) => assert(Math.abs(ms + START_MS - TONES_MS[n]) <= 20, onsetsMs.join()));

      const shown = await run("ffprobe", [
        ...["-v", "warning", "-f", "matroska", "-select_streams", "v", "-show_entries", "packet=pts_time"],
        ...["-of", "csv=p=0", "-"],
      ], file);
      assertEquals(shown.said, "");
      const times = shown.text.split(/\r?\n/).map((line) => Math.round(1000 * parseFloat(line)));
      assertEquals(times, pictures.map(({ ms }) => ms - START_MS));
    });
  }
}

/** What arrives of a microphone that hears tones of 200 ms at these times, with a repetition of two frames in each packet. */
async function tonePackets(startMs: number, endMs: number, frameMs: 10 | 20, tonesMs: readonly number[], loss: number) {
  const encoder = await OpusEncoder.open({ bitsPerSecond: 24_000, lossPercent: 0 });
  const chance = new SeededRandom(7);
  const sent: { sequence: number; bytes: Uint8Array }[] = [], packets: ReceivedSound[] = [];
  for (let ms = startMs; ms < endMs; ms += frameMs) {
    const isTone = tonesMs.some((atMs) => ms >= atMs && ms < atMs + 200);
    const samples = Float32Array.from(
      { length: frameMs * 48 },
      (_, n) => isTone ? 0.4 * Math.sin(2 * Math.PI * 880 * (ms / 1000 + n / 48_000)) : 0,
    );
    const bytes = encoder.encode(samples);
    if (bytes === undefined) continue;
    sent.push({ sequence: ms / 10, bytes });
    if (chance.next() < loss) continue;
    packets.push({ frames: sent.slice(-3).reverse(), captureMs: ms, arrivedMs: ms + frameMs + 30 + chance.below(30) });
  }
  encoder.close();
  return packets;
}

/** When a tone begins after silence, in milliseconds. */
function onsets(samples: Float32Array): number[] {
  const found: number[] = [];
  let lastLoud = -Infinity;
  for (const [n, sample] of samples.entries()) {
    if (Math.abs(sample) < 0.1) continue;
    if (n - lastLoud > 4800) found.push(n / 48);
    lastLoud = n;
  }
  return found;
}
