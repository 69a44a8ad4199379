//! An opened assembly: its bytes, its metadata, and checked access to both.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memmap2::Mmap;

use crate::block::{self, Block, BlockRef};
use crate::error::{ErrorKind, Fault, MetadataError, Place, Result};
use crate::heaps::Utf16;
use crate::pe::{self, CliHeader, DebugEntry, Image};
use crate::token::*;

/// The bytes of a file.
#[derive(Clone)]
pub(crate) enum Data {
    Mapped(Arc<Mmap>),
    Shared(Arc<[u8]>),
}

impl Data {
    /// Maps a file into memory.
    pub fn open(path: &Path, name: &Arc<str>) -> Result<Data> {
        let io = |error: std::io::Error| MetadataError::io(name, &error);
        // Asked before opening: to open a pipe would wait for its other end.
        let about = std::fs::metadata(path).map_err(io)?;
        if about.is_dir() {
            return Err(io(std::io::ErrorKind::IsADirectory.into()));
        }
        if !about.is_file() {
            let what = "this is a device or a pipe, not a file";
            return Err(MetadataError::new(name, ErrorKind::Io, what, Place::File));
        }
        if about.len() == 0 {
            return Ok(Data::Shared(Arc::from([])));
        }
        let file = File::open(path).map_err(io)?;
        // SAFETY: the mapping is private and read-only. The compiler's inputs are not written to
        // while it runs; that a foreign process might do so is accepted, as it is by linkers.
        let map = unsafe { Mmap::map(&file) }.map_err(io)?;
        Ok(Data::Mapped(Arc::new(map)))
    }

    #[inline]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Data::Mapped(map) => map,
            Data::Shared(bytes) => bytes,
        }
    }
}

/// An opened assembly or module. Cheap to share between threads; nothing is decoded before it is
/// asked for.
pub struct Assembly {
    pub(crate) file: Arc<str>,
    pub(crate) path: Option<PathBuf>,
    data: Data,
    pub(crate) image: Image,
    block: Block,
}

/// Where a program starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryPoint {
    /// A method of this module.
    Method(MethodRow),
    /// A module of a multi-file assembly.
    File(FileRow),
    /// Native code.
    Native(u32),
}

/// Initial data at an address: bytes of the file, then zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RvaData<'a> {
    /// The bytes of the file.
    pub bytes: &'a [u8],
    /// How many zeros follow.
    pub zeros: usize,
}

impl Assembly {
    /// Opens an assembly. The file is mapped, not read.
    pub fn open(path: impl AsRef<Path>) -> Result<Assembly> {
        let path = path.as_ref();
        let file: Arc<str> = path.to_string_lossy().into();
        let data = Data::open(path, &file)?;
        Self::from_data(file, Some(path.to_owned()), data)
    }

    /// Reads an assembly from memory; `name` stands for the file in messages.
    pub fn parse(name: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Assembly> {
        Self::from_data(name.into(), None, Data::Shared(bytes.into()))
    }

    fn from_data(file: Arc<str>, path: Option<PathBuf>, data: Data) -> Result<Assembly> {
        let at_file = |fault: Fault| {
            let place = match fault.kind {
                ErrorKind::BadMetadata => Place::Offset(u64::from(fault.offset)),
                _ => Place::File,
            };
            MetadataError::new(&file, fault.kind, fault.what, place)
        };
        let bytes = data.bytes();
        let image = pe::read(bytes).map_err(at_file)?;
        let metadata = image.cli.metadata;
        let Some((start, len, _)) = image.locate(metadata.rva) else {
            return Err(at_file(Fault::new(
                ErrorKind::BadImage,
                "the metadata lies in no section",
            )));
        };
        let size = (metadata.size as usize).min(len);
        let block = block::read(bytes, start, size)
            .map_err(|fault| at_file(fault.at(start.saturating_add(fault.offset as usize))))?;
        Ok(Assembly {
            file,
            path,
            data,
            image,
            block,
        })
    }

    /// The file as named in messages.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The path that the assembly was opened from.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// All bytes of the file.
    pub fn bytes(&self) -> &[u8] {
        self.data.bytes()
    }

    /// The machine number of the PE header. ReadyToRun images for other systems than Windows
    /// combine it with a number for the system (0xFD1D is x86_64 Linux).
    pub fn machine(&self) -> u16 {
        self.image.machine
    }

    /// The CLI header.
    pub fn cli_header(&self) -> &CliHeader {
        &self.image.cli
    }

    /// The runtime version that the metadata names, such as `v4.0.30319`.
    pub fn runtime_version(&self) -> &str {
        let (at, len) = self.block.version;
        let bytes = self.bytes().get(at..at + len).unwrap_or(&[]);
        std::str::from_utf8(bytes).unwrap_or("")
    }

    /// The metadata root and its streams, as they are in the file.
    pub fn metadata_root(&self) -> &[u8] {
        let root = self.image.cli.metadata;
        let place = self.image.locate(root.rva);
        place
            .and_then(|(start, len, _)| {
                self.bytes()
                    .get(start..start + (root.size as usize).min(len))
            })
            .unwrap_or(&[])
    }

    /// The debug directory.
    pub fn debug_entries(&self) -> Result<Vec<DebugEntry>> {
        self.image
            .debug_entries(self.bytes())
            .map_err(|fault| MetadataError::from_fault(&self.file, fault, None))
    }

    /// Where the program starts; none for a library.
    pub fn entry_point(&self) -> Result<Option<EntryPoint>> {
        let cli = &self.image.cli;
        if cli.flags & CliHeader::NATIVE_ENTRY_POINT != 0 {
            return Ok(Some(EntryPoint::Native(cli.entry_point)));
        }
        let token = Token(cli.entry_point);
        if token.is_nil() {
            return Ok(None);
        }
        if let Some(method) = token.row::<MethodRow>().filter(|row| self.has(*row)) {
            return Ok(Some(EntryPoint::Method(method)));
        }
        match token.row::<FileRow>().filter(|row| self.has(*row)) {
            Some(file) => Ok(Some(EntryPoint::File(file))),
            None => Err(self.error(
                ErrorKind::BadImage,
                format!("the entry point {token} names no method"),
                Place::File,
            )),
        }
    }

    /// The number of rows in a table.
    #[inline]
    pub fn row_count(&self, table: Table) -> u32 {
        self.block().table(table).rows
    }

    /// All rows of a table: `assembly.rows::<TypeDefRow>()`.
    pub fn rows<R: Row>(&self) -> RowList<'_, R> {
        self.block().rows()
    }

    /// True if the row exists.
    #[inline]
    pub fn has<R: Row>(&self, row: R) -> bool {
        row.rid() != 0 && row.rid() <= self.row_count(R::TABLE)
    }

    /// Checks that a token (from an instruction, say) names an existing row.
    pub fn check_token(&self, token: Token) -> Result<Token> {
        let exists = token
            .table()
            .is_some_and(|table| !token.is_nil() && token.rid() <= self.row_count(table));
        match exists {
            true => Ok(token),
            false => Err(self.error(
                ErrorKind::BadMetadata,
                format!("the token {:#010x} names no row", token.0),
                Place::File,
            )),
        }
    }

    /// The string that `ldstr` loads.
    pub fn user_string(&self, token: Token) -> Result<Utf16<'_>> {
        self.block
            .heaps
            .user_string(self.bytes(), token.rid())
            .map_err(|fault| self.fail(fault, token))
    }

    /// `len` bytes of initial data at an address.
    pub fn rva_bytes(&self, rva: u32, len: usize) -> Result<&[u8]> {
        self.image
            .bytes(self.bytes(), rva, len)
            .map_err(|fault| self.error(fault.kind, fault.what, Place::Rva(rva)))
    }

    /// `len` bytes of initial data at an address, which may reach into the zeros after a section.
    pub fn rva_data(&self, rva: u32, len: usize) -> Result<RvaData<'_>> {
        let fail = |what| self.error(ErrorKind::BadImage, what, Place::Rva(rva));
        let Some((offset, stored, zeros)) = self.image.locate(rva) else {
            return Err(fail("an address lies in no section"));
        };
        if len > stored + zeros {
            return Err(fail("data at an address extends beyond its section"));
        }
        let take = len.min(stored);
        match self.bytes().get(offset..offset + take) {
            Some(bytes) => Ok(RvaData {
                bytes,
                zeros: len - take,
            }),
            None if take == 0 => Ok(RvaData {
                bytes: &[],
                zeros: len,
            }),
            None => Err(fail("an address lies beyond the end of the file")),
        }
    }

    /// All bytes of the file from an address to the end of its section.
    pub fn rva_tail(&self, rva: u32) -> Result<&[u8]> {
        self.image
            .tail(self.bytes(), rva)
            .map_err(|fault| self.error(fault.kind, fault.what, Place::Rva(rva)))
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

    #[cold]
    pub(crate) fn error(
        &self,
        kind: ErrorKind,
        what: impl Into<String>,
        place: Place,
    ) -> MetadataError {
        MetadataError::new(&self.file, kind, what, place)
    }
}

impl fmt::Debug for Assembly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Assembly").field(&self.file).finish()
    }
}
