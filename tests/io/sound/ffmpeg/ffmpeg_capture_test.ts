import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { wavHeader } from "../../../../src/io/sound/files/wav_header.ts";
import { ffmpegCapture, type FfmpegCaptureOptions } from "../../../../src/io/sound/ffmpeg/ffmpeg_capture.ts";
import { sampleBytes } from "../../../../src/io/sound/sample_bytes.ts";
import { eventually } from "../../../fake/eventually.ts";
import { SoundRig } from "../sound_rig.ts";

const posix = Deno.build.os !== "windows";

/** A rig, in a folder of its own. */
class CaptureRig extends SoundRig {
  readonly folder = Deno.makeTempDirSync();

  /** A WAV file of the signal, again and again. Without `knowsLength`, its header is that of a stream. */
  wav(times: number, knowsLength: boolean): Uint8Array<ArrayBuffer> {
    const sound = sampleBytes(this.signal.samples);
    const header = wavHeader(knowsLength ? times * this.signal.samples.length : undefined);
    const file = new Uint8Array(header.length + times * sound.length);
    file.set(header);
    for (let n = 0; n < times; n++) file.set(sound, header.length + n * sound.length);
    return file;
  }

  open(source: FfmpegCaptureOptions["source"], ffmpegPath?: string) {
    return this.capture(
      ffmpegCapture({ source, name: "it", os: posix ? "linux" : "windows", ffmpegPath }, systemClock),
    );
  }

  /** A program that stands in for ffmpeg. */
  script(lines: string): string {
    const path = `${this.folder}/ffmpeg`;
    Deno.writeTextFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
    return path;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("a file plays over and over, in real time", async () => {
  await using rig = new CaptureRig();
  const path = `${rig.folder}/speech.wav`;
  await Deno.writeFile(path, rig.wav(1, true));
  const startMs = performance.now();
  rig.open({ kind: "file", path });
  await eventually(() => rig.sounds.length > 3 * rig.signal.samples.length / 480);
  assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
  // No frame is given before it is due.
  assert(performance.now() - startMs >= 10 * (rig.sounds.length - 1));
  assert(rig.signal.isHeard);
});

Deno.test("what is no sound cannot be read, and the reason is given", async () => {
  await using rig = new CaptureRig();
  const path = `${rig.folder}/letter.txt`;
  await Deno.writeTextFile(path, "Dear");
  rig.open({ kind: "file", path });
  await eventually(() => rig.state === "failed");
  assertEquals(rig.reason, "unreadable");
});

Deno.test("without ffmpeg, that is said", async () => {
  await using rig = new CaptureRig();
  rig.open({ kind: "file", path: "speech.wav" }, `${rig.folder}/no-ffmpeg`);
  await eventually(() => rig.state === "failed");
  assertEquals(rig.reason, "no_ffmpeg");
});

if (posix) {
  Deno.test("a FIFO: its writer stops writing, ends, and another one follows", async () => {
    await using rig = new CaptureRig();
    const path = `${rig.folder}/pipe`;
    assertEquals((await new Deno.Command("mkfifo", { args: [path] }).output()).code, 0);
    const microphone = rig.open({ kind: "fifo", path });
    for (let writer = 1; writer <= 2; writer++) {
      const { length } = rig.sounds;
      rig.signal.forget();
      {
        using file = await Deno.open(path, { write: true });
        // ffmpeg looks at 64 KB before it begins.
        const wav = rig.wav(8, false);
        for (let at = 0; at < wav.length;) at += await file.write(wav.subarray(at));
        await eventually(() => rig.sounds.length > length && rig.signal.isHeard);
        assertEquals(rig.state, "running");
      }
      await eventually(() => rig.state === "starting");
    }
    await microphone.stop();
    assertEquals(rig.states.some(({ state }) => state === "failed"), false);
  });

  Deno.test("a FIFO without a writer is stopped", async () => {
    await using rig = new CaptureRig();
    const path = `${rig.folder}/pipe`;
    assertEquals((await new Deno.Command("mkfifo", { args: [path] }).output()).code, 0);
    const microphone = rig.open({ kind: "fifo", path });
    await microphone.stop();
    assertEquals(rig.states, [{ state: "starting" }]);
  });

  Deno.test("a device is taken as it comes, and one that breaks off was unplugged", async () => {
    await using rig = new CaptureRig();
    // 20 frames of silence at once. Started again, it gives nothing.
    const path = rig.script(`[ -e "$0.ran" ] && exec sleep 1000
touch "$0.ran"
head -c 38400 /dev/zero
echo 'read error: No such device' >&2`);
    rig.open({ kind: "device", address: "plughw:0,0" }, path);
    await eventually(() => rig.state === "failed");
    assertEquals(rig.states.map(({ reason }) => reason), [undefined, undefined, "unplugged"]);
    assertEquals(rig.sounds.length, 20);
  });
}
