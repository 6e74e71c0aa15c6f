import { assert, assertEquals } from "@std/assert";
import { trySpeaker } from "../../../../src/cli/commands/doctor/try_speaker.ts";
import { makeSound } from "../../../../src/media/sound/made_sound.ts";
import type { SoundDeviceState, Speaker } from "../../../../src/port/sound_device.ts";
import { VirtualClock } from "../../../fake/virtual_clock.ts";

/** A loudspeaker that pulls when a test tells it to, 50 ms ahead. */
class FakeSpeaker implements Speaker {
  readonly played: number[] = [];
  onState!: (state: SoundDeviceState) => void;
  isStopped = false;
  #pull!: (playMs: number) => Float32Array;

  constructor(readonly clock: VirtualClock) {}

  start(pull: (playMs: number) => Float32Array, onState: (state: SoundDeviceState) => void): void {
    this.#pull = pull;
    this.onState = onState;
    onState({ state: "starting" });
  }

  async play(frames: number): Promise<void> {
    for (let n = 0; n < frames; n++) {
      this.played.push(...this.#pull(this.clock.nowMs() + 50));
      await this.clock.advance(10);
    }
  }

  stop(): Promise<void> {
    this.isStopped = true;
    return Promise.resolve();
  }
}

Deno.test("the tones are played as a whole, and the loudspeaker stops when they have been heard", async () => {
  const clock = new VirtualClock(), speaker = new FakeSpeaker(clock);
  const trial = trySpeaker(speaker, 5000, clock);
  speaker.onState({ state: "running" });
  await speaker.play(104);
  assert(!speaker.isStopped);
  await speaker.play(2);
  assertEquals([await trial, speaker.isStopped], [{ kind: "works" }, true]);
  assertEquals(speaker.played.slice(0, 48_000), [...makeSound("test")]);
  assert(speaker.played.slice(48_000).every((sample) => sample === 0));
});

Deno.test("a loudspeaker that fails says why, and one that takes nothing, or stops, is given up", async () => {
  const clock = new VirtualClock();
  const speakers = Array.from({ length: 3 }, () => new FakeSpeaker(clock));
  const trials = speakers.map((speaker) => trySpeaker(speaker, 5000, clock));
  speakers[0].onState({ state: "failed", reason: "not_found", message: "no loudspeaker found", hint: "connect one" });
  await speakers[1].play(50);
  await clock.advance(5000);
  const late = { kind: "failed", problem: "it did not take a second of sound within 5 seconds" } as const;
  assertEquals(await Promise.all(trials), [
    { kind: "failed", problem: "no loudspeaker found", hint: "connect one" },
    late,
    late,
  ]);
  assert(speakers.every(({ isStopped }) => isStopped));
});

Deno.test("no loudspeaker, on request, is not tried", async () => {
  const clock = new VirtualClock(), speaker = new FakeSpeaker(clock);
  const trial = trySpeaker(speaker, 5000, clock);
  speaker.onState({ state: "off" });
  assertEquals(await trial, { kind: "not_tried", why: "none, as asked for" });
});
