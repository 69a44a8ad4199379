//! Programs that are invalid, or valid though nobody could verify them: `tests/invalid/{refused,deferred,legal}/*.il`.
//! What is expected stands in comments at their start; some are damaged after they were assembled.

mod patch;
mod run;

use std::fs;
use std::path::{Path, PathBuf};

use kiln_tests::{Error, Result};

pub use run::{Subject, check};

/// What is to happen to a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Kiln refuses it.
    Refused,
    /// Kiln warns, and what is invalid is an exception at run time.
    Deferred,
    /// It runs.
    Legal,
}

const FOLDERS: &[(&str, Fate)] = &[
    ("refused", Fate::Refused),
    ("deferred", Fate::Deferred),
    ("legal", Fate::Legal),
];

/// One program.
#[derive(Debug, Clone)]
pub struct Case {
    /// `FOLDER/NAME`.
    pub name: String,
    pub fate: Fate,
    pub source: PathBuf,
    /// A part of the message.
    pub message: Option<String>,
    /// Where it is, as the message says it.
    pub at: Option<String>,
    /// A part of a warning.
    pub warning: Option<String>,
    pub prints: Vec<String>,
    pub patches: Vec<String>,
    /// .NET notices nothing.
    pub dotnet_runs: bool,
}

impl Case {
    fn read(name: String, fate: Fate, source: PathBuf) -> Result<Case> {
        let text = fs::read_to_string(&source).map_err(|e| Error::file(&source, e))?;
        let mut case = Case {
            name,
            fate,
            source,
            message: None,
            at: None,
            warning: None,
            prints: Vec::new(),
            patches: Vec::new(),
            dotnet_runs: fate != Fate::Refused,
        };
        for line in text.lines().map_while(|line| line.strip_prefix("// ")) {
            let Some((key, value)) = line.split_once(": ") else {
                continue;
            };
            let value = value.to_string();
            match key {
                "message" => case.message = Some(value),
                "at" => case.at = Some(value),
                "warning" => case.warning = Some(value),
                "prints" => case.prints.push(value),
                "patch" => case.patches.push(value),
                "dotnet" => case.dotnet_runs = value == "runs",
                _ => {}
            }
        }
        Ok(case)
    }

    /// The name without its folder, which is the assembly's.
    pub fn stem(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    fn output(&self) -> String {
        self.prints.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// All cases, in order of their names.
pub fn discover(root: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (folder, fate) in FOLDERS {
        let path = root.join(folder);
        for entry in fs::read_dir(&path).map_err(|e| Error::file(&path, e))? {
            let source = entry.map_err(|e| Error::file(&path, e))?.path();
            if source.extension().is_some_and(|e| e == "il") {
                let stem = source.file_stem().unwrap_or_default().to_string_lossy();
                cases.push(Case::read(
                    format!("{folder}/{stem}"),
                    *fate,
                    source.clone(),
                )?);
            }
        }
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(cases)
}
