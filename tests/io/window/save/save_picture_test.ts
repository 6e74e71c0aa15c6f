import { assert, assertEquals, assertMatch } from "@std/assert";
import { nameOfTime } from "../../../../src/io/window/save/save_file.ts";
import { savePicture } from "../../../../src/io/window/save/save_picture.ts";

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3);
const AT = new Date(2024, 0, 31, 23, 59, 59);
const { os } = Deno.build;

/** A user whose home is a new folder. */
async function newHome() {
  const home = await Deno.makeTempDir({ prefix: "vchat-home-" });
  const names: Record<string, string> = { HOME: home, USERPROFILE: home };
  return {
    home,
    names,
    place: { os, env: (name: string) => names[name] },
    [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }),
  };
}

const files = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("the name of a picture is the local time", () => {
  assertEquals(nameOfTime(AT), "vchat-2024-01-31-235959");
  assertEquals(nameOfTime(new Date(2024, 8, 3, 4, 5, 6)), "vchat-2024-09-03-040506");
});

Deno.test("a complete picture is saved, in a folder that may not exist yet, and only the user can read it", async () => {
  await using user = await newHome();
  const saved = await savePicture(PNG, AT, user.place);
  const folder = `${user.home}${os === "windows" ? "\\" : "/"}Pictures`;
  assert("path" in saved);
  assertEquals(saved.path, `${folder}${os === "windows" ? "\\" : "/"}vchat-2024-01-31-235959.png`);
  assertEquals(await Deno.readFile(saved.path), PNG);
  if (os !== "windows") assertEquals((await Deno.stat(saved.path)).mode! & 0o777, 0o600);
});

Deno.test("no file is ever overwritten, and pictures of one second get different names", async () => {
  await using user = await newHome();
  const folder = `${user.home}/Pictures`;
  await Deno.mkdir(folder);
  await Deno.writeTextFile(`${folder}/vchat-2024-01-31-235959.png`, "mine");
  await Promise.all([savePicture(PNG, AT, user.place), savePicture(PNG, AT, user.place)]);
  assertEquals(files(folder), [
    "vchat-2024-01-31-235959-2.png",
    "vchat-2024-01-31-235959-3.png",
    "vchat-2024-01-31-235959.png",
  ]);
  assertEquals(await Deno.readTextFile(`${folder}/vchat-2024-01-31-235959.png`), "mine");
});

Deno.test("a folder in which all names of a second are used is reported", async () => {
  await using user = await newHome();
  const folder = `${user.home}/Pictures`;
  await Deno.mkdir(folder);
  for (let number = 1; number <= 100; number++) {
    await Deno.writeTextFile(`${folder}/${nameOfTime(AT)}${number === 1 ? "" : `-${number}`}.png`, "");
  }
  const saved = await savePicture(PNG, AT, user.place);
  assertMatch("problem" in saved ? saved.problem : "", /Pictures has too many files of this second$/);
});

Deno.test("a folder that cannot be created is named, and a user without one gets a message", async () => {
  await using user = await newHome();
  await Deno.writeTextFile(`${user.home}/Pictures`, "a file");
  const saved = await savePicture(PNG, AT, user.place);
  assert("problem" in saved && saved.problem.startsWith(user.home), JSON.stringify(saved));
  assertEquals(await savePicture(PNG, AT, { os, env: () => undefined }), {
    problem: "this user has no pictures folder",
  });
});

if (os === "linux") {
  Deno.test("pictures are saved in the folder that user-dirs.dirs names, whatever its name", async () => {
    await using user = await newHome();
    const name = 'a "b" $(touch x) ; \u202e\u56fe\u7247\x1b[31m';
    await Deno.mkdir(`${user.home}/.config`);
    await Deno.writeTextFile(
      `${user.home}/.config/user-dirs.dirs`,
      `XDG_PICTURES_DIR="$HOME/${name.replaceAll(/["$]/g, "\\$&")}"\n`,
    );
    const saved = await savePicture(PNG, AT, user.place);
    assertEquals(saved, { path: `${user.home}/${name}/vchat-2024-01-31-235959.png` });
    assertEquals(files(user.home), [".config", name]);
  });

  Deno.test("a link at a picture's name is not followed", async () => {
    await using user = await newHome();
    await Deno.mkdir(`${user.home}/Pictures`);
    await Deno.symlink(`${user.home}/elsewhere`, `${user.home}/Pictures/vchat-2024-01-31-235959.png`);
    const saved = await savePicture(PNG, AT, user.place);
    assertEquals(saved, { path: `${user.home}/Pictures/vchat-2024-01-31-235959-2.png` });
    assertEquals(files(user.home), ["Pictures"]);
  });
}
