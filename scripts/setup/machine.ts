/** What the set-up needs to know about the machine. */
export interface Machine {
  /** Like `Deno.build.os`. */
  readonly os: string;
  readonly isRoot: boolean;
  /** Whether there is a screen to open a window on. */
  readonly hasDisplay: boolean;
  /** Whether one of these programs is on the search path. */
  hasProgram(...names: string[]): boolean;
  /** Whether one of these files exists. `*` stands for any text in the last part of the path. */
  hasFile(...paths: string[]): boolean;
}

/** The machine that this runs on. Only looks at files, so it takes milliseconds. */
export function thisMachine(): Machine {
  const os = Deno.build.os;
  const folders = (Deno.env.get("PATH") ?? "").split(os === "windows" ? ";" : ":").filter((folder) => folder !== "");
  const endings = os === "windows" ? [".exe", ".cmd"] : [""];
  return {
    os,
    isRoot: os !== "windows" && Deno.uid() === 0,
    hasDisplay: os !== "linux" || ["DISPLAY", "WAYLAND_DISPLAY"].some((name) => (Deno.env.get(name) ?? "") !== ""),
    hasProgram: (...names) =>
      names.some((name) => folders.some((folder) => endings.some((ending) => isFile(`${folder}/${name}${ending}`)))),
    hasFile: (...paths) => paths.some((path) => path.includes("*") ? matchesAny(path) : isFile(path)),
  };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function matchesAny(pattern: string): boolean {
  const slash = pattern.lastIndexOf("/");
  const [before, after] = pattern.slice(slash + 1).split("*");
  try {
    for (const { name } of Deno.readDirSync(pattern.slice(0, slash))) {
      if (name.startsWith(before) && name.endsWith(after)) return true;
    }
  } catch {
    // A missing folder contains nothing.
  }
  return false;
}
