import { assert, assertEquals } from "@std/assert";
import { systemSound } from "../../../../src/cli/commands/doctor/probe_sound.ts";
import { eventually } from "../../../fake/eventually.ts";
import { hasPulseAudio, PulseServer } from "../../../fake/pulse_server.ts";

const CLEANED = { cancelEcho: true, suppressNoise: true, controlGain: true, ffmpeg: undefined, window: true };

const PATIENCE_MS = 120_000;

Deno.test("a file for what is heard is not written, and switched off echo cancelling is not loaded", async () => {
  const probe = systemSound({ ...CLEANED, cancelEcho: false, speaker: "/nosuch/heard.wav" });
  assertEquals(await probe.trySpeaker(), { kind: "not_tried", why: "/nosuch/heard.wav, a file" });
  assertEquals(await probe.echoCanceller(), { kind: "off" });
});

Deno.test("devices of the window are not tried, named or not", async () => {
  const named = systemSound({ ...CLEANED, microphone: "window", speaker: "window:Desk" }, { os: "linux" });
  const usual = systemSound(CLEANED, { os: "darwin" });
  for (const probe of [named, usual]) {
    assertEquals([await probe.tryMicrophone(), await probe.trySpeaker()].map(({ kind }) => kind), [
      "not_tried",
      "not_tried",
    ]);
    assertEquals(await probe.echoCanceller(), { kind: "window" });
  }
});

if (hasPulseAudio) {
  Deno.test("a microphone of PulseAudio is heard, and tones are played on a loudspeaker of it", async () => {
    await using server = new PulseServer();
    await server.start();
    server.play("mic", Float32Array.from({ length: 48_000 }, (_, n) => 0.5 * Math.sin(2 * Math.PI * 300 * n / 48_000)));
    let played = 0, peak = 0;
    server.record("spk.monitor", (samples) => {
      played += samples.length;
      for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
    });
    await eventually(() => played > 0);
    const probe = systemSound({ ...CLEANED, microphone: "desk", speaker: "spk" }, {
      pulseServer: server.address,
      patienceMs: PATIENCE_MS,
    });
    // On a busy machine what plays into the microphone may begin late, or pause.
    await eventually(async () => {
      const heard = await probe.tryMicrophone();
      assert(heard.kind === "works", JSON.stringify(heard));
      return Math.abs(heard.peakDbfs! + 6) < 1;
    });
    await eventually(async () => {
      assertEquals(await probe.trySpeaker(), { kind: "works" });
      return peak > 0.1;
    });
  });

  Deno.test("a microphone of PulseAudio that is not there is named", async () => {
    await using server = new PulseServer();
    await server.start();
    const trial = await systemSound({ ...CLEANED, microphone: "nosuch" }, {
      pulseServer: server.address,
      patienceMs: PATIENCE_MS,
    }).tryMicrophone();
    assert(trial.kind === "failed" && trial.problem.includes("no microphone named nosuch"), JSON.stringify(trial));
  });
}
