import { assert, assertEquals } from "@std/assert";
import { fileTarget, isSameFile } from "../../../src/io/files/file_target.ts";

if (Deno.build.os !== "windows") {
  Deno.test("one file is recognised by any path: relative, by links, by hard links, and before it exists", async () => {
    const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "vchat-same-" }));
    try {
      await Deno.writeTextFile(`${folder}/clip`, "x");
      await Deno.writeTextFile(`${folder}/other`, "x");
      await Deno.mkdir(`${folder}/below`);
      await Deno.symlink("../clip", `${folder}/below/link`);
      await Deno.symlink(".", `${folder}/here`);
      await Deno.symlink("new", `${folder}/dangling`);
      await Deno.symlink("round", `${folder}/round`);
      await Deno.link(`${folder}/clip`, `${folder}/hard`);
      const same = (one: string, other: string) => isSameFile(`${folder}/${one}`, `${folder}/${other}`);
      for (const other of ["./clip", "below/../clip", "below/link", "here/clip", "here/below/link", "hard"]) {
        assert(same("clip", other), other);
      }
      for (const other of ["here/new", "dangling", "below/../new"]) assert(same("new", other), other);
      for (const other of ["other", "nothing", "dangling", "round", "no/folder"]) assert(!same("clip", other), other);
      assertEquals(fileTarget(`${folder}/below/link`), `${folder}/clip`);
      assertEquals(fileTarget(`${folder}/dangling`), `${folder}/new`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
