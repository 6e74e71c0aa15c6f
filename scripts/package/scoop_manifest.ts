import { DESCRIPTION, homepage, type Release, releaseFile } from "./release.ts";

/** `vchat.json` for Scoop, on Windows. */
export function scoopManifest(release: Release): string {
  const name = "vchat-windows-x64.exe";
  const { url, sha256 } = releaseFile(release, name);
  const manifest = {
    version: release.version,
    description: DESCRIPTION,
    homepage: homepage(release),
    license: "MIT",
    depends: "ffmpeg",
    // What follows # is the name under which Scoop stores the file.
    architecture: { "64bit": { url: `${url}#/vchat.exe`, hash: sha256 } },
    bin: "vchat.exe",
    checkver: "github",
    autoupdate: {
      architecture: { "64bit": { url: `${homepage(release)}/releases/download/v$version/${name}#/vchat.exe` } },
      hash: { url: "$baseurl/SHA256SUMS" },
    },
  };
  return JSON.stringify(manifest, null, 2) + "\n";
}
