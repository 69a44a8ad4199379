//! What the tests need from outside: a folder of .NET assemblies, a C# compiler, `dotnet`. They
//! come from the environment; without them a test says that it is skipped.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A variable of the environment, or a line that says why the test is skipped.
pub fn variable(name: &str) -> Option<String> {
    let value = std::env::var(name).ok().filter(|value| !value.is_empty());
    if value.is_none() {
        println!("skipped: {name} is not set");
    }
    value
}

/// The folder with System.Private.CoreLib.dll.
pub fn framework() -> Option<PathBuf> {
    variable("KILN_FRAMEWORK").map(PathBuf::from)
}

/// A folder of this test that is empty at first.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

/// A file of `tests/metadata` of the repository.
pub fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/metadata")
        .join(name)
}

/// Compiles a C# file of `tests/metadata`, if there is a compiler.
pub fn compile(name: &str, output: &Path, options: &[&str]) -> Option<()> {
    let compiler = variable("KILN_CSC")?;
    let mut words = compiler.split_whitespace();
    let program = words.next()?;
    let result = Command::new(program)
        .args(words)
        .arg(format!("-out:{}", output.display()))
        .args(options)
        .arg(source(name))
        .output()
        .expect("the C# compiler starts");
    let text = String::from_utf8_lossy(&result.stdout);
    let errors = String::from_utf8_lossy(&result.stderr);
    assert!(
        result.status.success(),
        "{name} does not compile:\n{text}{errors}"
    );
    Some(())
}

/// The managed assemblies of a folder, in order.
pub fn assemblies(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the framework folder")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "dll"))
        .collect();
    files.sort();
    files
}
