import { assertEquals } from "@std/assert";
import { runWhenIdle } from "../../../src/cli/commands/run_when_idle.ts";
import { VirtualClock } from "../../fake/virtual_clock.ts";

Deno.test("steps run one by one, and skipped ones never", async () => {
  const clock = new VirtualClock();
  const ran: number[] = [];
  const stop = runWhenIdle([1, 2, 3, 4].map((n) => () => ran.push(n)), clock);
  await clock.advance(7);
  assertEquals(ran, []);
  await clock.advance(2);
  assertEquals(ran, [1, 2]);
  stop();
  await clock.advance(100);
  assertEquals(ran, [1, 2]);
  runWhenIdle([() => ran.push(5)], clock);
  await clock.advance(100);
  assertEquals(ran, [1, 2, 5]);
});
