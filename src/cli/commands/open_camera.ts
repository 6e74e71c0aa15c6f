import { EncodedCamera } from "../../call/encoded_camera.ts";
import { CodecChoice } from "../../media/rate/codec_choice.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import type { Camera, CameraChoice } from "../../port/capture_device.ts";
import type { Codec, PredictiveCodec } from "../../port/encoded_frame.ts";
import type { Options } from "../options/parse_args.ts";

const DEFAULT_CAMERA = "0";
/** In pixels. That of the original programs for JPEGs, which a larger size would make too large for many links. */
const JPEG_WIDTH = 400, WIDTH = 1280, SCREEN_WIDTH = 1920;
/** More pictures a second of a screen leave too few bits for sharp text. */
const SCREEN_FPS = 15;
/** What `--codec auto` takes: the first for every call, the others if this machine has the CPU for them (`codec_choice.ts`). */
const AUTO_CODECS: readonly PredictiveCodec[] = ["vp8", "vp9", "av1"];

/**
 * Opens the camera that a person has chosen in the window, or that of the options, or, if they say `none`, the first one.
 * `codecs`: one of these it has to make.
 */
export type OpenCamera = (choice?: string, codecs?: readonly Codec[]) => Promise<Camera>;

/** Opens the cameras of a call. What one has found out about the codecs, the next one knows. */
export function cameraOpener(options: Options): OpenCamera {
  let codecChoice: Promise<CodecChoice> | undefined;
  return async (choice = options.camera, codecs) => {
    const isJpeg = options.wire === "plain" || options.codec === "jpeg" || codecs?.every((codec) => codec === "jpeg");
    const known = isJpeg ? undefined : await (codecChoice ??= chooseAmongUsable(options));
    return openCamera(options, choice, known?.own.length ? known : undefined);
  };
}

/** `codecs`: which codec to encode with; JPEG, if absent. */
async function openCamera(options: Options, choice: string | undefined, codecs?: CodecChoice): Promise<Camera> {
  const { width, fps, quality, ffmpeg: ffmpegPath } = options;
  const camera = choice === undefined || choice === "none" ? DEFAULT_CAMERA : choice;
  const os = Deno.build.os;
  if (codecs === undefined) {
    const { openCaptureDevice } = await import("../../io/capture/open_capture_device.ts");
    return openCaptureDevice({ camera, width: width ?? JPEG_WIDTH, fps, quality, ffmpegPath, os }, systemClock);
  }
  const [{ openRawCamera }, { FfmpegEncoder }] = await Promise.all([
    import("../../io/capture/open_raw_camera.ts"),
    import("../../io/encode/ffmpeg_encoder.ts"),
  ]);
  const isScreen = camera === "screen";
  const framesPerSecond = isScreen ? Math.min(fps, SCREEN_FPS) : fps;
  const rawWidth = width ?? (isScreen ? SCREEN_WIDTH : WIDTH);
  return new EncodedCamera({
    camera: openRawCamera({ camera, width: rawWidth, fps: framesPerSecond, ffmpegPath, os }, systemClock),
    kind: isScreen ? "screen" : "camera",
    openEncoder: (encoder) => new FfmpegEncoder({ ...encoder, ffmpegPath, os }),
    choice: codecs,
    framesPerSecond,
    nowMs: systemClock.nowMs,
  });
}

/** A choice among the predictive codecs that this call may use. */
async function chooseAmongUsable({ codec, ffmpeg }: Options): Promise<CodecChoice> {
  const { availableEncoders } = await import("../../io/encode/available_encoders.ts");
  const available: readonly Codec[] = await availableEncoders(ffmpeg);
  const wanted = codec === "auto" ? AUTO_CODECS : [codec as PredictiveCodec];
  return new CodecChoice(wanted.filter((one) => available.includes(one)));
}

/** The cameras of this machine, to choose from. */
export async function listCameras({ ffmpeg }: Options): Promise<CameraChoice[]> {
  const { listCaptureDevices } = await import("../../io/capture/devices/capture_devices.ts");
  const devices = await listCaptureDevices({ os: Deno.build.os, ffmpegPath: ffmpeg });
  return devices.map(({ index, name }) => ({ id: String(index), name }));
}
