import { EncodedCamera } from "../../call/encoded_camera.ts";
import { systemClock } from "../../io/clock/system_clock.ts";
import type { Camera, CameraChoice } from "../../port/capture_device.ts";
import type { Codec, PredictiveCodec } from "../../port/encoded_frame.ts";
import type { Options } from "../options/parse_args.ts";

const DEFAULT_CAMERA = "0";
/** In pixels. That of the original programs for JPEGs, which a larger size would make too large for many links. */
const JPEG_WIDTH = 400, WIDTH = 1280, SCREEN_WIDTH = 1920;
/** More pictures a second of a screen leave too few bits for sharp text. */
const SCREEN_FPS = 15;
/**
 * What `--codec auto` takes, the first that both ends know. VP9 and AV1 save a sixth and a third of the bits, for half as much CPU
 * again and three times as much: a laptop would run hot for a picture that is as good on most links. A change during the call
 * would begin another file of a recording.
 */
const AUTO_CODECS: readonly PredictiveCodec[] = ["vp8", "vp9"];

/**
 * Opens the camera that a person has chosen in the window, or that of the options, or, if they say `none`, the first one.
 * `codecs`: one of these it has to make.
 */
export async function openCamera(
  options: Options,
  choice = options.camera,
  codecs?: readonly Codec[],
): Promise<Camera> {
  const { width, fps, quality, ffmpeg: ffmpegPath } = options;
  const camera = choice === undefined || choice === "none" ? DEFAULT_CAMERA : choice;
  const os = Deno.build.os;
  const encoders = await usableEncoders(options, codecs);
  if (encoders.length === 0) {
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
    codecs: encoders,
    framesPerSecond,
    nowMs: systemClock.nowMs,
  });
}

/** The predictive codecs that this call may use, the preferred one first. */
async function usableEncoders(options: Options, codecs?: readonly Codec[]): Promise<PredictiveCodec[]> {
  const { wire, codec, ffmpeg } = options;
  if (wire === "plain" || codec === "jpeg") return [];
  const wanted = (codec === "auto" ? AUTO_CODECS : [codec]).filter((one) => codecs?.includes(one) ?? true);
  if (wanted.length === 0) return [];
  const { availableEncoders } = await import("../../io/encode/available_encoders.ts");
  const available = await availableEncoders(ffmpeg);
  return wanted.filter((one) => available.includes(one));
}

/** The cameras of this machine, to choose from. */
export async function listCameras({ ffmpeg }: Options): Promise<CameraChoice[]> {
  const { listCaptureDevices } = await import("../../io/capture/devices/capture_devices.ts");
  const devices = await listCaptureDevices({ os: Deno.build.os, ffmpegPath: ffmpeg });
  return devices.map(({ index, name }) => ({ id: String(index), name }));
}
