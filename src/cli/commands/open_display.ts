import { systemClock } from "../../io/clock/system_clock.ts";
import type { CallWindow } from "../../io/window/open_window.ts";
import type { PredictiveCodec } from "../../port/encoded_frame.ts";
import type { Options } from "../options/parse_args.ts";

/**
 * The largest pictures that ffmpeg decodes for the window, in pixels: they go there without compression, 3 MB each. A screen's
 * are not larger (open_camera.ts).
 */
const LIMIT = { width: 1920, height: 1080 };

/**
 * Opens the window. `decoders`: what ffmpeg can decode for it. `say` is given what a person should know about it. `onInFront`: as in
 * `WindowOptions`.
 */
export async function openDisplay(
  { ffmpeg: ffmpegPath }: Options,
  decoders: Promise<readonly PredictiveCodec[]>,
  say: (line: string) => void,
  onInFront: (isInFront: boolean) => void,
): Promise<CallWindow> {
  const [{ openWindow }, { ffmpegDecoders }] = await Promise.all([
    import("../../io/window/open_window.ts"),
    import("../../io/decode/ffmpeg_decoders.ts"),
  ]);
  const open = ffmpegDecoders({ ffmpegPath, os: Deno.build.os, clock: systemClock, limit: LIMIT });
  return openWindow({
    title: "vchat",
    os: Deno.build.os,
    env: (name) => Deno.env.get(name),
    nowMs: systemClock.nowMs,
    callAt: systemClock.callAt,
    decoders: { codecs: decoders, open },
    onNotice: say,
    onInFront,
  });
}
