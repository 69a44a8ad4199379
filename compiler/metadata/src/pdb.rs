//! Portable PDBs: documents, sequence points, scopes and names of locals.

use std::sync::Arc;

use crate::assembly::Data;
use crate::block::{Block, BlockRef};
use crate::error::{Fault, MetadataError};
use crate::token::Token;

/// An opened portable PDB.
pub struct Pdb {
    file: Arc<str>,
    data: Data,
    block: Block,
}

impl Pdb {
    pub(crate) fn block(&self) -> BlockRef<'_> {
        BlockRef {
            bytes: self.data.bytes(),
            block: &self.block,
        }
    }

    #[cold]
    pub(crate) fn fail(&self, fault: Fault, row: Token) -> MetadataError {
        MetadataError::from_fault(&self.file, fault, Some(row))
    }
}
