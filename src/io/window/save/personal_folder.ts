import { homeFolder } from "../../files/user_folders.ts";

type Env = (name: string) => string | undefined;

/** What a person keeps in a folder of its own. */
export type Keepsake = "pictures" | "documents";

/** The folder's usual name, and the name of the setting for another one (freedesktop.org's xdg-user-dirs). */
const FOLDERS: Readonly<Record<Keepsake, { readonly name: string; readonly setting: string }>> = {
  pictures: { name: "Pictures", setting: "XDG_PICTURES_DIR" },
  documents: { name: "Documents", setting: "XDG_DOCUMENTS_DIR" },
};

/**
 * Where this user keeps it, by the operating system's own convention; `undefined` for a user without a home. `userDirs` is the
 * text of `user-dirs.dirs`, if there is one.
 */
export function personalFolder(
  keepsake: Keepsake,
  os: typeof Deno.build.os,
  env: Env,
  userDirs = "",
): string | undefined {
  const { name, setting } = FOLDERS[keepsake];
  const home = homeFolder(os, env);
  if (os === "windows") return home && `${home}\\${name}`;
  if (os === "darwin") return home && `${home}/${name}`;
  const given = env(setting);
  if (given?.startsWith("/")) return given;
  return namedFolder(userDirs, setting, home) ?? (home && `${home}/${name}`);
}

/** The path of `user-dirs.dirs`, on systems that have it. */
export function userDirsPath(os: typeof Deno.build.os, env: Env): string | undefined {
  if (os === "windows" || os === "darwin") return undefined;
  const config = env("XDG_CONFIG_HOME");
  const folder = config?.startsWith("/") ? config : (env("HOME") || undefined) && `${env("HOME")}/.config`;
  return folder && `${folder}/user-dirs.dirs`;
}

/** As `xdg-user-dir` reads a line: shell's quoting. */
const NAMED = /^[ \t]*(XDG_\w+_DIR)[ \t]*=[ \t]*"((?:[^"\\\n]|\\.)*)"/gm;

/** The folder that `user-dirs.dirs` names: absolute, or below the home. The last line counts. */
function namedFolder(userDirs: string, setting: string, home: string | undefined): string | undefined {
  const quoted = [...userDirs.matchAll(NAMED)].findLast(([, name]) => name === setting)?.[2] ?? "";
  const path = quoted.replace(/^\$HOME(?=\/)/, "").replace(/\\(.)/g, "$1").replace(/(?<=.)\/+$/, "");
  if (!path.startsWith("/")) return undefined;
  if (!quoted.startsWith("$HOME")) return path;
  return home && (path === "/" ? home : home + path);
}
