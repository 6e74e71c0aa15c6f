import { fixedPictures } from "../bench/fixed_pictures.ts";
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

/**
 * Decodes a recording of frames of `clip`, in the order in which they were received. Where the codec changed, it continues in
 * another file: `FILE-2.mkv` after `FILE.mkv`.
 */
export async function recordedPictures(recording: string, clipPath: string): Promise<RecordedPicture[]> {
  const clip = Y4mClip.open(clipPath);
  const { width, height } = clip;
  // JPEGs have another range than the clip.
  const filter = `scale=${width}:${height}:flags=bicubic:out_range=tv,format=yuv420p,extractplanes=y`;
  const pictures: RecordedPicture[] = [];
  const unit = new Uint8Array(clip.unitBytes);
  const judge = (luma: Uint8Array): RecordedPicture => {
    const number = readCounter(luma, width, height);
    if (number === undefined) return {};
    const source = clip.lumaOf(clip.read(number, unit));
    return { number, psnrDb: lumaPsnr(luma, source, width * rowsAboveCounter(width, height)) };
  };
  for (const part of await parts(recording)) {
    const process = new Deno.Command("ffmpeg", {
      args: [
        ...["-hide_banner", "-loglevel", "error", "-threads", "1", "-i", part, "-fps_mode", "passthrough"],
        ...["-vf", filter, "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"],
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    for await (const luma of fixedPictures(process.stdout, width * height)) pictures.push(judge(luma));
    await process.status;
  }
  clip.close();
  return pictures;
}

/** The files of a recording, in order. */
async function parts(recording: string): Promise<string[]> {
  const found = [recording];
  for (;;) {
    const next = recording.replace(/(?=\.\w+$)/, `-${found.length + 1}`);
    if (await Deno.stat(next).catch(() => undefined) === undefined) return found;
    found.push(next);
  }
}
