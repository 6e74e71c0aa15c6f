type Env = (name: string) => string | undefined;

/**
 * Where this user keeps pictures, by the operating system's own convention; `undefined` for a user without a home.
 * `userDirs` is the text of `user-dirs.dirs` (freedesktop.org's xdg-user-dirs), where there is one.
 */
export function picturesFolder(os: typeof Deno.build.os, env: Env, userDirs = ""): string | undefined {
  if (os === "windows") {
    const profile = env("USERPROFILE");
    return profile && `${profile}\\Pictures`;
  }
  const home = env("HOME");
  if (os === "darwin") return home && `${home}/Pictures`;
  const given = env("XDG_PICTURES_DIR");
  if (given?.startsWith("/")) return given;
  const named = /^[ \t]*XDG_PICTURES_DIR="(\$HOME)?(\/[^"]*)"/m.exec(userDirs);
  if (named !== null && (named[1] === undefined || home)) return (named[1] ? home : "") + named[2].replace(/\/+$/, "");
  return home && `${home}/Pictures`;
}

/** Where `user-dirs.dirs` is, where there may be one. */
export function userDirsPath(os: typeof Deno.build.os, env: Env): string | undefined {
  if (os === "windows" || os === "darwin") return undefined;
  const config = env("XDG_CONFIG_HOME");
  const folder = config?.startsWith("/") ? config : env("HOME") && `${env("HOME")}/.config`;
  return folder && `${folder}/user-dirs.dirs`;
}
