//! The runtime library of a target: where its bitcode is, and the manifest of what it implements.
//!
//! Each entry that the class library or generated code calls has a line in the archive's
//! `.kiln.manifest` sections: `KIND \t NAME \t SYMBOL \t FLAGS \n`.

use crate::error::LinkError;
use crate::home::Home;
use crate::target::Target;
use object::read::archive::ArchiveFile;
use object::{Object, ObjectSection};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

const MANIFEST_SECTION: &str = ".kiln.manifest";
const BITCODE_FILE: &str = "runtime.bc";
const ARCHIVE_FILE: &str = "libkiln_runtime.a";

/// What a manifest line declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ManifestKind {
    /// An `InternalCall` method, by its full managed name.
    Icall,
    /// A QCall, by its import name.
    Qcall,
    /// A P/Invoke, as `library!entry`.
    Pinvoke,
    /// A managed body that the runtime replaces, by its full managed name.
    Replace,
    /// A function that only generated code calls.
    Helper,
    /// A field of the class library; the symbol is the offset that the runtime assumes.
    Layout,
    /// A class of the class library; the symbol is a MethodTable that the runtime refers to.
    Type,
}

impl ManifestKind {
    const NAMES: [(&'static str, ManifestKind); 7] = [
        ("icall", ManifestKind::Icall),
        ("qcall", ManifestKind::Qcall),
        ("pinvoke", ManifestKind::Pinvoke),
        ("replace", ManifestKind::Replace),
        ("helper", ManifestKind::Helper),
        ("layout", ManifestKind::Layout),
        ("type", ManifestKind::Type),
    ];

    fn parse(word: &str) -> Option<ManifestKind> {
        Self::NAMES
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, kind)| *kind)
    }

    /// The word of the manifest.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(name, _)| name)
    }
}

/// What else a manifest line says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ManifestFlags {
    /// May set the pending exception.
    pub throws: bool,
    /// Never returns.
    pub noreturn: bool,
    /// May allocate.
    pub alloc: bool,
}

impl ManifestFlags {
    fn parse(text: &str) -> Result<ManifestFlags, String> {
        let mut flags = ManifestFlags::default();
        for word in text
            .split(',')
            .filter(|word| !word.is_empty() && *word != "-")
        {
            match word {
                "throws" => flags.throws = true,
                "noreturn" => flags.noreturn = true,
                "alloc" => flags.alloc = true,
                _ => return Err(format!("unknown manifest flag `{word}`")),
            }
        }
        Ok(flags)
    }
}

/// One line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManifestEntry {
    /// What it stands for.
    pub kind: ManifestKind,
    /// The managed or import name.
    pub name: String,
    /// The function in the runtime.
    pub symbol: String,
    /// How it behaves.
    pub flags: ManifestFlags,
}

/// The runtime of one target.
#[derive(Debug, Clone)]
pub struct RuntimeLibrary {
    /// The folder with all of the target's files.
    pub folder: PathBuf,
    /// The runtime as LLVM bitcode.
    pub bitcode_path: PathBuf,
    /// The runtime as an archive, with what it needs of Rust's core.
    pub archive_path: PathBuf,
    /// What it implements, sorted by kind's order in the archive and name.
    pub entries: Vec<ManifestEntry>,
    /// All symbols that the libraries of a link define.
    pub symbols: HashSet<String>,
}

impl RuntimeLibrary {
    /// Finds the runtime of `target` and reads its manifest.
    pub fn open(home: &Home, target: &Target) -> Result<RuntimeLibrary, LinkError> {
        let folder = home.folder(target)?;
        let bitcode_path = folder.join(BITCODE_FILE);
        let archive_path = folder.join(ARCHIVE_FILE);
        for path in [&bitcode_path, &archive_path] {
            if !path.is_file() {
                return Err(LinkError::NoRuntime {
                    target: target.runtime.folder.clone(),
                    path: path.clone(),
                });
            }
        }
        let entries = read_manifest(&archive_path)?;
        let mut symbols = HashSet::new();
        for library in &target.link.libraries {
            read_symbols(&folder.join(library), &mut symbols)?;
        }
        Ok(RuntimeLibrary {
            folder,
            bitcode_path,
            archive_path,
            entries,
            symbols,
        })
    }

    /// The bitcode's bytes.
    pub fn bitcode(&self) -> Result<Vec<u8>, LinkError> {
        read(&self.bitcode_path)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, LinkError> {
    std::fs::read(path).map_err(|error| bad(path, error))
}

fn bad(path: &Path, reason: impl ToString) -> LinkError {
    LinkError::BadRuntime {
        path: path.to_path_buf(),
        reason: reason.to_string(),
    }
}

/// Adds the symbols in an archive's index.
fn read_symbols(archive: &Path, symbols: &mut HashSet<String>) -> Result<(), LinkError> {
    let bytes = read(archive)?;
    let parsed = ArchiveFile::parse(&*bytes).map_err(|error| bad(archive, error))?;
    let index = parsed.symbols().map_err(|error| bad(archive, error))?;
    for symbol in index.into_iter().flatten() {
        let symbol = symbol.map_err(|error| bad(archive, error))?;
        symbols.insert(String::from_utf8_lossy(symbol.name()).into_owned());
    }
    Ok(())
}

/// Collects the manifest sections of all objects of an archive.
pub fn read_manifest(archive: &Path) -> Result<Vec<ManifestEntry>, LinkError> {
    let bytes = read(archive)?;
    let parsed = ArchiveFile::parse(&*bytes).map_err(|error| bad(archive, error))?;
    let mut entries = Vec::new();
    for member in parsed.members() {
        let member = member.map_err(|error| bad(archive, error))?;
        let data = member.data(&*bytes).map_err(|error| bad(archive, error))?;
        // Members that are no objects, such as Rust's own metadata, have no manifest.
        let Ok(file) = object::File::parse(data) else {
            continue;
        };
        // One section a line, all of the same name.
        let is_manifest = |section: &object::Section| section.name() == Ok(MANIFEST_SECTION);
        for section in file.sections().filter(is_manifest) {
            let text = section.data().map_err(|error| bad(archive, error))?;
            let text = std::str::from_utf8(text).map_err(|error| bad(archive, error))?;
            for line in text.split(['\n', '\0']).filter(|line| !line.is_empty()) {
                entries.push(parse_line(line).map_err(|reason| bad(archive, reason))?);
            }
        }
    }
    if entries.is_empty() {
        return Err(bad(
            archive,
            format!("it has no {MANIFEST_SECTION} section"),
        ));
    }
    entries.sort_by(|a, b| (a.kind.name(), &a.name).cmp(&(b.kind.name(), &b.name)));
    if let Some(pair) = entries
        .windows(2)
        .find(|pair| (pair[0].kind, &pair[0].name) == (pair[1].kind, &pair[1].name))
    {
        return Err(bad(
            archive,
            format!("`{}` is declared twice in its manifest", pair[0].name),
        ));
    }
    Ok(entries)
}

fn parse_line(line: &str) -> Result<ManifestEntry, String> {
    let mut columns = line.split('\t');
    let (Some(kind), Some(name), Some(symbol), Some(flags), None) = (
        columns.next(),
        columns.next(),
        columns.next(),
        columns.next(),
        columns.next(),
    ) else {
        return Err(format!("bad manifest line `{line}`"));
    };
    let kind =
        ManifestKind::parse(kind).ok_or_else(|| format!("unknown manifest kind `{kind}`"))?;
    Ok(ManifestEntry {
        kind,
        name: name.to_string(),
        symbol: symbol.to_string(),
        flags: ManifestFlags::parse(flags)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_a_manifest_line() {
        let entry =
            parse_line("icall\tSystem.GC::Collect():System.Void\tkiln_gc\tthrows,alloc").unwrap();
        assert_eq!(entry.kind, ManifestKind::Icall);
        assert_eq!(entry.symbol, "kiln_gc");
        assert!(entry.flags.throws && entry.flags.alloc && !entry.flags.noreturn);
        assert!(parse_line("icall\tx\ty").is_err());
        assert!(parse_line("call\tx\ty\t-").is_err());
    }
}
