//! What the tests share: the class library's folder, the C# compiler, opened worlds.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::Command;

use kiln_world::{TargetInfo, World, WorldOptions};

/// The class library that `./test` names; tests that need it are skipped without it.
pub fn framework() -> Option<PathBuf> {
    let folder = std::env::var_os("KILN_FRAMEWORK").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: KILN_FRAMEWORK does not name a .NET 10 class library");
    }
    folder
}

/// Compiles C# to an assembly; `None` without a compiler.
pub fn compile(source: &str, output: &Path, extra: &[&str]) -> Option<()> {
    let Some(csc) = std::env::var_os("KILN_CSC") else {
        eprintln!("skipped: KILN_CSC does not name a C# compiler");
        return None;
    };
    let file = output.with_extension("cs");
    std::fs::write(&file, source).expect("the source can be written");
    let mut out = std::ffi::OsString::from("-out:");
    out.push(output);
    let result = Command::new(csc)
        .args([
            "-unsafe",
            "-langversion:latest",
            "-nowarn:CS0649,CS0169,CS0414,CS8500,CS0660,CS0661",
        ])
        .args(extra)
        .arg(out)
        .arg(&file)
        .output()
        .expect("the C# compiler starts");
    let [out, err] = [&result.stdout, &result.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(result.status.success(), "{out}{err}");
    Some(())
}

pub fn options(root: &Path, framework: &Path) -> WorldOptions {
    WorldOptions {
        root: root.to_path_buf(),
        references: Vec::new(),
        framework: framework.to_path_buf(),
        features: Default::default(),
        target: TargetInfo::X86_64_LINUX,
    }
}

pub fn open(root: &Path, framework: &Path) -> World {
    match World::open(&options(root, framework)) {
        Ok(world) => world,
        Err(error) => panic!("{error}"),
    }
}
