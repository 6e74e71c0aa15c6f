import { readJpegHeader } from "../../src/media/picture/jpeg_header.ts";
import { MjpegSplitter } from "../../src/media/picture/mjpeg_splitter.ts";
import { fixedPictures } from "./fixed_pictures.ts";
import { readStamp, type Stamp } from "./stamp.ts";

/**
 * The stamps in a recording, one per frame, in order; `undefined` for a frame without a readable stamp. All frames have the
 * size of the first.
 */
export async function recordedStamps(path: string): Promise<(Stamp | undefined)[]> {
  const recording = await Deno.readFile(path);
  const frames = new MjpegSplitter().push(recording);
  if (frames.length === 0) return [];
  const header = readJpegHeader(frames[0]);
  if (typeof header === "string") throw new Error(`${path} does not begin with a JPEG: ${header}`);
  const { width, height } = header;
  const ffmpeg = new Deno.Command("ffmpeg", {
    args: [
      ...["-v", "error", "-f", "mjpeg", "-i", path],
      ...["-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const stamps: (Stamp | undefined)[] = [];
  for await (const picture of fixedPictures(ffmpeg.stdout, width * height)) {
    stamps.push(readStamp(picture, width, height));
  }
  await ffmpeg.status;
  if (stamps.length !== frames.length) throw new Error(`${path}: ${frames.length} frames, ${stamps.length} decoded`);
  return stamps;
}
