//! Reading target files and their parents into one target.

use super::schema::TargetPart;
use super::suggest::nearest;
use super::{Target, embedded};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Which files set each key. A list that grows has several, any other key one.
#[derive(Debug, Clone, Default)]
pub struct Origins(BTreeMap<String, Vec<String>>);

impl Origins {
    /// The files that set `key`, such as `llvm.cpu`, farthest first.
    pub fn of(&self, key: &str) -> &[String] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn set(&mut self, key: String, file: &str) {
        self.0.insert(key, vec![file.to_string()]);
    }

    pub(super) fn add(&mut self, key: String, file: &str) {
        self.0.entry(key).or_default().push(file.to_string());
    }
}

/// Why a target cannot be used. Every one is a user error.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    #[error("unknown target `{name}`")]
    Unknown {
        name: String,
        suggestion: Option<String>,
    },
    #[error("`{name}` is only a parent of targets, not a target")]
    Abstract { name: String },
    #[error("cannot read the target file `{path}`: {reason}")]
    Unreadable { path: String, reason: String },
    #[error("{file}:{line}: {message}")]
    Invalid {
        file: String,
        line: usize,
        message: String,
        suggestion: Option<String>,
    },
    #[error("{file} inherits from unknown target `{parent}`")]
    UnknownParent {
        file: String,
        parent: String,
        suggestion: Option<String>,
    },
    #[error("target files inherit from each other in a circle: {chain}")]
    Circle { chain: String },
    #[error("target `{name}` has no value for {}", keys.join(", "))]
    Incomplete { name: String, keys: Vec<String> },
}

impl TargetError {
    /// What the user can do about it.
    pub fn remedy(&self) -> String {
        match self {
            TargetError::Unknown { suggestion: Some(name), .. } => format!("did you mean `{name}`?"),
            TargetError::Unknown { .. } | TargetError::Abstract { .. } => {
                "`kiln targets` lists all; a file of your own is given by its path, `--target ./my.toml`".into()
            }
            TargetError::Invalid { suggestion: Some(name), .. }
            | TargetError::UnknownParent { suggestion: Some(name), .. } => format!("did you mean `{name}`?"),
            TargetError::Unreadable { .. } => "give the path of a readable TOML file".into(),
            TargetError::Invalid { .. } => "see the files in targets/ for every key".into(),
            TargetError::UnknownParent { .. } => {
                "name an embedded file without its ending, or give a path that ends in .toml".into()
            }
            TargetError::Circle { .. } => "remove one of the `inherits` entries".into(),
            TargetError::Incomplete { .. } => "set them in the file, or inherit from a target that does".into(),
        }
    }
}

/// One file before merging.
struct File {
    /// As origins and messages show it.
    shown: String,
    /// Where relative parents are looked for; `None` for embedded files.
    folder: Option<PathBuf>,
    part: TargetPart,
}

/// Whether a target or parent is given by path rather than by name.
fn is_path(spec: &str) -> bool {
    spec.ends_with(".toml") || spec.contains(std::path::MAIN_SEPARATOR)
}

pub(super) fn load(spec: &str) -> Result<Target, TargetError> {
    let file = if is_path(spec) {
        read_user_file(Path::new(spec))?
    } else {
        read_embedded(spec)?.ok_or_else(|| TargetError::Unknown {
            name: spec.to_string(),
            suggestion: suggest_target(spec),
        })?
    };
    let name = if is_path(spec) {
        Path::new(spec)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    } else {
        spec.to_string()
    };
    if file.part.is_abstract {
        return Err(TargetError::Abstract { name });
    }
    complete(name, file)
}

/// An embedded file by name; `None` if it is only a parent.
pub(super) fn load_listed(name: &str) -> Result<Option<Target>, TargetError> {
    match read_embedded(name)? {
        Some(file) if !file.part.is_abstract => complete(name.to_string(), file).map(Some),
        _ => Ok(None),
    }
}

fn complete(name: String, file: File) -> Result<Target, TargetError> {
    let mut merged = TargetPart::default();
    let mut origins = Origins::default();
    let description = file.part.description.clone().unwrap_or_default();
    apply(file, &mut merged, &mut origins, &mut Vec::new())?;
    let sections = merged.finish().map_err(|keys| TargetError::Incomplete {
        name: name.clone(),
        keys,
    })?;
    Ok(Target {
        name,
        description,
        sections,
        origins,
    })
}

/// Applies a file's parents, then the file.
fn apply(
    mut file: File,
    merged: &mut TargetPart,
    origins: &mut Origins,
    chain: &mut Vec<String>,
) -> Result<(), TargetError> {
    if chain.contains(&file.shown) {
        chain.push(file.shown);
        return Err(TargetError::Circle {
            chain: chain.join(" -> "),
        });
    }
    chain.push(file.shown.clone());
    for parent in std::mem::take(&mut file.part.inherits) {
        let found = if is_path(&parent) {
            let folder = file.folder.clone().unwrap_or_default();
            Some(read_user_file(&folder.join(&parent))?)
        } else {
            read_embedded(&parent)?
        };
        let Some(found) = found else {
            return Err(TargetError::UnknownParent {
                file: file.shown,
                suggestion: nearest(&parent, embedded::names()).map(str::to_string),
                parent,
            });
        };
        apply(found, merged, origins, chain)?;
    }
    chain.pop();
    merged.absorb(file.part, &file.shown, origins);
    Ok(())
}

fn read_embedded(name: &str) -> Result<Option<File>, TargetError> {
    let Some(text) = embedded::text(name) else {
        return Ok(None);
    };
    let shown = format!("targets/{name}.toml");
    let part = parse(&shown, text)?;
    Ok(Some(File {
        shown,
        folder: None,
        part,
    }))
}

fn read_user_file(path: &Path) -> Result<File, TargetError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| TargetError::Unreadable {
        path: shown.clone(),
        reason: error.to_string(),
    })?;
    let part = parse(&shown, &text)?;
    Ok(File {
        shown,
        folder: path.parent().map(Path::to_path_buf),
        part,
    })
}

fn parse(file: &str, text: &str) -> Result<TargetPart, TargetError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start).min(text.len());
        let line = text.as_bytes()[..start]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        let message = error.message().to_string();
        Invalid {
            file,
            line,
            message,
        }
        .into_error()
    })
}

/// A parse failure on its way to becoming a user's message.
struct Invalid<'a> {
    file: &'a str,
    line: usize,
    message: String,
}

impl Invalid<'_> {
    /// serde's text names the offender and then the known names, each in backticks.
    fn into_error(self) -> TargetError {
        let unknown = self.message.starts_with("unknown ");
        let mut quoted = self.message.split('`').skip(1).step_by(2);
        let suggestion = match quoted.next() {
            Some(word) if unknown => nearest(word, quoted).map(str::to_string),
            _ => None,
        };
        TargetError::Invalid {
            file: self.file.to_string(),
            line: self.line,
            suggestion,
            message: self.message,
        }
    }
}

fn suggest_target(spec: &str) -> Option<String> {
    let names: Vec<String> = Target::list()
        .ok()?
        .into_iter()
        .map(|target| target.name)
        .collect();
    nearest(spec, names.iter().map(String::as_str)).map(str::to_string)
}
