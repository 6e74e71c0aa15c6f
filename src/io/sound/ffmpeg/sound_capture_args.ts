import { SOUND_RATE_HZ } from "../../../port/sound_device.ts";

/** What ffmpeg reads sound from. */
export type FfmpegSound =
  /** A microphone, by the address that ffmpeg's device input takes. */
  | { readonly kind: "device"; readonly address: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "fifo"; readonly path: string }
  | { readonly kind: "url"; readonly url: string };

/** In milliseconds: DirectShow gives half a second at a time if it is not asked for less. */
const DSHOW_BUFFER_MS = 20;
/** Bytes that ffmpeg looks at before it begins; of 16-bit WAV it always takes 64 KB, which may be S/PDIF: 0.7 s in mono. */
const QUICK_PROBE = ["-formatprobesize", "4096", "-probesize", "4096", "-analyzeduration", "0"];

/** ffmpeg's arguments: one source in, mono float samples (little-endian) at `SOUND_RATE_HZ` out on standard output, at once. */
export function soundCaptureArgs(source: FfmpegSound, os: typeof Deno.build.os): string[] {
  return [
    ...["-hide_banner", "-nostdin", "-nostats", "-loglevel", "info"],
    ...inputArgs(source, os),
    ...["-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1", "-ar", String(SOUND_RATE_HZ)],
    ...["-c:a", "pcm_f32le", "-f", "f32le", "-flush_packets", "1", "pipe:1"],
  ];
}

function inputArgs(source: FfmpegSound, os: typeof Deno.build.os): string[] {
  switch (source.kind) {
    case "device":
      return deviceArgs(source.address, os);
    case "file":
      return ["-stream_loop", "-1", "-i", `file:${source.path}`];
    case "fifo":
      return [...QUICK_PROBE, "-i", `file:${source.path}`];
    case "url":
      return [...(/^rtsps?:/i.test(source.url) ? ["-rtsp_transport", "tcp"] : []), "-i", source.url];
  }
}

function deviceArgs(address: string, os: typeof Deno.build.os): string[] {
  switch (os) {
    case "darwin":
      return ["-f", "avfoundation", "-i", `:${address}`];
    case "windows":
      return ["-f", "dshow", "-audio_buffer_size", String(DSHOW_BUFFER_MS), "-i", `audio=${address}`];
    default:
      return ["-f", "alsa", "-sample_rate", String(SOUND_RATE_HZ), "-channels", "1", "-i", address];
  }
}
