//! Finding the .NET class library on this machine.
//!
//! `--framework DIR`, else `DOTNET_ROOT`, else `dotnet` on `PATH`, else the folder that the
//! project's set-up prepared. The newest supported version wins, releases before previews.

use crate::diagnostics::{Diagnostic, Failure};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Major and minor version of the class library that can be compiled.
const SUPPORTED: (u32, u32) = (10, 0);
/// The assembly that every class library has.
const CORE_LIBRARY: &str = "System.Private.CoreLib.dll";
const SHARED: &str = "shared/Microsoft.NETCore.App";

/// A class library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framework {
    pub folder: PathBuf,
}

/// Where a class library may be found.
struct Candidate {
    /// A .NET root (with `shared/`), or a framework folder itself.
    root: PathBuf,
    /// How it came to be looked at.
    origin: &'static str,
}

/// The class library to compile with.
pub fn find(asked: Option<&Path>) -> Result<Framework, Failure> {
    if let Some(folder) = asked {
        return within(folder).ok_or_else(|| {
            let folder = folder.display();
            Diagnostic::error(format!(
                "no .NET {} class library in `{folder}`",
                supported()
            ))
            .remedy(format!(
                "`--framework` takes the folder that has {CORE_LIBRARY}"
            ))
            .into()
        });
    }
    let candidates = candidates();
    if let Some(found) = candidates
        .iter()
        .find_map(|candidate| within(&candidate.root))
    {
        return Ok(found);
    }
    let mut error = Diagnostic::error(format!("no .NET {} found", supported()));
    for candidate in candidates {
        error = error.note(format!(
            "looked in `{}` ({})",
            candidate.root.display(),
            candidate.origin
        ));
    }
    let remedy = format!(
        "install .NET {}, set DOTNET_ROOT, run ./setup, or give `--framework DIR`",
        supported()
    );
    Err(error.remedy(remedy).into())
}

fn supported() -> String {
    format!("{}.{}", SUPPORTED.0, SUPPORTED.1)
}

fn candidates() -> Vec<Candidate> {
    let set = |name: &str| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let root = set("DOTNET_ROOT").map(|root| Candidate {
        root,
        origin: "DOTNET_ROOT",
    });
    let on_path = dotnet_on_path().map(|root| Candidate {
        root,
        origin: "dotnet on PATH",
    });
    let prepared = match set("KILN_DOTNET_DIR") {
        Some(root) => Candidate {
            root,
            origin: "KILN_DOTNET_DIR",
        },
        None => Candidate {
            root: Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.dotnet/root"),
            origin: "prepared by ./setup",
        },
    };
    root.into_iter().chain(on_path).chain([prepared]).collect()
}

/// The folder of the real `dotnet` on `PATH`.
fn dotnet_on_path() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let dotnet = env::split_paths(&path)
        .map(|folder| folder.join("dotnet"))
        .find(|file| file.is_file())?;
    fs::canonicalize(dotnet)
        .ok()?
        .parent()
        .map(Path::to_path_buf)
}

/// The class library that is `folder`, or the newest below it.
fn within(folder: &Path) -> Option<Framework> {
    if folder.join(CORE_LIBRARY).is_file() {
        return Some(Framework {
            folder: folder.to_path_buf(),
        });
    }
    let versions = fs::read_dir(folder.join(SHARED)).ok()?;
    let newest = versions
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join(CORE_LIBRARY).is_file())
        .filter_map(|path| Some((version_of(&path)?, path)))
        .filter(|(version, _)| (version.major, version.minor) == SUPPORTED)
        .max_by_key(|(version, _)| *version)?;
    Some(Framework { folder: newest.1 })
}

/// Orders as versions do: a preview comes before its release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    major: u32,
    minor: u32,
    patch: u32,
    release: bool,
}

fn version_of(folder: &Path) -> Option<Version> {
    let name = folder.file_name()?.to_str()?;
    let (numbers, preview) = name
        .split_once('-')
        .map_or((name, false), |(numbers, _)| (numbers, true));
    let mut numbers = numbers.split('.').map(|number| number.parse::<u32>().ok());
    let mut next = || numbers.next().flatten();
    Some(Version {
        major: next()?,
        minor: next()?,
        patch: next()?,
        release: !preview,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_newer_than_previews_and_numbers_are_numbers() {
        let version = |text: &str| version_of(Path::new(text)).unwrap();
        assert!(version("10.0.12") > version("10.0.9"));
        assert!(version("10.0.0") > version("10.0.0-rc.2.25502.107"));
        assert_eq!(version_of(Path::new("current")), None);
    }
}
