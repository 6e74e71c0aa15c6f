import { assertEquals } from "@std/assert";
import { isWithinLimits } from "../../../src/media/picture/picture_limits.ts";

Deno.test("a picture has a size, and no side of more than 4096 pixels", () => {
  assertEquals(isWithinLimits(1, 1), true);
  assertEquals(isWithinLimits(4096, 4096), true);
  assertEquals(isWithinLimits(4097, 1), false);
  assertEquals(isWithinLimits(1, 4097), false);
  assertEquals(isWithinLimits(0, 10), false);
  assertEquals(isWithinLimits(10, 0), false);
});
