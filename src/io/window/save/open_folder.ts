import { ChildProcess } from "../../process/child_process.ts";
import { within } from "../../process/within.ts";

/** A program that is still there after this has opened the folder: it is the file browser itself. */
const LIMIT_MS = 5000;

/** The program that opens a folder in the file browser of this system. */
export function folderOpener(os: typeof Deno.build.os): string {
  return os === "darwin" ? "open" : os === "windows" ? "explorer" : "xdg-open";
}

/** Opens a folder in the system's file browser, which lives on. `folder`: an absolute path. Returns why that failed. */
export async function openFolder(folder: string, os: typeof Deno.build.os): Promise<string | undefined> {
  const path = folderOpener(os);
  let child: ChildProcess;
  try {
    child = new ChildProcess({ path, args: [folder], sparesOthers: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) return `${path}: ${(error as Error).message}`;
    return `there is no ${path} on this computer; open ${folder} yourself`;
  }
  let code: number | undefined;
  const ended = child.ended.then((itsCode) => code = itsCode);
  await within(ended, LIMIT_MS);
  const isOpen = code === undefined || code === 0 || os === "windows"; // explorer ends with 1, whatever happens
  return isOpen ? undefined : `${path} found no file browser for it; open ${folder} yourself`;
}
