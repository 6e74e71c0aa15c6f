/** Where this user's files of vchat belong, by the operating system's own convention. */
export interface UserFolders {
  /** For files that a person may edit. */
  readonly config: string;
  /** For files that vchat keeps by itself. */
  readonly state: string;
}

/** Where the files of this user are, as `~` in a path means it. */
export function homeFolder(os: typeof Deno.build.os, env: (name: string) => string | undefined): string | undefined {
  return env(os === "windows" ? "USERPROFILE" : "HOME") || undefined;
}

/**
 * The folders for `os` with the environment `env`: the XDG base directories on Linux, Application Support on macOS,
 * `%APPDATA%` and `%LOCALAPPDATA%` on Windows. They may not exist yet. `undefined` for a user without a home.
 */
export function userFolders(
  os: typeof Deno.build.os,
  env: (name: string) => string | undefined,
): UserFolders | undefined {
  if (os === "windows") {
    const roaming = env("APPDATA"), local = env("LOCALAPPDATA") ?? roaming;
    return roaming && local ? { config: `${roaming}\\vchat`, state: `${local}\\vchat` } : undefined;
  }
  const home = env("HOME");
  if (os === "darwin") {
    const folder = home && `${home}/Library/Application Support/vchat`;
    return folder ? { config: folder, state: folder } : undefined;
  }
  // The specification says that a relative XDG variable is to be ignored.
  const xdg = (name: string, below: string) => {
    const value = env(name);
    return value?.startsWith("/") ? `${value}/vchat` : home && `${home}/${below}/vchat`;
  };
  const config = xdg("XDG_CONFIG_HOME", ".config");
  const state = xdg("XDG_STATE_HOME", ".local/state");
  return config && state ? { config, state } : undefined;
}
