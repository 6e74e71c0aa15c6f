import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { libraryFileName, webviewLibrary } from "../../../../src/io/window/launch/webview_library.ts";

Deno.test("each OS and processor has its library", () => {
  assertEquals(libraryFileName("linux", "x86_64"), "libwebview-x64.so");
  assertEquals(libraryFileName("linux", "aarch64"), "libwebview-arm64.so");
  assertEquals(libraryFileName("darwin", "aarch64"), "libwebview.dylib");
  assertEquals(libraryFileName("windows", "x86_64"), "libwebview.dll");
  assertEquals(libraryFileName("windows", "aarch64"), undefined);
  assertThrows(() => webviewLibrary({ os: "freebsd", arch: "x86_64", standalone: false }), Error, "freebsd x86_64");
});

Deno.test("the package has the library of every system", () => {
  for (const [os, arch] of [["linux", "x86_64"], ["linux", "aarch64"], ["darwin", "x86_64"], ["windows", "x86_64"]]) {
    const { path } = webviewLibrary({ os, arch, standalone: false });
    assert(Deno.statSync(path).size > 10_000, path);
  }
});

Deno.test("a compiled binary copies the library to a new folder, and removes it again", () => {
  const packaged = webviewLibrary({ os: "linux", arch: "x86_64", standalone: false });
  const taken = webviewLibrary({ os: "linux", arch: "x86_64", standalone: true });
  assertMatch(taken.path, /vchat-webview-.*libwebview-x64\.so$/);
  assertEquals(Deno.readFileSync(taken.path), Deno.readFileSync(packaged.path));
  if (Deno.build.os !== "windows") {
    assertEquals(Deno.statSync(taken.path.replace(/\/[^/]*$/, "")).mode! & 0o777, 0o700);
  }
  taken.remove();
  taken.remove();
  assertThrows(() => Deno.statSync(taken.path), Deno.errors.NotFound);
  packaged.remove();
  assert(Deno.statSync(packaged.path).isFile);
});
