#!/usr/bin/env bash
# Takes ilasm.exe and ikdasm.exe out of Debian's Mono packages into DEST/mono.      usage: mono.sh DEST
set -euo pipefail
dest=$1
mkdir -p "$dest"
dest=$(cd "$dest" && pwd)
tmp=$(mktemp -d --tmpdir="$dest")
trap 'rm -rf "$tmp"' EXIT
chmod 755 "$tmp"
installed=/usr/lib/mono/4.5
if [ -f $installed/ilasm.exe ] && [ -f $installed/PEAPI.dll ] && [ -f $installed/Mono.Security.dll ]; then
  from=$installed
else
  echo "setup: fetching Mono's IL assembler" >&2
  # apt verifies the package against the signed index.
  (cd "$tmp" && apt-get download -qq -o APT::Sandbox::User=root mono-devel libmono-peapi4.0a-cil libmono-security4.0-cil >&2)
  for package in "$tmp"/*.deb; do dpkg -x "$package" "$tmp/x"; done
  from=$tmp/x$installed
fi
mkdir "$tmp/mono"
cp "$from/ilasm.exe" "$from/ikdasm.exe" "$from/PEAPI.dll" "$from/Mono.Security.dll" "$tmp/mono/"
rm -rf "$dest/mono"
mv "$tmp/mono" "$dest/mono"
