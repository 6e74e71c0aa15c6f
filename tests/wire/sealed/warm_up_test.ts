import { assertEquals } from "@std/assert";
import { rehearsal } from "../../../src/wire/sealed/warm_up.ts";

Deno.test("the rehearsal is a call that works, picture and all", () => {
  assertEquals(rehearsal().map((step) => step()).slice(-2), [1, 1]);
});
