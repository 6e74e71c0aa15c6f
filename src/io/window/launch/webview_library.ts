// The import puts the package into the module graph: so it is fetched from source and embedded in a compiled binary.
import manifest from "webview-bun/package.json" with { type: "json" };

/** File of the native library in the npm package webview-bun (webview/webview's C API, MIT), by OS and processor. */
export function libraryFileName(os: string, arch: string): string | undefined {
  if (os === "linux" && arch === "x86_64") return "libwebview-x64.so";
  if (os === "linux" && arch === "aarch64") return "libwebview-arm64.so";
  if (os === "darwin") return "libwebview.dylib";
  if (os === "windows" && arch === "x86_64") return "libwebview.dll";
  return undefined;
}

/** A native library on disk. */
export interface LibraryFile {
  readonly path: string;
  /** Removes a copy that was made, as soon as it will not be loaded again. May be called again. */
  remove(): void;
}

/**
 * The library as a file that the operating system can load. The package's own file, or, when this is a compiled binary
 * (`standalone`), a copy in a new folder that only this user can write to; on Unix it is removed once loaded.
 * Throws an Error if there is none for this machine.
 */
export function webviewLibrary(build: { os: string; arch: string; standalone: boolean }): LibraryFile {
  const name = libraryFileName(build.os, build.arch);
  if (name === undefined) throw new Error(`no native window library for ${build.os} ${build.arch}`);
  // Not node:module's resolve: loading that costs a window a tenth of its start.
  const packaged = filePath(new URL(`build/${name}`, import.meta.resolve("webview-bun/package.json")));
  if (!build.standalone) return { path: packaged, remove: () => {} };

  const folder = Deno.makeTempDirSync({ prefix: `vchat-webview-${manifest.version}-` });
  const path = `${folder}/${name}`;
  Deno.writeFileSync(path, Deno.readFileSync(packaged), { createNew: true, mode: 0o700 });
  const remove = () => {
    try {
      Deno.removeSync(folder, { recursive: true });
    } catch {
      // Already removed, or (Windows) still loaded: then it stays until the system removes its temporary files.
    }
  };
  return { path, remove };
}

function filePath({ pathname }: URL): string {
  return decodeURIComponent(pathname).replace(/^\/([A-Za-z]:)/, "$1");
}
