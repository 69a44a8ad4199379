//! Finding the managed part of a PE file: sections, CLI header, debug directory.

use object::LittleEndian as LE;
use object::pe;
use object::read::pe::{ImageNtHeaders, optional_header_magic};

use crate::cursor::Cursor;
use crate::error::{ErrorKind, Fault, Parse};

/// An address range that a header names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Directory {
    /// Relative virtual address.
    pub rva: u32,
    /// Bytes.
    pub size: u32,
}

/// A section: where it is in memory and in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    address: u32,
    virtual_size: u32,
    file_offset: u32,
    file_size: u32,
}

/// The CLI header (ECMA-335 II.25.3.3).
#[derive(Debug, Clone, Copy, Default)]
pub struct CliHeader {
    /// Metadata root.
    pub metadata: Directory,
    /// [`CliHeader::IL_ONLY`] and so on.
    pub flags: u32,
    /// Token of the entry point, or an address.
    pub entry_point: u32,
    /// Manifest resources.
    pub resources: Directory,
    /// Strong-name signature.
    pub strong_name: Directory,
    /// Precompiled native code (ReadyToRun), if any.
    pub managed_native: Directory,
}

impl CliHeader {
    /// No native code but the start-up stub.
    pub const IL_ONLY: u32 = 0x1;
    /// Needs a 32-bit process.
    pub const REQUIRES_32_BIT: u32 = 0x2;
    /// The entry point is an address.
    pub const NATIVE_ENTRY_POINT: u32 = 0x10;
}

/// An entry of the debug directory.
#[derive(Debug, Clone, Copy)]
pub struct DebugEntry {
    /// Kind: 2 CodeView, 16 reproducible, 17 embedded portable PDB, 19 checksum.
    pub kind: u32,
    /// Half of a portable PDB's id.
    pub stamp: u32,
    /// Major version; for CodeView, 0x100 says that the PDB is portable.
    pub version: (u16, u16),
    pub(crate) size: u32,
    pub(crate) rva: u32,
    pub(crate) offset: u32,
}

/// The parts of a PE image that matter here.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub machine: u16,
    pub sections: Vec<Section>,
    pub cli: CliHeader,
    pub debug: Directory,
}

fn image_fault(what: &'static str) -> Fault {
    Fault::new(ErrorKind::BadImage, what)
}

fn truncated(what: &'static str) -> Fault {
    Fault::new(ErrorKind::Truncated, what)
}

/// Reads the headers of a PE file. The machine is not judged: ReadyToRun images carry machine
/// numbers of their own.
pub(crate) fn read(file: &[u8]) -> Parse<Image> {
    if let Some(fault) = classify(file) {
        return Err(fault);
    }
    match optional_header_magic(file) {
        Ok(pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC) => read_headers::<pe::ImageNtHeaders32>(file),
        Ok(pe::IMAGE_NT_OPTIONAL_HDR64_MAGIC) => read_headers::<pe::ImageNtHeaders64>(file),
        Ok(_) => Err(image_fault("the PE optional header is of an unknown kind")),
        Err(_) => Err(no_headers(file)),
    }
}

fn read_headers<H: ImageNtHeaders>(file: &[u8]) -> Parse<Image> {
    let dos = pe::ImageDosHeader::parse(file).map_err(|_| no_headers(file))?;
    let mut offset = u64::from(dos.nt_headers_offset());
    let (headers, directories) = H::parse(file, &mut offset).map_err(|_| no_headers(file))?;
    let table = headers
        .sections(file, offset)
        .map_err(|_| truncated("the file ends inside its section table"))?;
    let directory = |index: usize| {
        directories
            .get(index)
            .map_or(Directory::default(), |entry| Directory {
                rva: entry.virtual_address.get(LE),
                size: entry.size.get(LE),
            })
    };
    let cli_directory = directory(pe::IMAGE_DIRECTORY_ENTRY_COM_DESCRIPTOR);
    if cli_directory.rva == 0 {
        return Err(Fault::new(
            ErrorKind::NativePe,
            "this is a native Windows program or library, it has no managed code",
        ));
    }
    let mut sections = Vec::with_capacity(table.len());
    for section in table.iter() {
        let section = Section {
            address: section.virtual_address.get(LE),
            virtual_size: section.virtual_size.get(LE),
            file_offset: section.pointer_to_raw_data.get(LE),
            file_size: section.size_of_raw_data.get(LE),
        };
        let end = u64::from(section.file_offset) + u64::from(section.file_size);
        if end > file.len() as u64 {
            return Err(truncated(
                "the file is truncated: it ends before the end of a section",
            ));
        }
        sections.push(section);
    }
    let mut image = Image {
        machine: headers.file_header().machine.get(LE),
        sections,
        cli: CliHeader::default(),
        debug: directory(pe::IMAGE_DIRECTORY_ENTRY_DEBUG),
    };
    image.cli = read_cli_header(image.bytes(file, cli_directory.rva, 72)?)?;
    Ok(image)
}

fn read_cli_header(bytes: &[u8]) -> Parse<CliHeader> {
    let mut cursor = Cursor::new(bytes, ErrorKind::BadImage);
    let size = cursor.u32()?;
    if size < 72 {
        return Err(image_fault("the CLI header is too small"));
    }
    cursor.u32()?;
    let directory = |cursor: &mut Cursor<'_>| -> Parse<Directory> {
        Ok(Directory {
            rva: cursor.u32()?,
            size: cursor.u32()?,
        })
    };
    let metadata = directory(&mut cursor)?;
    let flags = cursor.u32()?;
    let entry_point = cursor.u32()?;
    let resources = directory(&mut cursor)?;
    let strong_name = directory(&mut cursor)?;
    let _code_manager = directory(&mut cursor)?;
    let _vtable_fixups = directory(&mut cursor)?;
    let _export_jumps = directory(&mut cursor)?;
    let managed_native = directory(&mut cursor)?;
    Ok(CliHeader {
        metadata,
        flags,
        entry_point,
        resources,
        strong_name,
        managed_native,
    })
}

/// Says what a file is that is no PE file.
fn classify(file: &[u8]) -> Option<Fault> {
    let fault = |kind, what| Some(Fault::new(kind, what));
    if file.is_empty() {
        return fault(ErrorKind::Empty, "the file is empty");
    }
    if file.starts_with(b"\x7fELF") {
        return fault(
            ErrorKind::NativeElf,
            "this is a native ELF file, not a .NET assembly",
        );
    }
    if file.starts_with(b"MZ") {
        return None;
    }
    let head = &file[..file.len().min(512)];
    let marked = head.starts_with(b"\xEF\xBB\xBF")
        || head.starts_with(b"\xFF\xFE")
        || head.starts_with(b"\xFE\xFF");
    let printable = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x20..=0x7E | 0x80..);
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if marked || (utf8 && head.iter().all(printable)) {
        return fault(ErrorKind::Text, "this is a text file, not a .NET assembly");
    }
    fault(
        ErrorKind::NotPe,
        "this is not a .NET assembly: it does not start with a PE header",
    )
}

fn no_headers(file: &[u8]) -> Fault {
    let headers = file
        .get(0x3C..)
        .and_then(|bytes| bytes.first_chunk())
        .map(|bytes| u32::from_le_bytes(*bytes) as usize);
    match headers {
        Some(at) if file.get(at..at + 4) == Some(b"PE\0\0") => {
            truncated("the file is truncated: it ends inside its PE headers")
        }
        Some(at) if at < file.len() => Fault::new(
            ErrorKind::NotPe,
            "this is a DOS program or a damaged file, not a .NET assembly",
        ),
        _ => truncated("the file is truncated: it ends before its PE headers"),
    }
}

impl Image {
    /// The file offset of an address and how many bytes follow it in its section: in the file, and
    /// as zeros after those.
    pub fn locate(&self, rva: u32) -> Option<(usize, usize, usize)> {
        self.sections.iter().find_map(|section| {
            let inside = rva.checked_sub(section.address)?;
            let extent = section.virtual_size.max(section.file_size);
            if inside >= extent {
                return None;
            }
            let initialised = section.file_size.saturating_sub(inside);
            let zeros = extent - inside - initialised;
            let offset = section.file_offset as usize + inside as usize;
            Some((offset, initialised as usize, zeros as usize))
        })
    }

    /// All bytes of the file from an address to the end of its section.
    pub fn tail<'a>(&self, file: &'a [u8], rva: u32) -> Parse<&'a [u8]> {
        let Some((offset, len, _)) = self.locate(rva) else {
            return Err(image_fault("an address lies in no section"));
        };
        if len == 0 {
            return Ok(&[]);
        }
        file.get(offset..offset + len)
            .ok_or_else(|| truncated("the file is truncated: a section lies beyond its end"))
    }

    /// `len` bytes at an address.
    pub fn bytes<'a>(&self, file: &'a [u8], rva: u32, len: usize) -> Parse<&'a [u8]> {
        self.tail(file, rva)?
            .get(..len)
            .ok_or_else(|| image_fault("data at an address extends beyond its section"))
    }

    /// The entries of the debug directory.
    pub fn debug_entries(&self, file: &[u8]) -> Parse<Vec<DebugEntry>> {
        if self.debug.rva == 0 {
            return Ok(Vec::new());
        }
        let bytes = self.bytes(file, self.debug.rva, self.debug.size as usize)?;
        let mut entries = Vec::new();
        for entry in bytes.chunks_exact(28) {
            let mut cursor = Cursor::new(entry, ErrorKind::BadImage);
            cursor.u32()?;
            entries.push(DebugEntry {
                stamp: cursor.u32()?,
                version: (cursor.u16()?, cursor.u16()?),
                kind: cursor.u32()?,
                size: cursor.u32()?,
                rva: cursor.u32()?,
                offset: cursor.u32()?,
            });
        }
        Ok(entries)
    }
}
