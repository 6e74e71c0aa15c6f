import { assertEquals } from "@std/assert";
import { pageName } from "../../../../src/io/sound/page/page_name.ts";

Deno.test("window means the page's usual device, and window:NAME one of its devices", () => {
  assertEquals(pageName("window"), {});
  assertEquals(pageName("window:Headset: left"), { wanted: "Headset: left" });
});

Deno.test("every other name means a device of vchat itself", () => {
  for (const name of [undefined, "", "0", "none", "window:", "windows", "Window", "a/window:b"]) {
    assertEquals(pageName(name), undefined);
  }
});
