#!/bin/sh
# Installs vchat for this user, on Linux or macOS. It needs no root, and changes nothing outside this user's folders.
#
#   curl -fsSL https://github.com/vchat/vchat/releases/latest/download/install.sh | sh
#
# VCHAT_BIN   folder for the program (default: ~/.local/bin)
# VCHAT_MAN   folder for the manual page (default: ~/.local/share/man/man1)
# VCHAT_FROM  where to download from (default: the newest release)
set -eu

from=${VCHAT_FROM:-https://github.com/vchat/vchat/releases/latest/download}
temporary=

say() {
  printf 'install vchat: %s\n' "$1" >&2
}

fail() {
  say "$1"
  exit 1
}

# Prints the name of this machine's platform, as in the names of the files of a release.
platform() {
  case "$(uname -s)" in
    Linux) system=linux ;;
    Darwin) system=macos ;;
    *) fail "there is no program for $(uname -s) here; on Windows use install.ps1" ;;
  esac
  case "$(uname -m)" in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=arm64 ;;
    *) fail "there is no program for $(uname -m) processors" ;;
  esac
  if [ "$system" = linux ] && ! [ -e /lib64/ld-linux-x86-64.so.2 ] && ! [ -e /lib/ld-linux-aarch64.so.1 ]; then
    fail "the program needs glibc, which this system does not have in its usual place"
  fi
  printf '%s-%s\n' "$system" "$machine"
}

# download NAME FILE
download() {
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL -o "$2" "$from/$1"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -O "$2" "$from/$1"
  else
    fail "it needs curl or wget to download"
  fi || fail "cannot download $from/$1"
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum "$1"
  else
    shasum -a 256 "$1"
  fi | cut -d ' ' -f 1
}

# fetch NAME FILE: downloads a file of the release, and checks it.
fetch() {
  download "$1" "$2"
  wanted=$(awk -v name="$1" '$2 == name || $2 == "*" name { print $1 }' "$temporary/SHA256SUMS")
  [ -n "$wanted" ] || fail "$1 is not listed in $from/SHA256SUMS"
  [ "$(sha256 "$2")" = "$wanted" ] || fail "$1 is damaged: its SHA-256 is not the one in SHA256SUMS. Try again later"
}

how_to_get_ffmpeg() {
  if [ "$(uname -s)" = Darwin ]; then
    echo "brew install ffmpeg"
  elif command -v apt >/dev/null 2>&1; then
    echo "sudo apt install ffmpeg libwebkitgtk-6.0-4"
  elif command -v dnf >/dev/null 2>&1; then
    echo "sudo dnf install ffmpeg-free webkitgtk6.0"
  elif command -v pacman >/dev/null 2>&1; then
    echo "sudo pacman -S ffmpeg webkitgtk-6.0"
  elif command -v zypper >/dev/null 2>&1; then
    echo "sudo zypper install ffmpeg libwebkitgtk-6_0-4"
  else
    echo "install it with your system's package tool"
  fi
}

main() {
  [ -n "${HOME:-}" ] || fail "HOME is not set, so there is no folder for the program"
  bin=${VCHAT_BIN:-$HOME/.local/bin}
  man=${VCHAT_MAN:-$HOME/.local/share/man/man1}
  name=vchat-$(platform)
  command -v sha256sum >/dev/null 2>&1 || command -v shasum >/dev/null 2>&1 ||
    fail "it needs sha256sum or shasum to check what it downloads"

  mkdir -p "$bin" "$man" || fail "cannot create $bin and $man"
  temporary=$(mktemp -d "$bin/.vchat-install.XXXXXX") || fail "cannot write to $bin"
  trap 'rm -rf "$temporary"' EXIT
  trap 'exit 130' INT TERM

  say "downloading $name from $from"
  download SHA256SUMS "$temporary/SHA256SUMS"
  fetch "$name" "$temporary/vchat"
  fetch vchat.1 "$temporary/vchat.1"
  chmod 755 "$temporary/vchat"
  version=$("$temporary/vchat" --version) || fail "the downloaded program does not run on this machine"
  # A rename within one folder replaces the program even while it runs.
  mv -f "$temporary/vchat" "$bin/vchat"
  chmod 644 "$temporary/vchat.1"
  mv -f "$temporary/vchat.1" "$man/vchat.1"

  say "$version is now $bin/vchat, with its manual page in $man"
  case ":$PATH:" in
    *":$bin:"*) say "start it: vchat" ;;
    *) say "$bin is not on your PATH. Start it as $bin/vchat, or add this line to your shell's profile: export PATH=\"$bin:\$PATH\"" ;;
  esac
  command -v ffmpeg >/dev/null 2>&1 || say "cameras need ffmpeg: $(how_to_get_ffmpeg)"
  say "to remove it: rm $bin/vchat $man/vchat.1"
}

# At the end, so that a download that was cut short does nothing.
main
