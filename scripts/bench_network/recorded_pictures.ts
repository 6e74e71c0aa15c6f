import { readCounter, rowsAboveCounter } from "./frame_counter.ts";
import { lumaPsnr } from "./luma_psnr.ts";
import { Y4mClip } from "./y4m_clip.ts";

/** One received frame, decoded. */
export interface RecordedPicture {
  /** The number of the clip's frame; `undefined` if it could not be read. */
  readonly number?: number;
  /** Luma above the counter, against the clip's frame; in dB, scaled to its size. */
  readonly psnrDb?: number;
}

/** Decodes a recording of frames of `clip`, in the order in which they were received. */
export async function recordedPictures(recording: string, clipPath: string): Promise<RecordedPicture[]> {
  const clip = Y4mClip.open(clipPath);
  const { width, height } = clip;
  // JPEGs have another range than the clip.
  const filter = `scale=${width}:${height}:flags=bicubic:out_range=tv,format=yuv420p,extractplanes=y`;
  const process = new Deno.Command("ffmpeg", {
    args: [
      ...["-hide_banner", "-loglevel", "error", "-threads", "1", "-i", recording, "-fps_mode", "passthrough"],
      ...["-vf", filter, "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"],
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const pictures: RecordedPicture[] = [];
  const luma = new Uint8Array(width * height), unit = new Uint8Array(clip.unitBytes);
  const judge = (): RecordedPicture => {
    const number = readCounter(luma, width, height);
    if (number === undefined) return {};
    const source = clip.lumaOf(clip.read(number, unit));
    return { number, psnrDb: lumaPsnr(luma, source, width * rowsAboveCounter(width, height)) };
  };
  let filled = 0;
  for await (const bytes of process.stdout) {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + luma.length - filled);
      luma.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < luma.length) continue;
      pictures.push(judge());
      filled = 0;
    }
  }
  await process.status;
  clip.close();
  return pictures;
}
