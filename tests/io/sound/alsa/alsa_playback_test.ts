import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../../src/io/clock/system_clock.ts";
import { alsaFailure, alsaPlayback, aplayArgs } from "../../../../src/io/sound/alsa/alsa_playback.ts";
import { sampleBytes } from "../../../../src/io/sound/sample_bytes.ts";
import { eventually } from "../../../fake/eventually.ts";
import { SoundRig } from "../sound_rig.ts";

Deno.test("aplay is told what it gets", () => {
  assertEquals(
    aplayArgs("plughw:0,0").join(" "),
    "-q -t raw -f S16_LE -c 1 -r 48000 --buffer-time=60000 --period-time=10000 -D plughw:0,0",
  );
});

Deno.test("what aplay says has a reason, the device's name, and a hint", () => {
  const cases = {
    "aplay: main:831: audio open error: Device or resource busy": "busy",
    "aplay: main:831: audio open error: Permission denied": "no_permission",
    "aplay: main:831: audio open error: No such file or directory": "not_found",
    "aplay: pcm_write:2061: write error: No such device": "unplugged",
    "": "unplugged",
  };
  for (const [said, expected] of Object.entries(cases)) {
    const { reason, message, hint } = alsaFailure("desk", said);
    assertEquals(reason, expected, said);
    assert(message!.includes("desk") && hint !== undefined);
  }
});

Deno.test("without aplay, that is said", async () => {
  await using rig = new SoundRig();
  rig.play(alsaPlayback({ address: "default", name: "default", aplayPath: "no-such-aplay" }, systemClock));
  await eventually(() => rig.reason === "not_started");
});

if (Deno.build.os !== "windows") {
  Deno.test("aplay gets the frames, and is stopped", async () => {
    const folder = await Deno.makeTempDir();
    // A program that stands in for aplay.
    const aplayPath = `${folder}/aplay`;
    await Deno.writeTextFile(aplayPath, `#!/bin/sh\nexec cat > "${folder}/played"\n`, { mode: 0o755 });
    const rig = new SoundRig();
    rig.play(alsaPlayback({ address: "default", name: "default", aplayPath }, systemClock));
    const played = () => Deno.readFile(`${folder}/played`).catch(() => new Uint8Array(0));
    const wanted = [0, 1, 2].flatMap((n) => [...sampleBytes(rig.signal.frame(n))]);
    await eventually(async () => (await played()).length >= wanted.length);
    await rig[Symbol.asyncDispose]();
    assertEquals([...(await played()).subarray(0, wanted.length)], wanted);
    assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
    await Deno.remove(folder, { recursive: true });
  });
}
