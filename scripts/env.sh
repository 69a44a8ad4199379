# Source this: finds the .NET that ./setup prepared or that the machine has, and exports
#   KILN_DOTNET     the dotnet executable (the oracle of the tests)
#   KILN_FRAMEWORK  the folder with System.Private.CoreLib.dll and the rest of the class library
#   KILN_CSC        the C# compiler command (scripts/csc)
#   KILN_ILASM      the IL assembler command (scripts/ilasm), empty when there is none
#   KILN_DOTNET_KIND  "sdk" (DOTNET_ROOT or PATH) or "pinned" (.dotnet/)
#   KILN_FSHARP     the folder of the SDK's F# compiler, empty without one
#   KILN_REFPACK    the SDK's reference assemblies, empty without an SDK
# KILN_USE=pinned asks for the pinned one even if there is an SDK (prepared by ./setup --pinned).

kiln_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Prints the greatest of the paths that match, in version order.
kiln_latest() { printf '%s\n' "$@" | sort -V | tail -n 1; }

# True when folder $1 is the root of a .NET 10 SDK.
kiln_is_sdk() {
  [ -n "$1" ] && [ -x "$1/dotnet" ] &&
    compgen -G "$1/sdk/10.*/Roslyn/bincore/csc.dll" >/dev/null &&
    compgen -G "$1/shared/Microsoft.NETCore.App/10.*/System.Private.CoreLib.dll" >/dev/null
}

# Prints the root of the machine's .NET 10 SDK, or nothing.
kiln_find_sdk() {
  local found
  if kiln_is_sdk "${DOTNET_ROOT:-}"; then (cd "$DOTNET_ROOT" && pwd); return; fi
  found=$(command -v dotnet 2>/dev/null) || return 0
  found=$(dirname "$(readlink -f "$found")")
  if kiln_is_sdk "$found"; then echo "$found"; fi
}

KILN_PINNED_VERSION=10.0.13
KILN_REFPACK=
KILN_FSHARP=
kiln_sdk=
[ "${KILN_USE:-sdk}" = pinned ] || kiln_sdk=$(kiln_find_sdk)
if [ -n "$kiln_sdk" ]; then
  KILN_DOTNET_KIND=sdk
  KILN_DOTNET_ROOT=$kiln_sdk
  KILN_ROSLYN=$(dirname "$(kiln_latest "$kiln_sdk"/sdk/10.*/Roslyn/bincore/csc.dll)")
  kiln_version=${KILN_ROSLYN#"$kiln_sdk"/sdk/}
  KILN_DRIVER=$kiln_root/.dotnet/csc-sdk-${kiln_version%%/*}
  KILN_FRAMEWORK=$(kiln_latest "$kiln_sdk"/shared/Microsoft.NETCore.App/10.*)
  if compgen -G "$kiln_sdk/sdk/10.*/FSharp/fsc.dll" >/dev/null; then
    KILN_FSHARP=$(dirname "$(kiln_latest "$kiln_sdk"/sdk/10.*/FSharp/fsc.dll)")
  fi
  if compgen -G "$kiln_sdk/packs/Microsoft.NETCore.App.Ref/10.*/ref/net10.0" >/dev/null; then
    KILN_REFPACK=$(kiln_latest "$kiln_sdk"/packs/Microsoft.NETCore.App.Ref/10.*/ref/net10.0)
  fi
else
  KILN_DOTNET_KIND=pinned
  KILN_DOTNET_ROOT=$kiln_root/.dotnet/root
  KILN_ROSLYN=$kiln_root/.dotnet/roslyn
  KILN_DRIVER=$kiln_root/.dotnet/csc-pinned
  KILN_FRAMEWORK=$KILN_DOTNET_ROOT/shared/Microsoft.NETCore.App/$KILN_PINNED_VERSION
fi
KILN_DOTNET=$KILN_DOTNET_ROOT/dotnet
KILN_CSC=$kiln_root/scripts/csc

# The assembler: Microsoft's if the user names it, else Mono's, run by dotnet.
if [ -n "${KILN_MS_ILASM:-}" ] && [ -x "$KILN_MS_ILASM" ] ||
   [ -f "$kiln_root/.dotnet/mono/ilasm.exe" ]; then
  KILN_ILASM=$kiln_root/scripts/ilasm
else
  KILN_ILASM=
fi

export KILN_DOTNET KILN_DOTNET_ROOT KILN_DOTNET_KIND KILN_FRAMEWORK KILN_REFPACK KILN_FSHARP KILN_CSC KILN_ILASM
export KILN_ROSLYN KILN_DRIVER
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
