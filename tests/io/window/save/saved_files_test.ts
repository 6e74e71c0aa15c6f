import { assert, assertEquals, assertMatch } from "@std/assert";
import { folderOpener, openFolder } from "../../../../src/io/window/save/open_folder.ts";
import { SavedFiles } from "../../../../src/io/window/save/saved_files.ts";

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);
const { os } = Deno.build;

Deno.test("the folder of the last saved file is opened, and none before there is one", async () => {
  const home = await Deno.makeTempDir({ prefix: "vchat-home-" });
  try {
    const names: Record<string, string> = { HOME: home, USERPROFILE: home };
    const opened: string[] = [];
    const files = new SavedFiles({ os, env: (name) => names[name] }, (folder) => {
      opened.push(folder);
      return Promise.resolve("no file browser");
    });
    assertEquals([await files.openFolder(), opened], [undefined, []]);
    assert("path" in await files.savePicture(PNG));
    assertEquals(await files.openFolder(), "no file browser");
    assert("path" in await files.saveConversation([], "Ada"));
    await files.openFolder();
    // What could not be saved has no folder: the last one stays.
    delete names.HOME;
    delete names.USERPROFILE;
    assert("problem" in await files.savePicture(PNG));
    await files.openFolder();
    const folder = (name: string) => `${home}${os === "windows" ? "\\" : "/"}${name}`;
    assertEquals(opened, [folder("Pictures"), folder("Documents"), folder("Documents")]);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("each system opens folders with its own program", () => {
  assertEquals([folderOpener("linux"), folderOpener("darwin"), folderOpener("windows")], [
    "xdg-open",
    "open",
    "explorer",
  ]);
});

if (os === "linux") {
  Deno.test("a folder that cannot be opened is reported, with what to do instead", async () => {
    const folder = await Deno.makeTempDir({ prefix: "vchat-path-" });
    const path = Deno.env.get("PATH") ?? "";
    try {
      Deno.env.set("PATH", folder);
      assertMatch(await openFolder("/a b", os) ?? "", /^there is no xdg-open on this computer; open \/a b yourself$/);
      await Deno.writeTextFile(`${folder}/xdg-open`, "#!/bin/sh\nexit 3\n", { mode: 0o700 });
      assertMatch(await openFolder("/a b", os) ?? "", /^xdg-open found no file browser for it; open \/a b yourself$/);
      await Deno.writeTextFile(`${folder}/xdg-open`, '#!/bin/sh\n[ "$#" = 1 ] && [ "$1" = "/a b" ]\n', { mode: 0o700 });
      assertEquals(await openFolder("/a b", os), undefined);
    } finally {
      Deno.env.set("PATH", path);
      await Deno.remove(folder, { recursive: true });
    }
  });
}
