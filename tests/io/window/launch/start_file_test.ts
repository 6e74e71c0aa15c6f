import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { leadingFolders, StartFile } from "../../../../src/io/window/launch/start_file.ts";

Deno.test("if a browser may be a snap, its file is in a folder that is not hidden; without a home, or snaps, in the temporary folder", () => {
  assertEquals(leadingFolders(true, "/home/ada"), ["/home/ada", undefined]);
  assertEquals(leadingFolders(false, "/home/ada"), [undefined]);
  assertEquals(leadingFolders(true, undefined), [undefined]);
});

Deno.test("a folder that cannot be written is skipped; if none can, the message says why", async () => {
  const folder = await Deno.makeTempDir();
  const file = await StartFile.create("http://127.0.0.1:1/t/", [`${folder}/none`, folder]);
  assertEquals(file.folder.startsWith(`${folder}/vchat-browser-`), true);
  assertMatch(file.url, /^file:\/\/\/.*\/vchat-browser-[^/.]+\/call\.html$/);
  await file.remove();
  await file.remove();
  assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  await Deno.remove(folder);
  await assertRejects(() => StartFile.create("http://127.0.0.1:1/t/", [folder]), Error, "no file can be written");
});
