import { assert, assertEquals } from "@std/assert";
import { inFlightLimitBytes, mayStartUnmeasured } from "../../../src/media/rate/in_flight_limit.ts";

Deno.test("in flight may be what the path holds, 60 ms and two packets more", () => {
  assertEquals(inFlightLimitBytes(8000, 0), 63_000);
  assertEquals(inFlightLimitBytes(8000, 100), 163_000);
  assertEquals(inFlightLimitBytes(100, 50), 4375);
});

Deno.test("before the link was measured, a first frame of any size may start, and a second small one", () => {
  assert(mayStartUnmeasured(0, 4_000_000));
  assert(mayStartUnmeasured(1500, 4_000_000), "a packet or two in flight do not count");
  assert(mayStartUnmeasured(15_000, 15_000));
  assert(!mayStartUnmeasured(20_000, 20_000));
  assert(!mayStartUnmeasured(40_000, 20_000));
});
