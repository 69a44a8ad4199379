//! Makes small assemblies byte by byte, for shapes that no compiler at hand writes.
#![allow(dead_code)]

/// A table stream under construction: rows of ready bytes, all indexes two bytes wide.
#[derive(Default)]
pub struct Tables {
    tables: Vec<(u8, u32, Vec<u8>)>,
}

impl Tables {
    /// Adds a table; tables come in numeric order.
    pub fn add(mut self, number: u8, rows: &[&[Cell]]) -> Self {
        let mut bytes = Vec::new();
        for cell in rows.iter().flat_map(|row| row.iter()) {
            match cell {
                Cell::N(value) => bytes.extend(value.to_le_bytes()),
                Cell::W(value) => bytes.extend(value.to_le_bytes()),
            }
        }
        self.tables.push((number, rows.len() as u32, bytes));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut out = vec![0, 0, 0, 0, 2, 0, 0, 1];
        let valid: u64 = self.tables.iter().map(|(n, ..)| 1u64 << n).sum();
        out.extend(valid.to_le_bytes());
        out.extend(0u64.to_le_bytes());
        for (_, rows, _) in &self.tables {
            out.extend(rows.to_le_bytes());
        }
        for (.., bytes) in &self.tables {
            out.extend(bytes);
        }
        out
    }
}

/// A narrow (16-bit) or wide (32-bit) column.
#[derive(Clone, Copy)]
pub enum Cell {
    N(u16),
    W(u32),
}

fn padded(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// A metadata root with the table stream named `#~` or `#-`.
pub fn metadata(stream: &str, tables: &Tables, strings: &[u8], blobs: &[u8]) -> Vec<u8> {
    let streams = [
        (stream, padded(tables.bytes())),
        ("#Strings", padded(strings.to_vec())),
        ("#Blob", padded(blobs.to_vec())),
        ("#GUID", vec![1; 16]),
    ];
    let mut root = b"BSJB\x01\0\x01\0\0\0\0\0\x0C\0\0\0v4.0.30319\0\0\0\0".to_vec();
    root.extend((streams.len() as u16).to_le_bytes());
    let named = |name: &str| padded([name.as_bytes(), &[0]].concat());
    let headers: usize = streams.iter().map(|(n, _)| 8 + named(n).len()).sum();
    let mut offset = root.len() + headers;
    let mut bodies: Vec<u8> = Vec::new();
    for (name, bytes) in &streams {
        root.extend((offset as u32).to_le_bytes());
        root.extend((bytes.len() as u32).to_le_bytes());
        root.extend(named(name));
        offset += bytes.len();
        bodies.extend(bytes);
    }
    root.extend(bodies);
    root
}

const SECTION_RVA: u32 = 0x2000;
const SECTION_AT: u32 = 0x200;

/// A PE file for machine `machine` with one section: CLI header and metadata.
pub fn image(machine: u16, metadata: &[u8]) -> Vec<u8> {
    let mut section = vec![0; 72];
    let mut put = |at: usize, value: u32| {
        section[at..at + 4].copy_from_slice(&value.to_le_bytes());
    };
    put(0, 72);
    put(8, SECTION_RVA + 72);
    put(12, metadata.len() as u32);
    put(16, 1);
    section.extend(metadata);
    section.resize(section.len().next_multiple_of(512), 0);

    let mut file = vec![0; SECTION_AT as usize];
    let mut put = |at: usize, bytes: &[u8]| {
        file[at..at + bytes.len()].copy_from_slice(bytes);
    };
    put(0, b"MZ");
    put(0x3C, &0x80u32.to_le_bytes());
    put(0x80, b"PE\0\0");
    put(0x84, &machine.to_le_bytes());
    put(0x86, &1u16.to_le_bytes());
    put(0x94, &224u16.to_le_bytes());
    let optional = 0x98;
    put(optional, &0x10Bu16.to_le_bytes());
    put(optional + 92, &16u32.to_le_bytes());
    let cli = optional + 96 + 14 * 8;
    put(cli, &SECTION_RVA.to_le_bytes());
    put(cli + 4, &72u32.to_le_bytes());
    let header = optional + 224;
    put(header, b".text\0\0\0");
    put(header + 8, &(section.len() as u32).to_le_bytes());
    put(header + 12, &SECTION_RVA.to_le_bytes());
    put(header + 16, &(section.len() as u32).to_le_bytes());
    put(header + 20, &SECTION_AT.to_le_bytes());
    file.extend(section);
    file
}
