/**
 * `complete_release.ts --repository OWNER/NAME FOLDER`: completes a release. FOLDER has its programs (`vchat-linux-x64`, ...). This adds the
 * manual page, the installers, the recipes of the package managers, two Debian packages and `SHA256SUMS`.
 * `dpkg-deb` must be installed.
 */
import { parseArgs } from "@std/cli";
import { completionScript } from "../src/cli/commands/completions/completion_script.ts";
import { manualPage } from "../src/cli/commands/manual_page.ts";
import { VERSION } from "../src/cli/commands/version.ts";
import { archRecipe } from "./package/arch_recipe.ts";
import { type DebianArchitecture, debianFiles, type PackageFile } from "./package/debian_package.ts";
import { homebrewFormula } from "./package/homebrew_formula.ts";
import { installerOf } from "./package/installer.ts";
import type { Release } from "./package/release.ts";
import { scoopManifest } from "./package/scoop_manifest.ts";

const PROJECT = `${import.meta.dirname}/..`;
const DEBIAN: Readonly<Record<DebianArchitecture, string>> = { amd64: "vchat-linux-x64", arm64: "vchat-linux-arm64" };

/** Adds everything to `folder`. Programs for other platforms than those of the recipes stay as they are. */
export async function completeRelease(folder: string, repository: string): Promise<void> {
  const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
  await write("vchat.1", manualPage());
  await Deno.copyFile(`${PROJECT}/LICENSE`, `${folder}/LICENSE`);
  for (const name of ["install.sh", "install.ps1"]) {
    await write(name, installerOf(await Deno.readTextFile(`${PROJECT}/scripts/${name}`), repository));
  }
  const release: Release = { version: VERSION, repository, sha256: await sums(folder) };
  await write("vchat.rb", homebrewFormula(release));
  await write("vchat.json", scoopManifest(release));
  await write("PKGBUILD", archRecipe(release));
  for (const architecture of Object.keys(DEBIAN) as DebianArchitecture[]) {
    const files = debianFiles(release, architecture, {
      program: await Deno.readFile(`${folder}/${DEBIAN[architecture]}`),
      manual: await gzip(manualPage()),
      licence: await Deno.readTextFile(`${PROJECT}/LICENSE`),
      completions: {
        bash: completionScript("bash"),
        zsh: completionScript("zsh"),
        fish: completionScript("fish"),
      },
    });
    await buildDebianPackage(files, `${folder}/vchat_${architecture}.deb`);
  }
  const lines = Object.entries(await sums(folder)).map(([name, sum]) => `${sum}  ${name}\n`);
  await write("SHA256SUMS", lines.join(""));
}

async function sums(folder: string): Promise<Record<string, string>> {
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) => name !== "SHA256SUMS");
  const found: Record<string, string> = {};
  for (const name of names.toSorted()) {
    const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${folder}/${name}`));
    found[name] = new Uint8Array(digest).toHex();
  }
  return found;
}

async function buildDebianPackage(files: readonly PackageFile[], output: string): Promise<void> {
  const root = await Deno.makeTempDir({ prefix: "vchat-package-" });
  try {
    await Deno.chmod(root, 0o755);
    for (const { path, content, mode } of files) {
      await Deno.mkdir(`${root}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true, mode: 0o755 });
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      await Deno.writeFile(`${root}/${path}`, bytes, { mode });
    }
    const { success, stderr } = await new Deno.Command("dpkg-deb", {
      args: ["--build", "--root-owner-group", root, output],
      stdin: "null",
      stdout: "null",
    }).output();
    if (!success) throw new Error(`dpkg-deb: ${new TextDecoder().decode(stderr).trim()}`);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

async function gzip(text: string): Promise<Uint8Array> {
  const compressed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(compressed).arrayBuffer());
}

if (import.meta.main) {
  const { repository, _: [folder] } = parseArgs(Deno.args, { string: ["repository", "_"] });
  if (repository === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository) || folder === undefined) {
    console.error("complete_release: the arguments are --repository OWNER/NAME FOLDER");
    Deno.exit(2);
  }
  await completeRelease(String(folder), repository);
}
