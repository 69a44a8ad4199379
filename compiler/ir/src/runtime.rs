//! The entries that the runtime offers, by the managed name they stand for, and what native functions there are.

use rustc_hash::{FxHashMap, FxHashSet};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeEntry {
    pub symbol: Box<str>,
    /// May set the pending exception, which the caller tests.
    pub throws: bool,
    pub no_return: bool,
}

/// What kind of managed declaration an entry stands for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// An InternalCall, by method key.
    InternalCall,
    /// A QCall, by import name.
    QCall,
    /// A P/Invoke, by `module!entry`.
    PInvoke,
    /// A managed body that the runtime replaces, by method key.
    Replacement,
    /// Called by generated code only.
    Helper,
}

impl EntryKind {
    pub fn by_name(name: &str) -> Option<EntryKind> {
        Some(match name {
            "icall" => EntryKind::InternalCall,
            "qcall" => EntryKind::QCall,
            "pinvoke" => EntryKind::PInvoke,
            "replace" => EntryKind::Replacement,
            "helper" => EntryKind::Helper,
            _ => return None,
        })
    }
}

/// All entries of one runtime library.
#[derive(Clone, Debug, Default)]
pub struct RuntimeEntries {
    entries: FxHashMap<(EntryKind, Box<str>), RuntimeEntry>,
    natives: FxHashSet<Box<str>>,
    /// File names of the libraries that define them.
    libraries: Vec<Box<str>>,
}

impl RuntimeEntries {
    pub fn insert(&mut self, kind: EntryKind, name: &str, entry: RuntimeEntry) {
        self.entries.insert((kind, name.into()), entry);
    }

    pub fn find(&self, kind: EntryKind, name: &str) -> Option<&RuntimeEntry> {
        self.entries.get(&(kind, name.into()))
    }

    /// Says which native functions a program can be linked with, and the names of the archives that have them.
    pub fn set_natives(
        &mut self,
        symbols: impl IntoIterator<Item = Box<str>>,
        libraries: impl IntoIterator<Item = Box<str>>,
    ) {
        self.natives = symbols.into_iter().collect();
        self.libraries = libraries.into_iter().collect();
    }

    pub fn has_native(&self, symbol: &str) -> bool {
        self.natives.contains(symbol)
    }

    /// Whether a library of this name is linked: `c`, `libc`, `libc.so.6` are `libc.a`.
    pub fn has_library(&self, name: &str) -> bool {
        let name = name.strip_prefix("lib").unwrap_or(name);
        let stem = name.split_once(".so").map_or(name, |(stem, _)| stem);
        self.libraries.iter().any(|file| {
            file.strip_prefix("lib")
                .and_then(|file| file.strip_suffix(".a"))
                == Some(stem)
        })
    }
}
