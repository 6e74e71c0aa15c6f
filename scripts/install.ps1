# Installs vchat for this user, on Windows. It needs no administrator, and changes only this user's folders and PATH.
#
#   irm https://github.com/vchat/vchat/releases/latest/download/install.ps1 | iex
#
# $env:VCHAT_BIN   folder for the program (default: %LOCALAPPDATA%\Programs\vchat)
# $env:VCHAT_FROM  where to download from (default: the newest release)

function Install-Vchat {
  $ErrorActionPreference = "Stop"
  $ProgressPreference = "SilentlyContinue" # it makes downloads many times slower
  $from = if ($env:VCHAT_FROM) { $env:VCHAT_FROM } else { "https://github.com/vchat/vchat/releases/latest/download" }
  $bin = if ($env:VCHAT_BIN) { $env:VCHAT_BIN } else { Join-Path $env:LOCALAPPDATA "Programs\vchat" }
  $say = { param($text) Write-Host "install vchat: $text" }

  if (-not [Environment]::Is64BitOperatingSystem) { throw "install vchat: there is no program for 32-bit Windows" }
  # Windows on ARM runs programs for x64.
  $name = "vchat-windows-x64.exe"
  [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

  New-Item -ItemType Directory -Force $bin | Out-Null
  $temporary = Join-Path $bin ("install-" + [Guid]::NewGuid().ToString("N"))
  New-Item -ItemType Directory $temporary | Out-Null
  try {
    & $say "downloading $name from $from"
    $sums = Join-Path $temporary "SHA256SUMS"
    $program = Join-Path $temporary "vchat.exe"
    Invoke-WebRequest -UseBasicParsing "$from/SHA256SUMS" -OutFile $sums
    Invoke-WebRequest -UseBasicParsing "$from/$name" -OutFile $program
    $line = Get-Content $sums | Where-Object { ($_ -split "\s+\*?", 2)[1] -eq $name } | Select-Object -First 1
    if (-not $line) { throw "install vchat: $name is not listed in $from/SHA256SUMS" }
    $wanted = ($line -split "\s+")[0]
    if ((Get-FileHash -Algorithm SHA256 $program).Hash -ne $wanted) {
      throw "install vchat: $name is damaged: its SHA-256 is not the one in SHA256SUMS. Try again later"
    }
    $version = & $program --version
    if ($LASTEXITCODE -ne 0) { throw "install vchat: the downloaded program does not run on this machine" }
    $installed = Join-Path $bin "vchat.exe"
    # A program that runs cannot be replaced, but it can be renamed.
    if (Test-Path $installed) {
      $old = "$installed.old"
      Remove-Item -Force -ErrorAction SilentlyContinue $old
      Move-Item -Force $installed $old
    }
    Move-Item -Force $program $installed
    & $say "$version is now $installed"
  } finally {
    Remove-Item -Recurse -Force $temporary
  }

  $path = [Environment]::GetEnvironmentVariable("Path", "User")
  if (($path -split ";") -notcontains $bin) {
    [Environment]::SetEnvironmentVariable("Path", (@($path, $bin) | Where-Object { $_ }) -join ";", "User")
    & $say "$bin was added to your PATH: open a new terminal"
  }
  if (-not (Get-Command ffmpeg -ErrorAction SilentlyContinue)) { & $say "cameras need ffmpeg: winget install ffmpeg" }
  & $say "start it: vchat. To remove it: delete $bin"
}

Install-Vchat
