import { assert, assertEquals } from "@std/assert";
import { WavSpeaker } from "../../../../src/io/sound/files/wav_speaker.ts";
import { sampleBytes } from "../../../../src/io/sound/sample_bytes.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";
import { SoundRig } from "../sound_rig.ts";

/** In bytes. */
const HEADER = 44, FRAME = 960;

Deno.test("what would be heard is written, with its length", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/heard.wav`;
  const rig = new SoundRig();
  const clock = new VirtualClock();
  rig.speak(new WavSpeaker(path, clock));
  await clock.advance(1000);
  await rig[Symbol.asyncDispose]();
  const written = await Deno.readFile(path);
  const view = new DataView(written.buffer);
  assertEquals(rig.playMs.length, 101);
  assertEquals(written.length, HEADER + 101 * FRAME);
  assertEquals([view.getUint32(4, true), view.getUint32(40, true)], [written.length - 8, written.length - HEADER]);
  for (let n = 0; n < 101; n++) {
    const frame = written.subarray(HEADER + n * FRAME, HEADER + (n + 1) * FRAME);
    assertEquals(frame, sampleBytes(rig.signal.frame(n)));
  }
  assertEquals(rig.states.map(({ state }) => state), ["starting", "running"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a file that holds something is not touched, and the sound goes on", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/letter.wav`;
  await Deno.writeTextFile(path, "Dear");
  const rig = new SoundRig();
  const clock = new VirtualClock();
  rig.speak(new WavSpeaker(path, clock));
  await clock.advance(1000);
  await rig[Symbol.asyncDispose]();
  assertEquals(await Deno.readTextFile(path), "Dear");
  assertEquals(rig.states.map(({ state }) => state), ["failed"]);
  assert(rig.states[0].message!.includes(path));
  assertEquals(rig.playMs.length, 101);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a folder that is not there is reported", async () => {
  const folder = await Deno.makeTempDir();
  await using rig = new SoundRig();
  rig.speak(new WavSpeaker(`${folder}/none/heard.wav`, new VirtualClock()));
  assertEquals(rig.state, "failed");
  await Deno.remove(folder, { recursive: true });
});
