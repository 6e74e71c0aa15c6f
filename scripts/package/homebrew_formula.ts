import { DESCRIPTION, homepage, type Release, releaseFile } from "./release.ts";

/** `Formula/vchat.rb` of a Homebrew tap, for macOS and Linux. */
export function homebrewFormula(release: Release): string {
  const file = (name: string, indent: string) => {
    const { url, sha256 } = releaseFile(release, name);
    return `${indent}url "${url}"\n${indent}sha256 "${sha256}"`;
  };
  return `class Vchat < Formula
  desc "${DESCRIPTION}"
  homepage "${homepage(release)}"
  version "${release.version}"
  license "MIT"

  depends_on "ffmpeg"

  on_macos do
    on_arm do
${file("vchat-macos-arm64", "      ")}
    end
    on_intel do
${file("vchat-macos-x64", "      ")}
    end
  end

  on_linux do
    on_arm do
${file("vchat-linux-arm64", "      ")}
    end
    on_intel do
${file("vchat-linux-x64", "      ")}
    end
  end

  resource "manual" do
${file("vchat.1", "    ")}
  end

  def install
    bin.install Dir["vchat-*"].first => "vchat"
    resource("manual").stage { man1.install "vchat.1" }
    generate_completions_from_executable(bin/"vchat", "completions", shells: [:bash, :zsh, :fish])
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/vchat --version")
  end
end
`;
}
