import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { SoundRate } from "../../../src/media/sound/sound_rate.ts";

/** With 70 bytes around the frames of each packet. */
function choose(linkKbps: number, wantedFrames: number) {
  return new SoundRate(70).choose(linkKbps, wantedFrames, 0);
}

Deno.test("a wide link gets the best sound in short frames, with all repetitions", () => {
  assertEquals(choose(2000, 0), { bitrateKbps: 32, frameMs: 10, repeatedFrames: 0, linkKbps: 88 });
  assertEquals(choose(2000, 7), { bitrateKbps: 32, frameMs: 10, repeatedFrames: 7, linkKbps: 312 });
});

Deno.test("a narrow link gets longer frames, and at 64 kbit/s there is still sound", () => {
  assertEquals(choose(200, 0), { bitrateKbps: 32, frameMs: 20, repeatedFrames: 0, linkKbps: 60 });
  assertEquals(choose(64, 0), { bitrateKbps: 20, frameMs: 20, repeatedFrames: 0, linkKbps: 48 });
  assertEquals(choose(64, 3), { bitrateKbps: 12, frameMs: 20, repeatedFrames: 0, linkKbps: 40 });
  assertEquals(choose(100, 3), { bitrateKbps: 12, frameMs: 20, repeatedFrames: 1, linkKbps: 52 });
});

Deno.test("sound takes no more than its share, unless even the least is more", () => {
  fc.assert(fc.property(fc.double({ min: 0, max: 10_000, noNaN: true }), fc.nat(7), (linkKbps, wantedFrames) => {
    const choice = choose(linkKbps, wantedFrames);
    assert(choice.bitrateKbps >= 12 && choice.bitrateKbps <= 32 && choice.bitrateKbps % 2 === 0);
    assert(choice.repeatedFrames >= 0 && choice.repeatedFrames <= wantedFrames);
    const shareKbps = Math.max(linkKbps * 0.3, Math.min(linkKbps * 0.75, 60));
    assert(choice.linkKbps <= Math.max(shareKbps, 40), JSON.stringify(choice));
  }));
});

Deno.test("less is chosen at once, more after 3 s and with some room; a link that changes a little changes nothing", () => {
  const rate = new SoundRate(70);
  assertEquals(rate.choose(1000, 0, 0).frameMs, 10);
  assertEquals(rate.choose(150, 0, 100).frameMs, 20);
  assertEquals(rate.choose(1000, 0, 200).frameMs, 20);
  assertEquals(rate.choose(1000, 0, 3099).frameMs, 20);
  assertEquals(rate.choose(1000, 0, 3100).frameMs, 10);
  const choices = new Set<number>();
  for (let n = 0; n < 100; n++) choices.add(rate.choose(278 + n % 2 * 8, 0, 4000 + n * 100).frameMs);
  assertEquals(choices.size, 1);
});

Deno.test("repetitions come and go at once", () => {
  const rate = new SoundRate(70);
  rate.choose(2000, 0, 0);
  assertEquals(rate.choose(2000, 3, 10).repeatedFrames, 3);
  assertEquals(rate.choose(2000, 0, 20).repeatedFrames, 0);
});
