import { TestPatternDrawing } from "../../../io/capture/test_pattern/test_pattern_drawing.ts";
import { systemClock } from "../../../io/clock/system_clock.ts";
import { availableDecoders } from "../../../io/decode/available_decoders.ts";
import { ffmpegDecoders } from "../../../io/decode/ffmpeg_decoders.ts";
import { FfmpegEncoders } from "../../../io/encode/ffmpeg_encoders.ts";
import { I420 } from "../../../media/picture/picture_layout.ts";
import type { Options } from "../../options/parse_args.ts";
import type { CodecProbe } from "./check_codecs.ts";

/** An encoder or decoder without a result after this long is broken. Most of those that are end at once, with an error. */
const PATIENCE_MS = 20_000;
/** Of the picture that is encoded, in pixels. */
const SIZE = { width: 320, height: 240 };
/** Of its frame: a usual size. */
const BITS = 30_000;

/** The codecs of this machine's ffmpeg. */
export function systemCodecs({ ffmpeg: ffmpegPath }: Pick<Options, "ffmpeg">): CodecProbe {
  const os = Deno.build.os;
  const openDecoder = ffmpegDecoders({ ffmpegPath, os, clock: systemClock, patienceMs: PATIENCE_MS });
  let finding: Promise<FfmpegEncoders> | undefined;
  const found = () => finding ??= FfmpegEncoders.find(["vp8", "vp9", "av1", "h264"], { ffmpegPath, os });
  return {
    encoders: async () => (await found()).codecs,
    h264Encoder: async () => (await found()).h264Name,
    decoders: () => availableDecoders(ffmpegPath),
    async encode(codec) {
      const encoders = await found();
      const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
      const cancel = systemClock.callAt(systemClock.nowMs() + PATIENCE_MS, () => resolve(undefined));
      const encoder = encoders.open({
        ...{ codec, kind: "camera", source: SIZE, ...SIZE, bits: BITS },
        onFrame: ({ bytes }) => resolve(bytes),
        onFailed: () => resolve(undefined),
      });
      encoder.encode(testPicture(), { bits: BITS, keyframe: true });
      const frame = await promise;
      cancel();
      await encoder.close();
      return frame;
    },
    async decode(codec, frame) {
      const decoder = openDecoder(codec);
      const picture = await decoder.decode(frame);
      await decoder.close();
      return picture !== undefined;
    },
  };
}

function testPicture() {
  const { width, height } = SIZE;
  const bytes = new Uint8Array(I420.bytes(width, height));
  new TestPatternDrawing(width, height, I420).draw(bytes, 0, "00:00:00");
  return { width, height, bytes, captureMs: 0 };
}
