#!/usr/bin/env bash
# Builds the C# compiler command (csc.cs) for the .NET that env.sh selects, unless it is there already.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../env.sh"

want=$(cat "$here/csc.cs" "$here/boot.cs" "$here/driver.sh" | sha256sum | cut -d' ' -f1)
[ "$(cat "$KILN_DRIVER/.stamp" 2>/dev/null)" = "$want" ] && exit 0
echo "setup: building the C# compiler command for $KILN_DOTNET_ROOT" >&2

mkdir -p "$kiln_root/.dotnet"
tmp=$(mktemp -d --tmpdir="$kiln_root/.dotnet")
chmod 755 "$tmp"
trap 'rm -rf "$tmp"' EXIT
libraries=("$KILN_ROSLYN/Microsoft.CodeAnalysis.dll" "$KILN_ROSLYN/Microsoft.CodeAnalysis.CSharp.dll")
ln -s "${libraries[@]}" "$tmp/"

# Options of a short-lived program: no server collector, no profile.
config() { # config PROPERTIES
  printf '{ "runtimeOptions": { "tfm": "net10.0", "rollForward": "LatestMinor",\n  "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" },\n  "configProperties": { %s "System.Globalization.Invariant": true } } }\n' "$1"
}
config '"System.GC.Concurrent": false, "System.Runtime.TieredPGO": false,' >"$tmp/csc.runtimeconfig.json"
config '' >"$tmp/program.runtimeconfig.json"

if [ "$KILN_DOTNET_KIND" = sdk ]; then
  references=()
  for file in "$KILN_FRAMEWORK"/*.dll "${libraries[@]}"; do references+=("-r:$file"); done
  "$KILN_DOTNET" exec "$KILN_ROSLYN/csc.dll" -nologo -noconfig -nostdlib -optimize -langversion:12 \
    "${references[@]}" -out:"$tmp/csc.dll" "$here/csc.cs" >&2
else
  cp "$tmp/csc.runtimeconfig.json" "$tmp/boot.runtimeconfig.json"
  mcs -nologo -out:"$tmp/boot.dll" "$here/boot.cs" >&2
  "$KILN_DOTNET" "$tmp/boot.dll" "$tmp/csc.dll" "$KILN_FRAMEWORK" "$here/csc.cs" "${libraries[@]}"
  rm "$tmp"/boot.*
fi
echo "$want" >"$tmp/.stamp"
rm -rf "$KILN_DRIVER"
mv "$tmp" "$KILN_DRIVER"
trap - EXIT
