/** What the package recipes of a release are made from. */
export interface Release {
  /** Without the `v` of the tag. */
  readonly version: string;
  /** `owner/name` on GitHub. */
  readonly repository: string;
  /** SHA-256 of each file of the release by its name, in hexadecimal. */
  readonly sha256: Readonly<Record<string, string>>;
}

export const DESCRIPTION = "Video, sound and text chat between two machines, directly";

export function homepage({ repository }: Pick<Release, "repository">): string {
  return `https://github.com/${repository}`;
}

/** Where a file of this release is downloaded from, and its SHA-256. Throws if the release has no such file. */
export function releaseFile(release: Release, name: string): { url: string; sha256: string } {
  const sha256 = release.sha256[name];
  if (sha256 === undefined) throw new Error(`the release has no ${name}`);
  return { url: `${homepage(release)}/releases/download/v${release.version}/${name}`, sha256 };
}
