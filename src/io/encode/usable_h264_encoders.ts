import { TestPatternDrawing } from "../capture/test_pattern/test_pattern_drawing.ts";
import { I420 } from "../../media/picture/picture_layout.ts";
import { within } from "../process/within.ts";
import { FfmpegEncoder } from "./ffmpeg_encoder.ts";
import { type H264Encoder, h264Encoders } from "./h264_encoders.ts";
import { listedEncoders } from "./listed_encoders.ts";

/** Large enough for any hardware. */
const WIDTH = 640, HEIGHT = 480;
const BITS = 30_000;
/** How many pictures each is tried with. */
const PICTURES = 3;
/** How long an encoder may take, with its start. In milliseconds. */
const PATIENCE_MS = 3000;

/**
 * The encoders of H.264 of this ffmpeg, from the first one on that works here: it gives each frame before the next picture. ffmpeg
 * also lists those of hardware that is not there. `patienceMs`: how long one may take, with its start.
 */
export async function usableH264Encoders(
  ffmpegPath: string | undefined,
  os: typeof Deno.build.os,
  patienceMs = PATIENCE_MS,
): Promise<readonly H264Encoder[]> {
  const listed = await listedEncoders(ffmpegPath);
  const encoders = h264Encoders(os).filter(({ name }) => listed.has(name));
  while (encoders.length > 0 && !await works(encoders[0], ffmpegPath, os, patienceMs)) encoders.shift();
  return encoders;
}

async function works(
  h264: H264Encoder,
  ffmpegPath: string | undefined,
  os: typeof Deno.build.os,
  patienceMs: number,
): Promise<boolean> {
  const size = { width: WIDTH, height: HEIGHT };
  const drawing = new TestPatternDrawing(WIDTH, HEIGHT, I420);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let frames = 0;
  const give = () => {
    const bytes = new Uint8Array(I420.bytes(WIDTH, HEIGHT));
    drawing.draw(bytes, frames, "00:00:00");
    encoder.encode({ ...size, bytes, captureMs: 0 }, { bits: BITS, keyframe: false });
  };
  const encoder = new FfmpegEncoder({
    ...{ codec: "h264", kind: "camera", source: size, ...size, bits: BITS, h264, ffmpegPath, os },
    onFrame: ({ keyframe }) => {
      const isAsOrdered = keyframe === (frames === 0);
      if (++frames === PICTURES || !isAsOrdered) resolve(isAsOrdered);
      else give();
    },
    onFailed: () => resolve(false),
  });
  give();
  await within(promise, patienceMs);
  resolve(false);
  await encoder.close();
  return await promise;
}
