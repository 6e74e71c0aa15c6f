import { assert, assertEquals } from "@std/assert";
import { type EndedSoundRun, soundFailure } from "../../../../src/io/sound/ffmpeg/sound_failure.ts";

const DEVICE: EndedSoundRun = {
  os: "linux",
  source: { kind: "device", address: "plughw:0,0" },
  name: "desk",
  hadSound: false,
  said: "",
};
const FILE: EndedSoundRun = { ...DEVICE, source: { kind: "file", path: "/a/speech.wav" }, name: "/a/speech.wav" };

Deno.test("what ffmpeg says has a reason, the source's name, and a hint", () => {
  const alsa = (why: string) =>
    `[alsa @ 0x1] cannot open audio device plughw:0,0 (${why})\nplughw:0,0: Input/output error\n`;
  const cases: [run: EndedSoundRun, reason: string][] = [
    [{ ...DEVICE, said: alsa("Device or resource busy") }, "busy"],
    [{ ...DEVICE, said: alsa("Permission denied") }, "no_permission"],
    [{ ...DEVICE, said: alsa("No such file or directory") }, "not_found"],
    [{ ...DEVICE, said: "[alsa @ 0x1] ALSA read error: No such device\n", hadSound: true }, "unplugged"],
    [{ ...DEVICE, said: "", hadSound: true }, "unplugged"],
    [
      { ...DEVICE, os: "windows", said: "[dshow @ 0] Could not find audio only device with name [desk]\n" },
      "not_found",
    ],
    [{ ...DEVICE, os: "darwin", said: "[avfoundation @ 0] Invalid audio device index\n" }, "not_found"],
    [{ ...FILE, said: "/a/speech.wav: No such file or directory\n" }, "not_found"],
    [{ ...FILE, said: "Stream map '0:a:0' matches no streams.\n" }, "unreadable"],
    [{ ...FILE, said: "/a/speech.wav: Invalid data found when processing input\n" }, "unreadable"],
    [{ ...FILE, said: "", hadSound: true }, "stopped"],
  ];
  for (const [run, expected] of cases) {
    const { state, reason, message, hint } = soundFailure(run);
    assertEquals([state, reason], ["failed", expected], run.said);
    assert(message!.includes(run.name));
    assert(hint !== undefined && hint.length > 0);
  }
});

Deno.test("the password of a stream is not shown", () => {
  const url = "rtsp://admin:s3cret@10.0.0.1/live";
  const run = { ...DEVICE, source: { kind: "url", url }, name: url, said: `${url}: strange\n` } as const;
  assertEquals(JSON.stringify(soundFailure(run)).includes("s3cret"), false);
});
