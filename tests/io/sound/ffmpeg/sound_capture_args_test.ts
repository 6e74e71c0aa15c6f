import { assertEquals } from "@std/assert";
import { type FfmpegSound, soundCaptureArgs } from "../../../../src/io/sound/ffmpeg/sound_capture_args.ts";

const OUTPUT = "-map 0:a:0 -vn -sn -dn -ac 1 -ar 48000 -c:a pcm_f32le -f f32le -flush_packets 1 pipe:1";

Deno.test("ffmpeg's arguments for each source and system", () => {
  const device: FfmpegSound = { kind: "device", address: "3" };
  const cases: [source: FfmpegSound, os: typeof Deno.build.os, input: string][] = [
    [device, "darwin", "-f avfoundation -i :3"],
    [device, "windows", "-f dshow -audio_buffer_size 20 -i audio=3"],
    [device, "linux", "-f alsa -sample_rate 48000 -channels 1 -i 3"],
    [{ kind: "file", path: "a b.mp3" }, "linux", "-stream_loop -1 -i file:a b.mp3"],
    [
      { kind: "fifo", path: "/a/pipe" },
      "linux",
      "-formatprobesize 4096 -probesize 4096 -analyzeduration 0 -i file:/a/pipe",
    ],
    [{ kind: "url", url: "http://host/radio" }, "linux", "-i http://host/radio"],
    [{ kind: "url", url: "rtsp://host/cam" }, "linux", "-rtsp_transport tcp -i rtsp://host/cam"],
  ];
  for (const [source, os, input] of cases) {
    const args = soundCaptureArgs(source, os).join(" ");
    assertEquals(args, `-hide_banner -nostdin -nostats -loglevel info ${input} ${OUTPUT}`);
  }
});
