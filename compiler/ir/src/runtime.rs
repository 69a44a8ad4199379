//! The entries that the runtime offers, by the managed name they stand for.

use rustc_hash::FxHashMap;

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
}

impl RuntimeEntries {
    pub fn insert(&mut self, kind: EntryKind, name: &str, entry: RuntimeEntry) {
        self.entries.insert((kind, name.into()), entry);
    }

    pub fn find(&self, kind: EntryKind, name: &str) -> Option<&RuntimeEntry> {
        self.entries.get(&(kind, name.into()))
    }
}
