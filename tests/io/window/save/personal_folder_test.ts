import { assertEquals } from "@std/assert";
import { personalFolder, userDirsPath } from "../../../../src/io/window/save/personal_folder.ts";

const of = (env: Record<string, string>) => (name: string) => env[name];
const picturesFolder = personalFolder.bind(undefined, "pictures");
const HOME = of({ HOME: "/home/ada" });
const named = (line: string, env = HOME) => picturesFolder("linux", env, line);

Deno.test("each system has its own folder for pictures", () => {
  assertEquals(picturesFolder("windows", of({ USERPROFILE: "C:\\Users\\Ada" })), "C:\\Users\\Ada\\Pictures");
  assertEquals(picturesFolder("darwin", of({ HOME: "/Users/ada" })), "/Users/ada/Pictures");
  assertEquals(picturesFolder("linux", HOME), "/home/ada/Pictures");
});

Deno.test("a user without a home has no folder for pictures", () => {
  for (const os of ["windows", "darwin", "linux"] as const) {
    assertEquals(picturesFolder(os, of({})), undefined);
    assertEquals(picturesFolder(os, of({ HOME: "", USERPROFILE: "" })), undefined);
  }
  assertEquals(picturesFolder("linux", of({}), 'XDG_PICTURES_DIR="$HOME/Bilder"'), undefined);
  assertEquals(picturesFolder("linux", of({}), 'XDG_PICTURES_DIR="/srv/pictures"'), "/srv/pictures");
});

Deno.test("the environment's folder, if it is absolute, comes before the file's", () => {
  const env = (folder: string) => of({ HOME: "/home/ada", XDG_PICTURES_DIR: folder });
  assertEquals(named('XDG_PICTURES_DIR="$HOME/Bilder"', env("/srv/pictures")), "/srv/pictures");
  assertEquals(named('XDG_PICTURES_DIR="$HOME/Bilder"', env("pictures")), "/home/ada/Bilder");
  assertEquals(named("", env("../../etc")), "/home/ada/Pictures");
});

Deno.test("user-dirs.dirs is read as xdg-user-dir reads it", () => {
  const rows: [string, string][] = [
    ['XDG_MUSIC_DIR="$HOME/Musik"\nXDG_PICTURES_DIR="$HOME/Bilder"\n', "/home/ada/Bilder"],
    ['XDG_PICTURES_DIR="/srv/my pictures/"', "/srv/my pictures"],
    ['  XDG_PICTURES_DIR = "$HOME/\u56fe\u7247"', "/home/ada/\u56fe\u7247"],
    ['XDG_PICTURES_DIR="$HOME/first"\nXDG_PICTURES_DIR="$HOME/last"', "/home/ada/last"],
    ['XDG_PICTURES_DIR="$HOME/"', "/home/ada"],
    ['XDG_PICTURES_DIR="/"', "/"],
    ['XDG_PICTURES_DIR="$HOME/a \\"b\\" \\\\ \\$c"', '/home/ada/a "b" \\ $c'],
  ];
  for (const [text, folder] of rows) assertEquals(named(text), folder, text);
});

Deno.test("an entry without an absolute folder is ignored", () => {
  const rows = [
    "",
    '#XDG_PICTURES_DIR="/srv/pictures"',
    "XDG_PICTURES_DIR=$HOME/Bilder",
    'XDG_PICTURES_DIR="Bilder"',
    'XDG_PICTURES_DIR="$HOMELESS/Bilder"',
    'XDG_PICTURES_DIR="\\$HOME/Bilder"',
    'XDG_PICTURES_DIR=""',
    'XDG_PICTURES_DIR="/srv/pictures',
    'XDG_PICTURES_DIR="/srv/pictures\n"',
    'NOT_XDG_PICTURES_DIR="/srv/pictures"',
    'XDG_PICTURES_DIR="$(reboot)"',
  ];
  for (const text of rows) assertEquals(named(text), "/home/ada/Pictures", text);
});

Deno.test("documents have a folder of their own", () => {
  const dirs = 'XDG_PICTURES_DIR="$HOME/Bilder"\nXDG_DOCUMENTS_DIR="$HOME/Dokumente"\n';
  assertEquals(personalFolder("documents", "linux", HOME, dirs), "/home/ada/Dokumente");
  assertEquals(personalFolder("pictures", "linux", HOME, dirs), "/home/ada/Bilder");
  assertEquals(personalFolder("documents", "linux", HOME), "/home/ada/Documents");
  assertEquals(
    personalFolder("documents", "linux", of({ XDG_DOCUMENTS_DIR: "/srv/d", XDG_PICTURES_DIR: "/p" })),
    "/srv/d",
  );
  assertEquals(
    personalFolder("documents", "windows", of({ USERPROFILE: "C:\\Users\\Ada" })),
    "C:\\Users\\Ada\\Documents",
  );
});

Deno.test("user-dirs.dirs is in the config folder, on systems that have it", () => {
  assertEquals(userDirsPath("linux", HOME), "/home/ada/.config/user-dirs.dirs");
  assertEquals(userDirsPath("linux", of({ HOME: "/h", XDG_CONFIG_HOME: "/c" })), "/c/user-dirs.dirs");
  assertEquals(userDirsPath("linux", of({ HOME: "/h", XDG_CONFIG_HOME: "c" })), "/h/.config/user-dirs.dirs");
  assertEquals([userDirsPath("linux", of({})), userDirsPath("linux", of({ HOME: "" }))], [undefined, undefined]);
  assertEquals(userDirsPath("windows", HOME), undefined);
  assertEquals(userDirsPath("darwin", HOME), undefined);
});
