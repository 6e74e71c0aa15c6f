import { readRegularFile } from "../../files/read_regular_file.ts";
import type { SavedFile } from "../serve/page_message.ts";
import { type Keepsake, personalFolder, userDirsPath } from "./personal_folder.ts";

/** How many files may want the same name. */
const MOST_OF_A_NAME = 100;
const MAX_USER_DIRS_BYTES = 64 * 1024;

export interface SavePlace {
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
}

/**
 * Saves a new file to the person's folder for such files, never over another one: if there is a file of this name, the name gets
 * a number. `name` is without `extension`, and safe on every system. Never rejects.
 */
export async function saveFile(
  bytes: Uint8Array,
  { keepsake, name, extension }: { readonly keepsake: Keepsake; readonly name: string; readonly extension: string },
  { os, env }: SavePlace,
): Promise<SavedFile> {
  const dirs = userDirsPath(os, env);
  const userDirs = dirs === undefined ? "" : textOf(dirs);
  const folder = personalFolder(keepsake, os, env, userDirs);
  if (folder === undefined) return { problem: `this user has no ${keepsake} folder` };
  try {
    await Deno.mkdir(folder, { recursive: true });
    for (let number = 1; number <= MOST_OF_A_NAME; number++) {
      const path = `${folder}${os === "windows" ? "\\" : "/"}${name}${number === 1 ? "" : `-${number}`}.${extension}`;
      try {
        await Deno.writeFile(path, bytes, { createNew: true, mode: 0o600 });
        return { path };
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
    return { problem: `${folder} has too many files of this second` };
  } catch (error) {
    return { problem: `${folder}: ${(error as Error).message}` };
  }
}

/** `vchat-2024-01-31-235959` by local time. */
export function nameOfTime(at: Date): string {
  return `vchat-${localDay(at)}-${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join("")}`;
}

/** `2024-01-31` by local time. */
export function localDay(at: Date): string {
  return [at.getFullYear(), twoDigits(at.getMonth() + 1), twoDigits(at.getDate())].join("-");
}

export function twoDigits(n: number): string {
  return String(n).padStart(2, "0");
}

/** The text of a file; "" if it cannot be read. */
function textOf(path: string): string {
  try {
    return new TextDecoder().decode(readRegularFile(path, MAX_USER_DIRS_BYTES));
  } catch {
    return "";
  }
}
