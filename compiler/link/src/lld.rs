//! Finding an lld on this machine.

use crate::error::LinkError;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Names that are looked for on `PATH`, best first.
const NAMES: [&str; 2] = ["ld.lld-22", "ld.lld"];

/// An lld and the arguments that make it the ELF linker.
#[derive(Debug, Clone)]
pub struct Lld {
    /// The program.
    pub path: PathBuf,
    /// What goes before all other arguments.
    pub leading: &'static [&'static str],
}

impl Lld {
    /// `KILN_LLD`, else `ld.lld-22` or `ld.lld` on `PATH`, else the one of the Rust toolchain.
    pub fn find() -> Result<Lld, LinkError> {
        if let Some(set) = env::var_os("KILN_LLD").filter(|value| !value.is_empty()) {
            return Ok(Lld {
                path: PathBuf::from(set),
                leading: &[],
            });
        }
        let found = NAMES.iter().find_map(|name| on_path(name));
        if let Some(path) = found {
            return Ok(Lld { path, leading: &[] });
        }
        if let Some(path) = in_rust_toolchain() {
            return Ok(Lld {
                path,
                leading: &["-flavor", "gnu"],
            });
        }
        let searched = NAMES.iter().map(|name| format!("`{name}`"));
        Err(LinkError::NoLinker {
            searched: searched.chain(["`rust-lld`".to_string()]).collect(),
        })
    }

    /// A command with the leading arguments set.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.args(self.leading);
        command
    }
}

/// An executable of that name in a folder of `PATH`.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| is_executable(file))
}

fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// `SYSROOT/lib/rustlib/HOST/bin/rust-lld`.
fn in_rust_toolchain() -> Option<PathBuf> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()
        .ok()?;
    let sysroot = String::from_utf8(output.stdout).ok()?;
    let hosts = fs::read_dir(Path::new(sysroot.trim()).join("lib/rustlib")).ok()?;
    hosts
        .filter_map(|host| host.ok().map(|host| host.path().join("bin/rust-lld")))
        .find(|file| is_executable(file))
}
