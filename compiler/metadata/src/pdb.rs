//! Portable PDBs, embedded or beside the assembly: documents, and names and scopes of locals.

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::assembly::{Assembly, Data};
use crate::block::{self, Block, BlockRef};
use crate::coded::{CodedIndex, HasCustomDebugInformation};
use crate::cursor::Cursor;
use crate::error::{ErrorKind, Fault, MetadataError, Parse, Place, Result};
use crate::lookup::Key;
use crate::pe::DebugEntry;
use crate::token::*;

/// An opened portable PDB.
pub struct Pdb {
    file: Arc<str>,
    data: Data,
    block: Block,
}

/// What ties a PDB to one build of an assembly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PdbId(pub [u8; 20]);

/// Where an assembly says that its PDB is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdbReference {
    /// The path at the time of the build.
    pub path: String,
    /// The id that the PDB must have.
    pub id: PdbId,
}

const CODE_VIEW: u32 = 2;
const EMBEDDED: u32 = 17;
/// The minor version that marks the entry of a portable PDB.
const PORTABLE: u16 = 0x504D;
/// The greatest factor by which deflate can expand.
const MAX_EXPANSION: usize = 1032;

impl Pdb {
    /// Opens a portable PDB file.
    pub fn open(path: impl AsRef<Path>) -> Result<Pdb> {
        let path = path.as_ref();
        let file: Arc<str> = path.to_string_lossy().into();
        let data = Data::open(path, &file)?;
        Self::from_data(file, data)
    }

    /// Reads a portable PDB from memory; `name` stands for the file in messages.
    pub fn parse(name: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Pdb> {
        Self::from_data(name.into(), Data::Shared(bytes.into()))
    }

    fn from_data(file: Arc<str>, data: Data) -> Result<Pdb> {
        let bytes = data.bytes();
        let error =
            |what: &'static str| MetadataError::new(&file, ErrorKind::BadPdb, what, Place::File);
        if bytes.starts_with(b"Microsoft C/C++ MSF") {
            return Err(error("this is a Windows PDB, only portable PDBs are read"));
        }
        let block = block::read(bytes, 0, bytes.len()).map_err(|fault| {
            MetadataError::from_fault(&file, fault.as_kind(ErrorKind::BadPdb), None)
        })?;
        if !matches!(block.pdb_stream, Some((_, size)) if size >= 20) {
            return Err(error("this is not a portable PDB: it has no id"));
        }
        Ok(Pdb { file, data, block })
    }

    /// The file as named in messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// What ties the PDB to one build of an assembly.
    pub fn id(&self) -> PdbId {
        let id = self.block.pdb_stream.and_then(|(at, _)| {
            self.data
                .bytes()
                .get(at..)
                .and_then(|bytes| bytes.first_chunk())
        });
        PdbId(id.copied().unwrap_or_default())
    }

    /// All rows of a table.
    pub fn rows<R: Row>(&self) -> RowList<'_, R> {
        self.block().rows()
    }

    /// The number of rows in a table.
    pub fn row_count(&self, table: Table) -> u32 {
        self.block().table(table).rows
    }

    /// The path of a source document.
    pub fn document_name(&self, row: DocumentRow) -> Result<String> {
        let blob = self.document_row(row)?.name;
        self.join_name(blob)
            .map_err(|fault| self.fail(fault, row.token()))
    }

    /// A document's name is a separator and the blobs of its parts.
    fn join_name(&self, blob: &[u8]) -> Parse<String> {
        const MAX_PATH: usize = 0x8000;
        let block = self.block();
        let mut cursor = Cursor::new(blob, ErrorKind::BadPdb);
        let separator = match cursor.peek() {
            None => return Ok(String::new()),
            Some(0) => "",
            Some(_) => {
                let rest = cursor.rest();
                let len =
                    (1..=rest.len().min(4)).find(|len| std::str::from_utf8(&rest[..*len]).is_ok());
                let text = len.and_then(|len| std::str::from_utf8(&rest[..len]).ok());
                text.ok_or_else(|| {
                    cursor.fault("the separator of a document's name is no character")
                })?
            }
        };
        cursor.take(separator.len().max(1))?;
        let mut name = String::new();
        let mut first = true;
        while !cursor.is_empty() {
            let part = cursor.compressed()?;
            let part = block.block.heaps.blob(block.bytes, part)?;
            let Ok(part) = std::str::from_utf8(part) else {
                return Err(cursor.fault("the name of a document is not valid UTF-8"));
            };
            if !first {
                name.push_str(separator);
            }
            first = false;
            name.push_str(part);
            if name.len() > MAX_PATH {
                return Err(cursor.fault("the name of a document is too long"));
            }
        }
        Ok(name)
    }

    /// The scopes of a method, outer ones first.
    pub fn scopes_of(&self, method: MethodRow) -> RowList<'_, LocalScopeRow> {
        self.block().rows_by(Key::LocalScope, method.rid())
    }

    /// The name of a local at an IL offset of its method.
    pub fn local_name(&self, method: MethodRow, index: u16, offset: u32) -> Option<&str> {
        self.scopes_of(method).iter().rev().find_map(|scope| {
            let scope = self.local_scope(scope).ok()?;
            let inside = offset.wrapping_sub(scope.start_offset) < scope.length;
            let mut variables = scope.variables.iter().filter(|_| inside);
            variables.find_map(|row| {
                let variable = self.local_variable(row).ok()?;
                (variable.index == index).then_some(variable.name)
            })
        })
    }

    /// The method as written, from which an iterator's or async method's step was made.
    pub fn kickoff_method(&self, move_next: MethodRow) -> Option<MethodRow> {
        let rows = self
            .block()
            .rows_by::<StateMachineMethodRow>(Key::StateMachine, move_next.rid());
        Some(self.state_machine_method(rows.first()?).ok()?.kickoff)
    }

    /// Information that a compiler defined for a row, of any kind.
    pub fn custom_information_of(
        &self,
        owner: HasCustomDebugInformation,
    ) -> RowList<'_, CustomDebugInformationRow> {
        self.block().rows_by(Key::CustomDebug, owner.encode())
    }

    #[inline]
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

impl fmt::Debug for Pdb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pdb").field(&self.file).finish()
    }
}

impl Assembly {
    /// Opens the debug information: embedded, else the portable PDB beside the assembly. None if
    /// there is none; an error if it is damaged or belongs to another build.
    pub fn pdb(&self) -> Result<Option<Pdb>> {
        if let Some(pdb) = self.embedded_pdb()? {
            return Ok(Some(pdb));
        }
        let Some(reference) = self.pdb_reference()? else {
            return Ok(None);
        };
        let Some(path) = self.pdb_path(&reference) else {
            return Ok(None);
        };
        let pdb = Pdb::open(path)?;
        if pdb.id() == reference.id {
            return Ok(Some(pdb));
        }
        let what = format!("the PDB belongs to another build of {}", self.file);
        Err(MetadataError::new(
            &pdb.file,
            ErrorKind::PdbMismatch,
            what,
            Place::File,
        ))
    }

    /// Where the assembly says that its portable PDB is.
    pub fn pdb_reference(&self) -> Result<Option<PdbReference>> {
        for entry in self.debug_entries()? {
            if entry.kind != CODE_VIEW || entry.version.1 != PORTABLE {
                continue;
            }
            let bytes = self.debug_data(&entry)?;
            let Some((head, path)) = bytes.split_at_checked(24) else {
                continue;
            };
            if !head.starts_with(b"RSDS") {
                continue;
            }
            let mut id = [0; 20];
            id[..16].copy_from_slice(&head[4..20]);
            id[16..].copy_from_slice(&entry.stamp.to_le_bytes());
            let len = path.iter().position(|b| *b == 0).unwrap_or(path.len());
            return Ok(Some(PdbReference {
                path: String::from_utf8_lossy(&path[..len]).into_owned(),
                id: PdbId(id),
            }));
        }
        Ok(None)
    }

    /// The debug information inside the assembly itself.
    pub fn embedded_pdb(&self) -> Result<Option<Pdb>> {
        let entries = self.debug_entries()?;
        let Some(entry) = entries.iter().find(|entry| entry.kind == EMBEDDED) else {
            return Ok(None);
        };
        let bytes = self.debug_data(entry)?;
        let error = |what: &'static str| self.error(ErrorKind::BadPdb, what, Place::File);
        let Some((head, packed)) = bytes.split_at_checked(8) else {
            return Err(error("the embedded PDB is too small"));
        };
        if !head.starts_with(b"MPDB") {
            return Err(error("the embedded PDB does not start with its signature"));
        }
        let size = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        if size / MAX_EXPANSION > packed.len() {
            return Err(error("the embedded PDB claims an impossible size"));
        }
        let mut unpacked = Vec::new();
        let mut inflate = flate2::read::DeflateDecoder::new(packed).take(size as u64);
        match inflate.read_to_end(&mut unpacked) {
            Ok(len) if len == size => {}
            _ => return Err(error("the embedded PDB does not unpack")),
        }
        let name = format!("{} (embedded PDB)", self.file);
        Pdb::parse(&name, unpacked).map(Some)
    }

    fn debug_data(&self, entry: &DebugEntry) -> Result<&[u8]> {
        let size = entry.size as usize;
        if entry.rva != 0 {
            return self.rva_bytes(entry.rva, size);
        }
        let at = entry.offset as usize;
        let bytes = self.bytes().get(at..).and_then(|tail| tail.get(..size));
        bytes.ok_or_else(|| {
            self.error(
                ErrorKind::Truncated,
                "debug information lies beyond the end of the file",
                Place::Offset(at as u64),
            )
        })
    }

    /// The PDB file beside the assembly, or at the path where it was built.
    fn pdb_path(&self, reference: &PdbReference) -> Option<PathBuf> {
        let assembly = self.path.as_deref()?;
        let folder = assembly.parent()?;
        let name = reference.path.rsplit(['/', '\\']).next().unwrap_or("");
        let candidates = [
            (!name.is_empty()).then(|| folder.join(name)),
            Some(assembly.with_extension("pdb")),
            Some(PathBuf::from(&reference.path)).filter(|path| path.is_absolute()),
        ];
        candidates.into_iter().flatten().find(|path| path.is_file())
    }
}
