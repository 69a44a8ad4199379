//! Where the tools are: kiln itself, and what `scripts/env.sh` knows about .NET on this machine.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use crate::{Error, Result};

/// The tools of one run.
#[derive(Debug, Clone)]
pub struct Tools {
    pub root: PathBuf,
    pub kiln: Option<PathBuf>,
    pub dotnet: PathBuf,
    pub framework: PathBuf,
    /// An SDK is there: reference assemblies and the newest C#.
    pub sdk: bool,
    pub csc: PathBuf,
    pub driver: PathBuf,
    pub ilasm: Option<PathBuf>,
    /// The folder of the F# compiler and its library.
    pub fsharp: Option<PathBuf>,
    /// The reference assemblies, with an SDK.
    pub reference_pack: Option<PathBuf>,
    pub cache: PathBuf,
}

impl Tools {
    pub fn find() -> Result<Self> {
        let root = workspace_root()?;
        let env = read_env(&root)?;
        let path = |name: &str| -> Option<PathBuf> {
            env.get(name).filter(|v| !v.is_empty()).map(PathBuf::from)
        };
        let need = |name: &str| {
            path(name).ok_or_else(|| Error::Text(format!("scripts/env.sh sets no {name}")))
        };
        let driver = need("KILN_DRIVER")?;
        if !driver.join("csc.dll").is_file() {
            return Err(Error::Text(
                "the C# compiler is not prepared: run ./setup".into(),
            ));
        }
        let target = target_dir(&root);
        Ok(Tools {
            kiln: find_kiln(&target),
            dotnet: need("KILN_DOTNET")?,
            framework: need("KILN_FRAMEWORK")?,
            sdk: path("KILN_REFPACK").is_some(),
            csc: need("KILN_CSC")?,
            driver,
            ilasm: path("KILN_ILASM"),
            fsharp: path("KILN_FSHARP"),
            reference_pack: path("KILN_REFPACK"),
            cache: target.join("test-cache"),
            root,
        })
    }

    pub fn kiln(&self) -> Result<&Path> {
        self.kiln.as_deref().ok_or_else(|| {
            Error::Text(
                "kiln is not built: run `cargo build --release -p kiln` or set KILN=PATH".into(),
            )
        })
    }

    /// Assembles IL. What the assembler says against it is an [`Error::Text`].
    pub fn assemble(&self, source: &Path, output: &Path, options: &[String]) -> Result<()> {
        let Some(ilasm) = &self.ilasm else {
            let message = "no IL assembler here: run ./setup or set KILN_MS_ILASM";
            return Err(Error::Text(message.into()));
        };
        let ran = Command::new(ilasm)
            .arg(format!("-output:{}", output.display()))
            .args(options)
            .arg(source)
            .output()
            .map_err(|e| Error::file(ilasm, e))?;
        if ran.status.success() {
            return Ok(());
        }
        Err(Error::Text(
            String::from_utf8_lossy(&ran.stderr).into_owned(),
        ))
    }

    /// Where kiln finds the runtime library of a target.
    fn kiln_home(&self) -> PathBuf {
        match std::env::var_os("KILN_HOME") {
            Some(home) => home.into(),
            None => self.root.join("target/kiln-home"),
        }
    }

    /// Changes whenever kiln or the runtime library of `target` changes.
    pub fn kiln_stamp(&self, target: &str) -> Result<String> {
        let kiln = self.kiln()?;
        let mut files = vec![kiln.to_path_buf()];
        if let Ok(entries) = std::fs::read_dir(self.kiln_home().join(target)) {
            files.extend(entries.flatten().map(|e| e.path()));
        }
        files.sort();
        let mut stamp = String::new();
        for file in files {
            let meta = file.metadata().map_err(|e| Error::file(&file, e))?;
            let age = meta
                .modified()
                .ok()
                .and_then(|t| t.duration_since(UNIX_EPOCH).ok());
            stamp += &format!("{} {} {:?}\n", file.display(), meta.len(), age);
        }
        Ok(stamp)
    }
}

/// The folder of the workspace this package belongs to.
pub fn workspace_root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..")
        .canonicalize()
        .map_err(|e| Error::file(here, e))
}

/// Cargo's target folder, which holds this executable.
fn target_dir(root: &Path) -> PathBuf {
    // TARGET/PROFILE/TOOL or TARGET/PROFILE/deps/TEST
    let exe = std::env::current_exe().unwrap_or_default();
    let mut profile = exe.parent();
    if profile.is_some_and(|folder| folder.ends_with("deps")) {
        profile = profile.and_then(Path::parent);
    }
    match profile.and_then(Path::parent) {
        Some(target) => target.to_path_buf(),
        None => root.join("target"),
    }
}

fn find_kiln(target: &Path) -> Option<PathBuf> {
    if let Some(given) = std::env::var_os("KILN") {
        let given = PathBuf::from(given);
        return Some(given.canonicalize().unwrap_or(given));
    }
    ["release", "checked", "debug"]
        .iter()
        .map(|profile| target.join(profile).join("kiln"))
        .find(|path| path.is_file())
}

/// Sources `scripts/env.sh` and reads what it exports.
fn read_env(root: &Path) -> Result<HashMap<String, String>> {
    let script = root.join("scripts/env.sh");
    let output = Command::new("bash")
        .arg("-c")
        .arg(". \"$1\" && env -0")
        .arg("env")
        .arg(&script)
        .output()
        .map_err(|e| Error::file(&script, e))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(Error::Text(message));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let pairs = text.split('\0').filter_map(|line| line.split_once('='));
    Ok(pairs
        .filter(|(name, _)| name.starts_with("KILN_"))
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect())
}
