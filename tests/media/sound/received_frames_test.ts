import { assertEquals } from "@std/assert";
import { PlayoutCounters } from "../../../src/media/sound/playout_counters.ts";
import { ReceivedFrames } from "../../../src/media/sound/received_frames.ts";
import type { ReceivedSound } from "../../../src/port/sound.ts";
import { inspectSine, sineFrame } from "./sine_codec.ts";

function received(): ReceivedFrames {
  return new ReceivedFrames(new PlayoutCounters(), inspectSine);
}

function packetOf(sequences: readonly number[], arrivedMs: number): ReceivedSound {
  const frames = sequences.map((sequence) => ({ sequence, bytes: sineFrame(sequence, 1) }));
  return { captureMs: 5000 + sequences[0] * 10, frames, arrivedMs };
}

function silence(arrivedMs: number): ReceivedSound {
  return { captureMs: undefined, frames: [], arrivedMs };
}

function indices(sound: ReceivedFrames): number[] {
  const { store } = sound;
  const found: number[] = [];
  for (let frame = store?.firstFrom(0); frame !== undefined; frame = store?.firstFrom(frame.index + 1)) {
    found.push(frame.index - 2 ** 33);
  }
  return found;
}

Deno.test("a repetition fills the place of a lost frame, and is known as one", () => {
  const sound = received();
  sound.insert(packetOf([100], 0), false);
  sound.insert(packetOf([102, 101, 100], 20), false);
  assertEquals(indices(sound), [100, 101, 102]);
  assertEquals(sound.store!.firstFrom(2 ** 33 + 101)!.isRepair, true);
  assertEquals(sound.store!.firstFrom(2 ** 33 + 102)!.isRepair, false);
  assertEquals(sound.counters.duplicateFrames, 1);
});

Deno.test("a gap inside of a packet is silence", () => {
  const sound = received();
  sound.insert(packetOf([100], 0), false);
  sound.insert(packetOf([150, 149, 102, 101], 500), false);
  const flags = [101, 102, 149, 150].map((n) => sound.store!.firstFrom(2 ** 33 + n)!.afterSilence);
  assertEquals(flags, [false, false, true, false]);
});

Deno.test("the peer says when it is silent, and a newer frame ends it", () => {
  const sound = received();
  sound.insert(packetOf([100], 0), false);
  sound.insert(silence(10), false);
  assertEquals(sound.isSilent, false, "the frame before is still to be decoded");
  sound.store!.moveTo(2 ** 33 + 101);
  assertEquals(sound.isSilent, true);
  sound.insert(packetOf([150], 500), false);
  assertEquals([sound.isSilent, sound.isSilentBefore(2 ** 33 + 150)], [false, true]);
});

Deno.test("silence before a frame is remembered when silence begins again before the frame is played", () => {
  const sound = received();
  sound.insert(packetOf([100], 0), false);
  sound.insert(silence(0), false);
  sound.store!.moveTo(2 ** 33 + 101);
  sound.insert(packetOf([151], 510), false);
  sound.insert(silence(510), false);
  sound.insert(packetOf([150], 511), false);
  const flags = [150, 151].map((n) => sound.store!.firstFrom(2 ** 33 + n)!.afterSilence);
  assertEquals(flags, [false, true], "what was overtaken is too late to be played");
  sound.insert(packetOf([200, 199], 1000), false);
  sound.insert(silence(1000), false);
  sound.insert(silence(1010), false);
  assertEquals(sound.store!.firstFrom(2 ** 33 + 199)!.afterSilence, true);
});

Deno.test("in silence a late frame is still played, as nothing else was; not so a late repetition", () => {
  const sound = received();
  sound.insert(packetOf([100], 0), true);
  sound.insert(silence(10), true);
  sound.store!.moveTo(2 ** 33 + 101);
  sound.onPlayed();
  sound.store!.moveTo(2 ** 33 + 160);
  sound.insert(packetOf([155, 154], 560), true);
  assertEquals(indices(sound), [155]);
  assertEquals(sound.counters.drops.sound_late, 1);
});

Deno.test("a few packets from elsewhere are strays; three that fit to each other are a new beginning", () => {
  const sound = received();
  for (let n = 0; n < 10; n++) sound.insert(packetOf([n], n * 10), false);
  for (const sequence of [5_000_000, 9_000_000, 5_000_001, 9_000_001]) sound.insert(packetOf([sequence], 100), false);
  assertEquals([sound.counters.drops.sound_stray, sound.counters.restarts], [4, 0]);
  for (let n = 0; n < 3; n++) sound.insert(packetOf([7_000_000 + n], 110 + n * 10), false);
  assertEquals(indices(sound), [7_000_002]);
  assertEquals(sound.captureOffsetMs, 5000 - 2 ** 33 * 10);
});

Deno.test("the first frame after a silence is known as that, also if the packet repeats none from before it", () => {
  const sound = received();
  sound.insert(packetOf([100], 0), false);
  sound.insert(silence(10), false);
  sound.insert(packetOf([150], 500), false);
  sound.insert(packetOf([151], 510), false);
  const flags = [100, 150, 151].map((n) => sound.store!.firstFrom(2 ** 33 + n)!.afterSilence);
  assertEquals(flags, [false, true, false]);
});

Deno.test("a frame that is not one is counted by its reason; without the newest, the others have no place", () => {
  const sound = received();
  sound.insert(packetOf([99], 0), false);
  const { frames, ...packet } = packetOf([102, 101, 100], 30);
  const broken = { sequence: 101, bytes: new Uint8Array(3) };
  sound.insert({ ...packet, frames: [frames[0], broken, frames[2]] }, false);
  assertEquals([indices(sound), sound.counters.drops.sound_malformed], [[99, 100, 102], 1]);
  sound.insert({ ...packet, frames: [{ ...broken, sequence: 104 }, { ...frames[0], sequence: 103 }] }, false);
  assertEquals([indices(sound), sound.counters.drops.sound_malformed], [[99, 100, 102], 3]);
});

Deno.test("what waits when all is forgotten was left out", () => {
  const sound = received();
  for (let n = 0; n < 3; n++) sound.insert(packetOf([100 + n], n * 10), false);
  sound.store!.take();
  sound.restart();
  assertEquals([sound.store, sound.counters.drops.sound_skipped], [undefined, 2]);
});
