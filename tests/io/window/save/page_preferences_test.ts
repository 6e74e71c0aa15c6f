import { assertEquals } from "@std/assert";
import { keepPreferences, keptPreferences } from "../../../../src/io/window/save/page_preferences.ts";

Deno.test("the page's settings are kept; a damaged file is treated like a missing one", async () => {
  const home = await Deno.makeTempDir();
  try {
    const place = { os: "linux", env: (name: string) => name === "HOME" ? home : undefined } as const;
    assertEquals(keptPreferences(place), { shortcuts: true });
    keepPreferences({ shortcuts: false }, place);
    assertEquals(keptPreferences(place), { shortcuts: false });
    keepPreferences({ shortcuts: true, name: "Anna" }, place);
    assertEquals(keptPreferences(place), { shortcuts: true, name: "Anna" });
    for (const name of ["", " ", "a".repeat(201)]) {
      keepPreferences({ shortcuts: true, name }, place);
      assertEquals(keptPreferences(place), { shortcuts: true }, name);
    }
    const window = { width: 800, height: 600, x: 10, y: 20 };
    keepPreferences({ shortcuts: true, conversation: true, window }, place);
    assertEquals(keptPreferences(place), { shortcuts: true, conversation: true, window });
    // A closed conversation opens in the next call when somebody writes; what is damaged alone is left out.
    keepPreferences({ shortcuts: true, conversation: false, window: { width: -1, height: 600 } }, place);
    assertEquals(keptPreferences(place), { shortcuts: true });
    for (const damaged of ["", "null", "[]", '{"shortcuts":"no"}', "{"]) {
      await Deno.writeTextFile(`${home}/.local/state/vchat/window.json`, damaged);
      assertEquals(keptPreferences(place), { shortcuts: true }, damaged);
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("a user without a home, and a folder that cannot be written, cause no error", async () => {
  const nobody = { os: "linux", env: () => undefined } as const;
  keepPreferences({ shortcuts: false }, nobody);
  assertEquals(keptPreferences(nobody), { shortcuts: true });
  const file = await Deno.makeTempFile();
  try {
    const place = { os: "linux", env: (name: string) => name === "XDG_STATE_HOME" ? file : undefined } as const;
    keepPreferences({ shortcuts: false }, place);
    assertEquals(keptPreferences(place), { shortcuts: true });
  } finally {
    await Deno.remove(file);
  }
});
