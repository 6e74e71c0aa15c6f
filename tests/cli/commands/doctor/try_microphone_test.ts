import { assert, assertEquals } from "@std/assert";
import { tryMicrophone } from "../../../../src/cli/commands/doctor/try_microphone.ts";
import type { CapturedSound, Microphone, SoundDeviceState } from "../../../../src/port/sound_device.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";

/** A microphone that gives what a test tells it to. */
class FakeMicrophone implements Microphone {
  onSound!: (sound: CapturedSound) => void;
  onState!: (state: SoundDeviceState) => void;
  isStopped = false;

  start(onSound: (sound: CapturedSound) => void, onState: (state: SoundDeviceState) => void): void {
    this.onSound = onSound;
    this.onState = onState;
    onState({ state: "starting" });
  }

  /** Gives frames of 10 ms of one amplitude. */
  give(frames: number, amplitude: number): void {
    for (let n = 0; n < frames; n++) this.onSound({ samples: new Float32Array(480).fill(amplitude), captureMs: 0 });
  }

  stop(): Promise<void> {
    this.isStopped = true;
    return Promise.resolve();
  }
}

Deno.test("a microphone is heard for a second, and its loudest moment counts", async () => {
  const clock = new VirtualClock(), microphone = new FakeMicrophone();
  const trial = tryMicrophone(microphone, 5000, clock);
  microphone.onState({ state: "running" });
  microphone.give(5, 0.5);
  microphone.give(94, 0);
  await clock.advance(0);
  assert(!microphone.isStopped);
  microphone.give(1, 0);
  const { kind, peakDbfs } = await trial as { kind: string; peakDbfs: number };
  assertEquals([kind, Math.round(peakDbfs), microphone.isStopped], ["works", -6, true]);
});

Deno.test("a microphone that fails says why, and one that gives no sound, or stops, is given up", async () => {
  const clock = new VirtualClock();
  const failed = new FakeMicrophone(), mute = new FakeMicrophone(), stuck = new FakeMicrophone();
  const trials = [failed, mute, stuck].map((microphone) => tryMicrophone(microphone, 5000, clock));
  failed.onState({ state: "failed", reason: "busy", message: "it is in use", hint: "close the other program" });
  stuck.give(20, 0.1);
  await clock.advance(5000);
  assertEquals(await Promise.all(trials), [
    { kind: "failed", problem: "it is in use", hint: "close the other program" },
    { kind: "failed", problem: "no sound within 5 seconds" },
    { kind: "failed", problem: "only 200 ms of sound within 5 seconds" },
  ]);
  assert([failed, mute, stuck].every(({ isStopped }) => isStopped));
});

Deno.test("no microphone, on request, is not tried", async () => {
  const microphone = new FakeMicrophone();
  const trial = tryMicrophone(microphone, 5000, new VirtualClock());
  microphone.onState({ state: "off" });
  assertEquals(await trial, { kind: "not_tried", why: "none, as asked for" });
});
