import { assertEquals } from "@std/assert";
import { picturesApart } from "../../../scripts/bench_sound/pictures_apart.ts";
import type { CallEvent } from "../../../src/call/call_event.ts";

const SPAN = { fromMs: 1000, toMs: 2000 };
const captured = (seq: number, t: number): CallEvent => ({ event: "frame_captured", seq, bytes: 1, t });
const shown = (seq: number, t: number): CallEvent => ({ event: "frame_shown", n: seq, seq, t });

Deno.test("a picture is compared with the sound that was heard when it was shown", () => {
  const sender = [captured(1, 1000), captured(2, 1500)];
  const receiver = [shown(1, 1080), shown(2, 1700)];
  const heard = [{ heardMs: 1100, delayMs: 100 }, { heardMs: 1600, delayMs: 150 }];
  assertEquals(picturesApart(sender, receiver, heard, SPAN), [-20, 50]);
});

Deno.test("pictures outside of the span, unknown ones, and those without sound near them do not count", () => {
  const sender = [captured(1, 900), captured(2, 1000), captured(3, 1900)];
  const receiver = [shown(1, 990), shown(9, 1100), shown(2, 1150), shown(3, 1990)];
  assertEquals(picturesApart(sender, receiver, [{ heardMs: 1100, delayMs: 100 }], SPAN), [50]);
  assertEquals(picturesApart(sender, receiver, [], SPAN), []);
});
