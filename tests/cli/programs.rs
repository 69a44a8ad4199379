//! Small assemblies for the tests, compiled once with the C# compiler that set-up prepared.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;

/// The compiled assemblies.
pub struct Programs {
    folder: TempDir,
}

impl Programs {
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

const LIBRARY: &str =
    "public static class Library { public static string Name() { return \"library\"; } }";
const PROGRAM: &str = "public static class Program { public static int Main() { return 0; } }";
const USER: &str =
    "public static class Program { public static int Main() { return Library.Name().Length; } }";

/// `Library.dll` in versions 1 and 2 (`Library.1.dll`, `Library.2.dll`), `Program.dll`, which needs
/// nothing, and `User.dll`, which needs version 2 of the library.
pub fn programs() -> &'static Programs {
    static PROGRAMS: OnceLock<Programs> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let programs = Programs {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        for version in ["1", "2"] {
            let attribute =
                format!("[assembly: System.Reflection.AssemblyVersion(\"{version}.0.0.0\")]\n");
            let library = programs.path("Library.dll");
            compile(
                &programs,
                "Library.dll",
                &(attribute + LIBRARY),
                &["-target:library"],
            );
            fs::copy(&library, programs.path(&format!("Library.{version}.dll")))
                .expect("copy the library");
        }
        let reference = format!("-r:{}", programs.path("Library.dll").display());
        compile(&programs, "User.dll", USER, &[&reference]);
        compile(&programs, "Program.dll", PROGRAM, &[]);
        programs
    })
}

fn compile(programs: &Programs, name: &str, source: &str, options: &[&str]) {
    let file = programs.path(&format!("{name}.cs"));
    fs::write(&file, source).expect("write a source");
    let out = format!("-out:{}", programs.path(name).display());
    let output = Command::new(csc())
        .args(["-nologo", "-optimize", "-deterministic", &out])
        .args(options)
        .arg(&file)
        .output()
        .expect("the C# compiler starts: run ./setup");
    assert!(
        output.status.success() && programs.path(name).is_file(),
        "the C# compiler failed: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn csc() -> PathBuf {
    set("KILN_CSC").unwrap_or_else(|| source_tree().join("scripts/csc"))
}

fn set(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

fn source_tree() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The class library of the tests.
pub fn framework() -> PathBuf {
    static FRAMEWORK: OnceLock<PathBuf> = OnceLock::new();
    FRAMEWORK
        .get_or_init(|| {
            set("KILN_FRAMEWORK").unwrap_or_else(|| {
                let command = ". scripts/env.sh && printf %s \"$KILN_FRAMEWORK\"";
                let output = Command::new("bash")
                    .args(["-c", command])
                    .current_dir(source_tree())
                    .output();
                PathBuf::from(
                    String::from_utf8_lossy(&output.expect("bash starts").stdout).into_owned(),
                )
            })
        })
        .clone()
}

/// The .NET root that it belongs to.
pub fn dotnet_root() -> PathBuf {
    framework()
        .ancestors()
        .nth(3)
        .expect("ROOT/shared/NAME/VERSION")
        .to_path_buf()
}
