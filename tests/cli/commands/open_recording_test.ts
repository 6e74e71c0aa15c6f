import { assertEquals, assertMatch } from "@std/assert";
import { openRecording } from "../../../src/cli/commands/open_recording.ts";
import type { Options } from "../../../src/cli/options/parse_args.ts";
import type { Codec } from "../../../src/port/encoded_frame.ts";
import { all, outline, readEbml } from "../../media/recording/ebml_reader.ts";
import { frameHeader as sof, jpeg, scan } from "../../media/synthetic_jpeg.ts";
import { readIvf } from "../../vectors/read_ivf.ts";

const FRAMES: Readonly<Partial<Record<Codec, Uint8Array>>> = {
  jpeg: jpeg(sof(64, 48), scan([1])),
  vp8: readIvf("video/vp8.ivf")[0],
};

/** Records a keyframe of each codec, in that order, to `call.mkv` in `folder`. Returns what was said. */
async function record(folder: string, codecs: readonly Codec[], overwrite = false): Promise<string[]> {
  const said: string[] = [];
  const recording = openRecording(`${folder}/call.mkv`, { overwrite } as Options, (line) => said.push(line));
  for (const [n, codec] of codecs.entries()) {
    const bytes = FRAMES[codec]!;
    recording.append({ n, track: { id: 0, kind: "camera", codec }, bytes, keyframe: true }, 40 * n);
  }
  await recording.close();
  return said;
}

Deno.test("each codec gets a file of its own, and none replaces an existing file", async () => {
  const folder = await Deno.makeTempDir({ prefix: "vchat-recording-" });
  try {
    await Deno.writeTextFile(`${folder}/call.mkv`, "yesterday");
    await Deno.writeTextFile(`${folder}/call-2.mkv`, "yesterday");
    const said = await record(folder, ["jpeg", "jpeg", "vp8"], true);
    assertEquals(said.length, 1);
    assertMatch(said[0], /continues in .*call-3\.mkv$/);
    const codecIn = async (name: string) =>
      JSON.stringify(outline(readEbml(await Deno.readFile(`${folder}/${name}`)).elements)).match(/V_\w+/g);
    assertEquals(await codecIn("call.mkv"), ["V_MJPEG"]);
    assertEquals(await codecIn("call-3.mkv"), ["V_VP8"]);
    assertEquals(await Deno.readTextFile(`${folder}/call-2.mkv`), "yesterday");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a peer that changes its codec again and again causes a limited number of files", async () => {
  const folder = await Deno.makeTempDir({ prefix: "vchat-recording-" });
  try {
    const said = await record(folder, Array.from({ length: 300 }, (_, n) => n % 2 === 0 ? "jpeg" : "vp8"));
    assertEquals([...Deno.readDirSync(folder)].length, 20);
    assertMatch(said.at(-1)!, /call\.mkv is no longer written: another codec needs another file/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("sound begins a file of its own, which is complete when the recording closes, and a picture continues in another", async () => {
  const folder = await Deno.makeTempDir({ prefix: "vchat-recording-" });
  try {
    const said: string[] = [];
    const recording = openRecording(`${folder}/call.mkv`, { overwrite: false } as Options, (line) => said.push(line));
    recording.expectSound();
    const speak = (ms: number) =>
      recording.appendSound({
        frames: [{ sequence: ms / 10, bytes: Uint8Array.of(0xf0, 1, 2) }],
        captureMs: ms,
        arrivedMs: ms + 40,
      });
    for (let ms = 0; ms < 2500; ms += 10) speak(ms);
    const track = { id: 0, kind: "camera", codec: "jpeg" } as const;
    recording.append({ n: 0, track, bytes: FRAMES.jpeg!, keyframe: true, captureMs: 2500 }, 2560);
    speak(2500);
    await recording.close();
    assertEquals(said, [`a picture now comes with the sound: the recording continues in ${folder}/call-2.mkv`]);
    const blocksIn = async (name: string) =>
      all(readEbml(await Deno.readFile(`${folder}/${name}`)).elements, "SimpleBlock").length;
    assertEquals([await blocksIn("call.mkv"), await blocksIn("call-2.mkv")], [250, 2]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
