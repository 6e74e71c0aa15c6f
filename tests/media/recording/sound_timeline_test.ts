import { assert, assertEquals } from "@std/assert";
import { type PlacedSound, SoundTimeline } from "../../../src/media/recording/sound_timeline.ts";

const SPEECH = Uint8Array.of(1, 2, 3, 4);

function speech(timeMs: number, continues = true, durationMs = 10) {
  return { timeMs, durationMs, continues, bytes: SPEECH };
}

/** The time of each packet, and `S` for speech. */
const outline = (placed: readonly PlacedSound[]) =>
  placed.map(({ timeMs, bytes }) => `${timeMs}${bytes === SPEECH ? "S" : ""}`).join(" ");

Deno.test("silence stands where there is no sound, so that each packet begins where the one before ends", () => {
  const timeline = new SoundTimeline(1000);
  assertEquals(outline(timeline.place(speech(1050, false))), "1000 1020 1040 1050S");
  assertEquals(outline(timeline.place(speech(1060, true, 20))), "1060S");
  assertEquals(outline(timeline.place(speech(1093, false))), "1080 1090S");
  assertEquals(outline(timeline.fill(1159)), "1100 1120");
  assertEquals(outline(timeline.fill(1100)), "");
  assertEquals(outline(timeline.place(speech(1160, false))), "1140 1160S");
});

Deno.test("silence is Opus, of 20 and of 10 ms", () => {
  const [long, short] = new SoundTimeline(0).place(speech(30, false));
  assertEquals([[...long.bytes], [...short.bytes]], [[0xf8, 0xff, 0xfe], [0xf0, 0xff, 0xfe]]);
});

Deno.test("sound from before the start, and sound whose time has been written, is left out", () => {
  const timeline = new SoundTimeline(1000);
  assertEquals(outline(timeline.place(speech(979, false))), "");
  assertEquals(outline(timeline.place(speech(989))), "");
  assertEquals(outline(timeline.place(speech(999))), "1000S");
  assertEquals(outline(timeline.place(speech(985))), "");
  assertEquals(outline(timeline.fill(1110)), "1010 1030 1050 1070 1090");
  assertEquals(outline(timeline.place(speech(1080, false))), "");
});

Deno.test("jitter of the capture times makes no seams", () => {
  const timeline = new SoundTimeline(0);
  const placed = Array.from({ length: 500 }, (_, n) => timeline.place(speech(10 * n + 15 * Math.sin(n), n > 0))).flat();
  assertEquals(outline(placed), outline(Array.from({ length: 500 }, (_, n) => ({ timeMs: 10 * n, bytes: SPEECH }))));
});

Deno.test("a sound card that runs fast or slow is never off by more than 20 ms, in a speech of 20 minutes", () => {
  for (const partsPerMillion of [-300, 300]) {
    const timeline = new SoundTimeline(0);
    let endMs = 0, changes = 0;
    for (let n = 0; n < 120_000; n++) {
      const timeMs = n * 10 * (1 + partsPerMillion / 1e6);
      const placed = timeline.place(speech(timeMs, n > 0));
      for (const one of placed) {
        assertEquals(one.timeMs, endMs);
        if (one.bytes === SPEECH) assert(Math.abs(one.timeMs - timeMs) <= 20, `${one.timeMs} for ${timeMs}`);
        endMs += one.bytes[0] === 0xf8 ? 20 : 10;
      }
      if (placed.length !== 1) changes++;
    }
    // 360 ms in steps of 10 or 20.
    assert(changes >= 15 && changes <= 40, `${changes}`);
  }
});

Deno.test("a pause of more than ten minutes stays a gap", () => {
  const timeline = new SoundTimeline(0);
  assertEquals(timeline.place(speech(600_000, false)).length, 30_001);
  assertEquals(outline(timeline.place(speech(1_210_020, false))), "1210020S");
  assertEquals(outline(timeline.fill(9e15)), "");
  assertEquals(outline(timeline.place(speech(1_210_040))), "");
});
