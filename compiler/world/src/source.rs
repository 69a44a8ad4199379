//! Source positions from portable debug information, embedded or beside the assembly.

use kiln_metadata::{DocumentRow, Pdb};
use parking_lot::Mutex;
use rustc_hash::FxHashMap;

use crate::World;
use crate::ids::MethodDefId;
use crate::members::SourceLocation;

/// Debug information of an assembly, with the document names read so far.
pub(crate) struct Sources {
    pdb: Pdb,
    documents: Mutex<FxHashMap<DocumentRow, String>>,
}

impl World {
    /// Where an instruction comes from, if debug information says so. Damaged or missing
    /// information gives nothing.
    pub fn source_location(&self, method: MethodDefId, il_offset: u32) -> Option<SourceLocation> {
        let asm = self.asm(method.assembly);
        let read = || asm.image.pdb().ok().flatten();
        let sources = asm.sources.get_or_init(|| {
            read().map(|pdb| Sources {
                pdb,
                documents: Mutex::new(FxHashMap::default()),
            })
        });
        let sources = sources.as_ref()?;
        let point = sources.pdb.locate(method.row, il_offset).ok()??;
        let span = point.span?;
        let file = sources
            .documents
            .lock()
            .entry(point.document)
            .or_insert_with(|| {
                sources
                    .pdb
                    .document_name(point.document)
                    .unwrap_or_default()
            })
            .clone();
        Some(SourceLocation {
            file,
            line: span.line,
            column: span.column,
        })
    }
}
