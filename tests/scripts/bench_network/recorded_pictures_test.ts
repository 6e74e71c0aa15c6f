import { assert, assertEquals } from "@std/assert";
import { drawCounter } from "../../../scripts/bench_network/frame_counter.ts";
import { recordedPictures } from "../../../scripts/bench_network/recorded_pictures.ts";

const WIDTH = 320, HEIGHT = 240, LUMA_BYTES = WIDTH * HEIGHT;
const HEADER = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F30:1 Ip A1:1 C420jpeg\n`;

/** Frame `number`: a slope that moves, with another number in its counter. */
function frame(number: number, counter: number): Uint8Array {
  const bytes = new Uint8Array(LUMA_BYTES * 3 / 2).fill(128, LUMA_BYTES);
  for (let at = 0; at < LUMA_BYTES; at++) bytes[at] = 50 + (at % WIDTH + 10 * number) % WIDTH / 2;
  drawCounter(bytes, WIDTH, HEIGHT, counter);
  return bytes;
}

async function writeClip(path: string, frames: readonly Uint8Array[]): Promise<void> {
  const encoder = new TextEncoder();
  const parts = [encoder.encode(HEADER), ...frames.flatMap((bytes) => [encoder.encode("FRAME\n"), bytes])];
  await Deno.writeFile(path, await new Blob(parts as BlobPart[]).bytes());
}

/** The clip of frames 0 to 4, and what arrived of it, encoded by ffmpeg with `args`: in several files, if there are several. */
async function recorded(numbers: readonly number[], ...files: (readonly string[])[]) {
  const folder = await Deno.makeTempDir();
  try {
    await writeClip(`${folder}/clip.y4m`, [0, 1, 2, 3, 4].map((number) => frame(number, 0)));
    await writeClip(`${folder}/arrived.y4m`, numbers.map((number) => frame(number, number)));
    for (const [n, args] of files.entries()) {
      const { success } = await new Deno.Command("ffmpeg", {
        args: ["-loglevel", "error", "-i", `${folder}/arrived.y4m`, ...args, `${folder}/arrived${["", "-2"][n]}.mkv`],
        stdin: "null",
      }).output();
      assert(success);
    }
    return await recordedPictures(`${folder}/arrived.mkv`, `${folder}/clip.y4m`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

for (
  const { name, args } of [
    { name: "VP8", args: ["-c:v", "libvpx", "-b:v", "2M", "-deadline", "realtime", "-lag-in-frames", "0"] },
    { name: "smaller VP8", args: ["-vf", "scale=240:180", "-c:v", "libvpx", "-b:v", "2M", "-lag-in-frames", "0"] },
    { name: "JPEG, which has another range", args: ["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p"] },
  ]
) {
  Deno.test(`each frame of a recording is compared with the one of the same number: ${name}`, async () => {
    const pictures = await recorded([0, 1, 3, 4], args);
    assertEquals(pictures.map(({ number }) => number), [0, 1, 3, 4]);
    // Another frame of the clip, or another range, would give less than 30.
    assert(pictures.every(({ psnrDb }) => psnrDb! > 32), pictures.map(({ psnrDb }) => psnrDb).join());
  });
}

Deno.test("a recording that continues in another file, with another codec, is read to its end", async () => {
  const jpeg = ["-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p"];
  const pictures = await recorded([1, 2], ["-c:v", "libvpx", "-b:v", "2M", "-lag-in-frames", "0"], jpeg);
  assertEquals(pictures.map(({ number }) => number), [1, 2, 1, 2]);
});
