import { assertEquals } from "@std/assert";
import { DecoderStarts } from "../../../src/io/decode/decoder_starts.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";

Deno.test("starts are 250 ms apart, whoever asks, and one that is cancelled leaves its place to others", async () => {
  const clock = new VirtualClock(), starts = new DecoderStarts(clock);
  const beginMs = clock.nowMs(), told: string[] = [];
  const ask = (name: string) => starts.whenDue(() => told.push(`${name} ${clock.nowMs() - beginMs}`));
  ask("a");
  const cancel = ask("b");
  ask("c");
  const cancelLate = ask("d");
  cancel();
  await clock.advance(400);
  assertEquals(told, ["a 0", "c 250"]);
  cancelLate();
  await clock.advance(600);
  ask("e");
  assertEquals(told, ["a 0", "c 250", "e 1000"]);
});
