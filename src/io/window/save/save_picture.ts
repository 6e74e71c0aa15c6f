import { readRegularFile } from "../../files/read_regular_file.ts";
import type { SavedPicture } from "../serve/page_message.ts";
import { picturesFolder, userDirsPath } from "./pictures_folder.ts";

/** Pictures of one second that get a name of their own. */
const MOST_A_SECOND = 100;
const MAX_USER_DIRS_BYTES = 64 * 1024;

export interface PicturePlace {
  readonly os: typeof Deno.build.os;
  readonly env: (name: string) => string | undefined;
}

/** Saves a PNG to the person's pictures folder, under a name of the time alone, and never over another file. */
export async function savePicture(png: Uint8Array, at: Date, { os, env }: PicturePlace): Promise<SavedPicture> {
  const dirs = userDirsPath(os, env);
  const userDirs = dirs === undefined ? "" : textOf(dirs);
  const folder = picturesFolder(os, env, userDirs);
  if (folder === undefined) return { problem: "this user has no pictures folder" };
  try {
    await Deno.mkdir(folder, { recursive: true });
    for (let more = 1; more <= MOST_A_SECOND; more++) {
      const path = `${folder}${os === "windows" ? "\\" : "/"}${pictureName(at, more)}`;
      try {
        await Deno.writeFile(path, png, { createNew: true, mode: 0o600 });
        return { path };
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
    return { problem: `${folder} has too many pictures of this second` };
  } catch (error) {
    return { problem: `${folder}: ${(error as Error).message}` };
  }
}

/** The text of a file; "" if it cannot be read. */
function textOf(path: string): string {
  try {
    return new TextDecoder().decode(readRegularFile(path, MAX_USER_DIRS_BYTES));
  } catch {
    return "";
  }
}

/** `vchat-2024-01-31-235959.png` by local time; from the second on with a number. */
export function pictureName(at: Date, number: number): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join("");
  return `vchat-${day}-${time}${number === 1 ? "" : `-${number}`}.png`;
}
