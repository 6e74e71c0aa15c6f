import { assertEquals } from "@std/assert";
import { warmUp } from "../../../src/wire/sealed/warm_up.ts";

Deno.test("the warmUp is a call that works, picture and all", () => {
  assertEquals(warmUp().map((step) => step()).slice(-2), [1, 1]);
});
