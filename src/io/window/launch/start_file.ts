import { fileUrl, redirectPage } from "./browser.ts";

/** What a browser is asked to open: a page in a new folder, both for this user alone, that leads to the call's page. */
export class StartFile {
  private constructor(readonly folder: string, readonly path: string) {}

  /**
   * In the first of these folders (undefined: the system's for temporary files) that can be written. Rejects with an
   * Error that says why none can be written.
   */
  static async create(url: string, folders: readonly (string | undefined)[]): Promise<StartFile> {
    const problems: string[] = [];
    for (const dir of folders) {
      let folder: string | undefined;
      try {
        // Deno makes it for this user alone (0700).
        folder = await Deno.makeTempDir({ dir, prefix: "vchat-browser-" });
        const path = `${folder}/call.html`;
        await Deno.writeTextFile(path, redirectPage(url), { createNew: true, mode: 0o600 });
        return new StartFile(folder, path);
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
        if (folder !== undefined) await removeFolder(folder);
      }
    }
    throw new Error(`no file can be written (${problems.join("; ")})`);
  }

  /** As a `file:` URL. */
  get url(): string {
    return fileUrl(this.path);
  }

  async remove(): Promise<void> {
    await removeFolder(this.folder);
  }
}

/**
 * Where a browser can read such a file, best first. One that is a snap has a folder for temporary files of its own, and may
 * read hidden files. So if there are snaps, it is a visible folder in the person's home folder.
 */
export function leadingFolders(hasSnaps: boolean, home: string | undefined): (string | undefined)[] {
  return hasSnaps && home ? [home, undefined] : [undefined];
}

/** A browser's subprocesses write for a moment after it has ended. */
async function removeFolder(path: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
