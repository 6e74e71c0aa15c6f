import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { archRecipe } from "../../scripts/package/arch_recipe.ts";
import { debianFiles } from "../../scripts/package/debian_package.ts";
import { homebrewFormula } from "../../scripts/package/homebrew_formula.ts";
import { installerOf } from "../../scripts/package/installer.ts";
import type { Release } from "../../scripts/package/release.ts";
import { scoopManifest } from "../../scripts/package/scoop_manifest.ts";
import { completeRelease } from "../../scripts/complete_release.ts";

const PROGRAMS = ["linux-x64", "linux-arm64", "macos-x64", "macos-arm64", "windows-x64.exe"].map((end) =>
  `vchat-${end}`
);
const NAMES = [...PROGRAMS, "vchat.1", "LICENSE"];
const RELEASE: Release = {
  version: "1.2.3-beta",
  repository: "anna/chat",
  sha256: Object.fromEntries(NAMES.map((name, at) => [name, String(at).repeat(64)])),
};
const URL_OF = (name: string) => `https://github.com/anna/chat/releases/download/v1.2.3-beta/${name}`;

function isProgram(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

Deno.test("the Homebrew formula names the program of each platform with its checksum", () => {
  const formula = homebrewFormula(RELEASE);
  for (const name of NAMES.filter((name) => !/windows|LICENSE/.test(name))) {
    assertStringIncludes(formula.replace(/\n\s*/g, "\n"), `url "${URL_OF(name)}"\nsha256 "${RELEASE.sha256[name]}"`);
  }
  const opened = formula.match(/\b(?:class|do|def)\b.*$/gm)!.length;
  assertEquals(formula.match(/^\s*end$/gm)!.length, opened);
});

Deno.test("the Scoop manifest names the program for Windows", () => {
  const { version, architecture, bin } = JSON.parse(scoopManifest(RELEASE));
  assertEquals([version, bin], ["1.2.3-beta", "vchat.exe"]);
  assertEquals(architecture["64bit"].url, `${URL_OF("vchat-windows-x64.exe")}#/vchat.exe`);
  assertEquals(architecture["64bit"].hash, RELEASE.sha256["vchat-windows-x64.exe"]);
});

Deno.test("the recipe for Arch Linux is a shell script with a version that pacman accepts", async () => {
  const recipe = archRecipe(RELEASE);
  assertMatch(recipe, /^pkgver=1\.2\.3_beta$/m);
  for (const name of ["vchat-linux-x64", "vchat-linux-arm64", "vchat.1", "LICENSE"]) {
    assertStringIncludes(recipe, `::${URL_OF(name)}"`);
    assertStringIncludes(recipe, RELEASE.sha256[name]);
  }
  if (Deno.build.os === "windows") return;
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, recipe);
  const { success, stderr } = await new Deno.Command("bash", { args: ["-n", file] }).output();
  await Deno.remove(file);
  assert(success, new TextDecoder().decode(stderr));
});

Deno.test("a recipe fails if the release lacks a file", () => {
  let message = "";
  try {
    scoopManifest({ ...RELEASE, sha256: {} });
  } catch (error) {
    message = (error as Error).message;
  }
  assertEquals(message, "the release has no vchat-windows-x64.exe");
});

Deno.test("an installer downloads from the repository of its release", () => {
  const text = "# irm https://github.com/vchat/vchat/releases/latest/download/install.ps1\n";
  assertEquals(
    installerOf(text, "anna/chat"),
    "# irm https://github.com/anna/chat/releases/latest/download/install.ps1\n",
  );
});

Deno.test("a Debian package says what it needs, and its version sorts before the one without a suffix", () => {
  const bytes = new Uint8Array(3000);
  const completions = { bash: "b", zsh: "z", fish: "f" };
  const files = debianFiles(RELEASE, "arm64", { program: bytes, manual: bytes, licence: "MIT", completions });
  const control = String(files.find(({ path }) => path === "DEBIAN/control")!.content);
  for (const line of ["Version: 1.2.3~beta", "Architecture: arm64", "Installed-Size: 3"]) {
    assert(control.split("\n").includes(line), control);
  }
  assertEquals(files.find(({ path }) => path === "usr/bin/vchat")!.mode, 0o755);
});

if (isProgram("/usr/bin/dpkg-deb")) {
  Deno.test("a release is completed: recipes, installers, manual page, packages and checksums of all", async () => {
    const folder = await Deno.makeTempDir({ prefix: "vchat-release-" });
    const run = async (command: string, ...args: string[]) => {
      const { success, stdout, stderr } = await new Deno.Command(command, { args, cwd: folder }).output();
      assert(success, new TextDecoder().decode(stderr));
      return new TextDecoder().decode(stdout);
    };
    try {
      for (const name of PROGRAMS) await Deno.writeTextFile(`${folder}/${name}`, `program ${name}\n`);
      await completeRelease(folder, "anna/chat");
      const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
      const added = ["PKGBUILD", "install.ps1", "install.sh", "vchat.1", "vchat.json", "vchat.rb", "vchat_arm64.deb"];
      for (const name of [...NAMES, ...added]) assert(names.includes(name), name);
      assertEquals((await run("sha256sum", "--check", "--quiet", "SHA256SUMS")).trim(), "");
      assertEquals((await Deno.readTextFile(`${folder}/SHA256SUMS`)).trim().split("\n").length, names.length - 1);
      const listed = await run("dpkg-deb", "--contents", "vchat_amd64.deb");
      assertMatch(listed, /^-rwxr-xr-x root\/root .* \.\/usr\/bin\/vchat$/m);
      assertMatch(listed, /^-rw-r--r-- root\/root .* \.\/usr\/share\/man\/man1\/vchat\.1\.gz$/m);
      assertMatch(await run("dpkg-deb", "--field", "vchat_amd64.deb", "Package"), /^vchat$/m);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
