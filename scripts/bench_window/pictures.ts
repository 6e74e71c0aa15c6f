import { MjpegSplitter } from "../../src/media/picture/mjpeg_splitter.ts";
import { spawn } from "../bench/spawn.ts";
import { codeFilter, CODES } from "./frame_code.ts";

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** JPEGs like those of a camera (grain does not compress), one for each code, encoded by ffmpeg. */
export async function codedPictures({ width, height }: PictureSize): Promise<Uint8Array[]> {
  const source = `testsrc2=size=${width}x${height}:rate=30`;
  return await encode(["-i", source, "-vf", `noise=alls=8:allf=t,${codeFilter()}`, "-frames:v", String(CODES)]);
}

/** A picture in one colour. */
export async function plainPicture({ width, height }: PictureSize, colour: string): Promise<Uint8Array> {
  const [jpeg] = await encode(["-i", `color=c=${colour}:size=${width}x${height}`, "-frames:v", "1"]);
  return jpeg;
}

async function encode(args: string[]): Promise<Uint8Array[]> {
  const { stdout } = await spawn("ffmpeg", {
    args: ["-v", "error", "-f", "lavfi", ...args, "-pix_fmt", "yuvj420p", "-q:v", "5", "-f", "mjpeg", "pipe:1"],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).output();
  const splitter = new MjpegSplitter();
  return [...splitter.push(stdout)];
}
