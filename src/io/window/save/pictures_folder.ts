type Env = (name: string) => string | undefined;

/**
 * Where this user keeps pictures, by the operating system's own convention; `undefined` for a user without a home.
 * `userDirs` is the text of `user-dirs.dirs` (freedesktop.org's xdg-user-dirs), if there is one.
 */
export function picturesFolder(os: typeof Deno.build.os, env: Env, userDirs = ""): string | undefined {
  if (os === "windows") {
    const profile = env("USERPROFILE") || undefined;
    return profile && `${profile}\\Pictures`;
  }
  const home = env("HOME") || undefined;
  if (os === "darwin") return home && `${home}/Pictures`;
  const given = env("XDG_PICTURES_DIR");
  if (given?.startsWith("/")) return given;
  const named = namedFolder(userDirs, home);
  if (named !== undefined) return named;
  return home && `${home}/Pictures`;
}

/** The path of `user-dirs.dirs`, on systems that have it. */
export function userDirsPath(os: typeof Deno.build.os, env: Env): string | undefined {
  if (os === "windows" || os === "darwin") return undefined;
  const config = env("XDG_CONFIG_HOME");
  const folder = config?.startsWith("/") ? config : (env("HOME") || undefined) && `${env("HOME")}/.config`;
  return folder && `${folder}/user-dirs.dirs`;
}

/** As `xdg-user-dir` reads it: shell's quoting, and the last line counts. */
const NAMED = /^[ \t]*XDG_PICTURES_DIR[ \t]*=[ \t]*"((?:[^"\\\n]|\\.)*)"/gm;

/** The folder that `user-dirs.dirs` names: absolute, or below the home. */
function namedFolder(userDirs: string, home: string | undefined): string | undefined {
  const quoted = [...userDirs.matchAll(NAMED)].at(-1)?.[1] ?? "";
  const path = quoted.replace(/^\$HOME(?=\/)/, "").replace(/\\(.)/g, "$1").replace(/(?<=.)\/+$/, "");
  if (!path.startsWith("/")) return undefined;
  if (!quoted.startsWith("$HOME")) return path;
  return home && (path === "/" ? home : home + path);
}
