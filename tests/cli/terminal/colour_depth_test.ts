import { assertEquals } from "@std/assert";
import { colourDepth } from "../../../src/cli/terminal/colour_depth.ts";

Deno.test("the environment decides on colours", () => {
  const depth = (env: Record<string, string>) => colourDepth((name) => env[name]);
  assertEquals(depth({}), "256");
  assertEquals(depth({ COLORTERM: "truecolor" }), "truecolor");
  assertEquals(depth({ COLORTERM: "24bit", NO_COLOR: "" }), "truecolor");
  assertEquals(depth({ WT_SESSION: "1" }), "truecolor");
  assertEquals(depth({ COLORTERM: "truecolor", NO_COLOR: "1" }), "none");
});
