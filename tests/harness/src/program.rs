//! The conformance programs: `tests/conformance/TOPIC/NAME.{cs,fs,il}` and the files beside them.

use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The language a program is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    CSharp,
    FSharp,
    Il,
}

/// One program and what .NET did with it.
#[derive(Debug, Clone)]
pub struct Program {
    /// `TOPIC/NAME`
    pub name: String,
    pub source: PathBuf,
    pub language: Language,
}

impl Program {
    /// The file beside the source with this extension.
    pub fn beside(&self, extension: &str) -> PathBuf {
        self.source.with_extension(extension)
    }

    /// The name of the assembly.
    pub fn stem(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// A C# library that the program refers to: `NAME.lib.cs`.
    pub fn library(&self) -> Option<PathBuf> {
        let path = self.beside("lib.cs");
        path.is_file().then_some(path)
    }

    /// `NAME.lang` names a C# version that only an SDK's compiler knows; the F# compiler comes with an SDK.
    pub fn needs_sdk(&self) -> bool {
        self.language == Language::FSharp || self.beside("lang").is_file()
    }

    /// Further compiler options, one a line, in `NAME.options`.
    pub fn options(&self) -> Result<Vec<String>> {
        Ok(lines(&self.optional("options")?))
    }

    /// Command line arguments, one a line, in `NAME.args`.
    pub fn args(&self) -> Result<Vec<String>> {
        Ok(lines(&self.optional("args")?))
    }

    pub fn stdin(&self) -> Result<Vec<u8>> {
        self.optional("stdin")
    }

    pub fn expected_stdout(&self) -> Result<Vec<u8>> {
        let path = self.beside("expected");
        std::fs::read(&path).map_err(|e| Error::file(&path, e))
    }

    /// What stderr must be, or nothing if it does not matter.
    pub fn expected_stderr(&self) -> Result<Option<Vec<u8>>> {
        if self.beside("stderr").is_file() {
            return self.optional("stderr").map(Some);
        }
        Ok(None)
    }

    pub fn expected_exit(&self) -> Result<i32> {
        let text = self.optional("exit")?;
        let text = String::from_utf8_lossy(&text);
        match text.trim() {
            "" => Ok(0),
            number => number.parse().map_err(|_| {
                Error::Text(format!("{}: not a number", self.beside("exit").display()))
            }),
        }
    }

    fn optional(&self, extension: &str) -> Result<Vec<u8>> {
        let path = self.beside(extension);
        match std::fs::read(&path) {
            Ok(bytes) => Ok(bytes),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(e) => Err(Error::file(&path, e)),
        }
    }
}

fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes)
        .lines()
        .map(str::to_string)
        .collect()
}

/// All programs below `root`, in order of their names.
pub fn discover(root: &Path) -> Result<Vec<Program>> {
    let mut programs = Vec::new();
    walk(root, root, &mut programs)?;
    programs.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(programs)
}

fn walk(root: &Path, folder: &Path, programs: &mut Vec<Program>) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|e| Error::file(folder, e))?;
    for entry in entries {
        let path = entry.map_err(|e| Error::file(folder, e))?.path();
        if path.is_dir() {
            walk(root, &path, programs)?;
            continue;
        }
        let file_name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let language = match path.extension().and_then(|e| e.to_str()) {
            Some("cs") if !file_name.ends_with(".lib.cs") => Language::CSharp,
            Some("fs") => Language::FSharp,
            Some("il") => Language::Il,
            _ => continue,
        };
        let relative = path.strip_prefix(root).unwrap_or(&path).with_extension("");
        programs.push(Program {
            name: relative.to_string_lossy().into_owned(),
            source: path,
            language,
        });
    }
    Ok(())
}
