import { DESCRIPTION, homepage, type Release } from "./release.ts";

/** One file of a package. */
export interface PackageFile {
  /** Where it is installed, without the first slash. */
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode: number;
}

/** What goes into a Debian package. */
export interface DebianContents {
  readonly program: Uint8Array;
  /** The manual page, as troff. */
  readonly manual: Uint8Array;
  readonly licence: string;
  readonly completions: Readonly<Record<"bash" | "zsh" | "fish", string>>;
}

/** Debian's name for each kind of processor. */
export type DebianArchitecture = "amd64" | "arm64";

/** The files of a Debian package for `dpkg-deb --build`. `manual` must be compressed with gzip (Debian policy, 12.1). */
export function debianFiles(
  release: Pick<Release, "version" | "repository">,
  architecture: DebianArchitecture,
  { program, manual, licence, completions }: DebianContents,
): PackageFile[] {
  const control = [
    "Package: vchat",
    // In Debian's order a tilde comes before the end: 1.0~beta is older than 1.0.
    `Version: ${release.version.replaceAll("-", "~")}`,
    `Architecture: ${architecture}`,
    `Maintainer: the vchat developers <noreply@${release.repository.split("/")[0]}.invalid>`,
    `Installed-Size: ${Math.ceil(program.length / 1024)}`,
    "Depends: libc6",
    "Recommends: ffmpeg, libwebkitgtk-6.0-4, libpulse0",
    "Section: net",
    "Priority: optional",
    `Homepage: ${homepage(release)}`,
    `Description: ${DESCRIPTION[0].toLowerCase()}${DESCRIPTION.slice(1)}`,
    " Two people call each other without an account and without a server in between.",
    " Calls are encrypted.",
    "",
  ].join("\n");
  const share = "usr/share";
  return [
    { path: "DEBIAN/control", content: control, mode: 0o644 },
    { path: "usr/bin/vchat", content: program, mode: 0o755 },
    { path: `${share}/man/man1/vchat.1.gz`, content: manual, mode: 0o644 },
    { path: `${share}/doc/vchat/copyright`, content: licence, mode: 0o644 },
    { path: `${share}/bash-completion/completions/vchat`, content: completions.bash, mode: 0o644 },
    { path: `${share}/zsh/vendor-completions/_vchat`, content: completions.zsh, mode: 0o644 },
    { path: `${share}/fish/vendor_completions.d/vchat.fish`, content: completions.fish, mode: 0o644 },
  ];
}
