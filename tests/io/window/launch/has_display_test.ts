import { assertEquals } from "@std/assert";
import { hasDisplay } from "../../../../src/io/window/launch/has_display.ts";

Deno.test("on Linux the environment shows whether there is a screen; other systems have one", () => {
  const env = (variables: Record<string, string>) => (name: string) => variables[name];
  assertEquals(hasDisplay("linux", env({})), false);
  assertEquals(hasDisplay("linux", env({ DISPLAY: "" })), false);
  assertEquals(hasDisplay("linux", env({ DISPLAY: ":1" })), true);
  assertEquals(hasDisplay("linux", env({ WAYLAND_DISPLAY: "wayland-0" })), true);
  assertEquals(hasDisplay("darwin", env({})), true);
});
