import { assertEquals } from "@std/assert";
import { WaitingFrame } from "../../../src/media/transport/waiting_frame.ts";

Deno.test("the newest frame waits, and the one that it replaces is returned", () => {
  const waiting = new WaitingFrame<string>();
  assertEquals([waiting.replace("first"), waiting.current], [undefined, "first"]);
  assertEquals([waiting.replace("second"), waiting.current], ["first", "second"]);
});

Deno.test("a frame is taken once", () => {
  const waiting = new WaitingFrame<string>();
  waiting.replace("only");
  assertEquals([waiting.take(), waiting.take(), waiting.current], ["only", undefined, undefined]);
  assertEquals(waiting.replace("next"), undefined);
});
