import { DESCRIPTION, homepage, type Release, releaseFile } from "./release.ts";

/** `PKGBUILD` of the AUR package `vchat-bin`, for Arch Linux. */
export function archRecipe(release: Release): string {
  const [x64, arm64, manual, licence] = ["vchat-linux-x64", "vchat-linux-arm64", "vchat.1", "LICENSE"].map((name) =>
    releaseFile(release, name)
  );
  return `pkgname=vchat-bin
pkgver=${release.version.replaceAll("-", "_")}
pkgrel=1
pkgdesc="${DESCRIPTION}"
arch=(x86_64 aarch64)
url="${homepage(release)}"
license=(MIT)
depends=(glibc)
optdepends=("ffmpeg: cameras, and all codecs but JPEG" "webkitgtk-6.0: a window of its own instead of a browser")
provides=(vchat)
conflicts=(vchat)
# The program contains its own code behind the executable: stripping it would remove that.
options=(!strip !debug)
source=("vchat-${release.version}.1::${manual.url}" "LICENSE-${release.version}::${licence.url}")
sha256sums=("${manual.sha256}" "${licence.sha256}")
source_x86_64=("vchat-${release.version}-x64::${x64.url}")
sha256sums_x86_64=("${x64.sha256}")
source_aarch64=("vchat-${release.version}-arm64::${arm64.url}")
sha256sums_aarch64=("${arm64.sha256}")

package() {
  case "$CARCH" in
    x86_64) install -Dm755 "vchat-${release.version}-x64" "$pkgdir/usr/bin/vchat" ;;
    aarch64) install -Dm755 "vchat-${release.version}-arm64" "$pkgdir/usr/bin/vchat" ;;
  esac
  install -Dm644 "vchat-${release.version}.1" "$pkgdir/usr/share/man/man1/vchat.1"
  install -Dm644 "LICENSE-${release.version}" "$pkgdir/usr/share/licenses/$pkgname/LICENSE"
}
`;
}
