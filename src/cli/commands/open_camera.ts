import { EncodedCamera } from "../../call/encoded_camera.ts";
import { CodecChoice } from "../../media/rate/codec_choice.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import type { Camera, CameraChoice } from "../../port/capture_device.ts";
import type { Codec, PredictiveCodec } from "../../port/encoded_frame.ts";
import type { OpenPictureEncoder } from "../../port/picture_encoder.ts";
import type { Options } from "../options/parse_args.ts";

const DEFAULT_CAMERA = "0";
/** In pixels. That of the original programs for JPEGs, which a larger size would make too large for many links. */
const JPEG_WIDTH = 400, WIDTH = 1280, SCREEN_WIDTH = 1920;
/** More pictures a second of a screen leave too few bits for sharp text. */
const SCREEN_FPS = 15;
/** What `--codec auto` takes: the first for every call, the others if this machine has the CPU for them (`codec_choice.ts`). */
const AUTO_CODECS: readonly PredictiveCodec[] = ["vp8", "vp9", "av1"];

/** Takes the place of a codec that one of the ends lacks: almost as good, and six times better than JPEG. */
const FALLBACK: PredictiveCodec = "vp8";

/**
 * Opens the camera that a person has chosen in the window, or that of the options, or, if they say `none`, the first one.
 * `codecs`: one of these it has to make.
 */
export type OpenCamera = (choice?: string, codecs?: readonly Codec[]) => Promise<Camera>;

/** How a call encodes pictures. */
interface Encoding {
  readonly open: OpenPictureEncoder;
  readonly choice: CodecChoice;
}

/** Opens the cameras of a call. What one has found out about the codecs, the next one knows. */
export function cameraOpener(options: Options): OpenCamera {
  let encoding: Promise<Encoding> | undefined;
  return async (choice = options.camera, codecs) => {
    const isJpeg = options.wire === "plain" || options.codec === "jpeg" || codecs?.every((codec) => codec === "jpeg");
    const found = isJpeg ? undefined : await (encoding ??= findEncoding(options));
    return openCamera(options, choice, found?.choice.own.length ? found : undefined);
  };
}

/** `encoding`: that of a predictive codec; JPEG, if absent. */
async function openCamera(options: Options, choice: string | undefined, encoding?: Encoding): Promise<Camera> {
  const { width, fps, quality, ffmpeg: ffmpegPath } = options;
  const camera = choice === undefined || choice === "none" ? DEFAULT_CAMERA : choice;
  const os = Deno.build.os;
  if (encoding === undefined) {
    const { openCaptureDevice } = await import("../../io/capture/open_capture_device.ts");
    return openCaptureDevice({ camera, width: width ?? JPEG_WIDTH, fps, quality, ffmpegPath, os }, systemClock);
  }
  const { openRawCamera } = await import("../../io/capture/open_raw_camera.ts");
  const isScreen = camera === "screen";
  const framesPerSecond = isScreen ? Math.min(fps, SCREEN_FPS) : fps;
  const rawWidth = width ?? (isScreen ? SCREEN_WIDTH : WIDTH);
  return new EncodedCamera({
    camera: openRawCamera({ camera, width: rawWidth, fps: framesPerSecond, ffmpegPath, os }, systemClock),
    kind: isScreen ? "screen" : "camera",
    openEncoder: encoding.open,
    choice: encoding.choice,
    framesPerSecond,
    nowMs: systemClock.nowMs,
  });
}

/** The encoders of the predictive codecs that this call may use. */
async function findEncoding({ codec, ffmpeg }: Options): Promise<Encoding> {
  const { FfmpegEncoders } = await import("../../io/encode/ffmpeg_encoders.ts");
  const wanted = codec === "auto" ? AUTO_CODECS : [...new Set([codec as PredictiveCodec, FALLBACK])];
  const encoders = await FfmpegEncoders.find(wanted, { ffmpegPath: ffmpeg, os: Deno.build.os });
  return { open: (options) => encoders.open(options), choice: new CodecChoice(encoders.codecs) };
}

/** The cameras of this machine, to choose from. */
export async function listCameras({ ffmpeg }: Options): Promise<CameraChoice[]> {
  const { listCaptureDevices } = await import("../../io/capture/devices/capture_devices.ts");
  const devices = await listCaptureDevices({ os: Deno.build.os, ffmpegPath: ffmpeg });
  return devices.map(({ index, name }) => ({ id: String(index), name }));
}
