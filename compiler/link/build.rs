//! Embeds every file of `targets/` and `linker-scripts/`, so that the compiler is one file and no
//! code has to name a target.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    let mut code = String::new();
    embed(&mut code, "TARGET_FILES", &root.join("targets"), "toml")?;
    embed(
        &mut code,
        "SCRIPT_FILES",
        &root.join("linker-scripts"),
        "ld",
    )?;
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    fs::write(out.join("embedded.rs"), code)
}

/// Writes `static NAME: &[(file name without its ending, text)]`, sorted by name.
fn embed(code: &mut String, name: &str, folder: &Path, ending: &str) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    files.sort();
    let _ = writeln!(code, "pub static {name}: &[(&str, &str)] = &[");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&file)?;
        let _ = writeln!(code, "    ({stem:?}, {text:?}),");
    }
    let _ = writeln!(code, "];");
    Ok(())
}
