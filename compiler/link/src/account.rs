//! Where the bytes of a linked image are: by output section, by input file, by symbol.
//!
//! Read from lld's map, because a stripped image no longer says; the file's own size comes from
//! the file. Header, padding and symbol tables are what the sections leave over.

use std::collections::BTreeMap;
use std::path::Path;

/// The bytes of one symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SymbolSize {
    /// Its name, or that of the section when an input section has no symbol.
    pub name: String,
    /// The output section it lies in.
    pub section: String,
    /// The object file, or `archive(member)`.
    pub input: String,
    /// Its size.
    pub bytes: u64,
}

/// A name with bytes: a section, a library, or whatever symbols are grouped by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SizeGroup {
    /// What the group is called.
    pub name: String,
    /// How many symbols are in it.
    pub count: usize,
    /// Their bytes.
    pub bytes: u64,
}

/// The whole account of an image.
#[derive(Debug, Clone, Default)]
pub struct SizeAccount {
    /// The size of the file.
    pub file_bytes: u64,
    /// Output sections in address order, `.bss`-like ones included.
    pub sections: Vec<SizeGroup>,
    /// All symbols in address order.
    pub symbols: Vec<SymbolSize>,
}

impl SizeAccount {
    /// Sums symbols by a name of the caller's choice, largest first.
    pub fn group_by(&self, name: impl Fn(&SymbolSize) -> String) -> Vec<SizeGroup> {
        let mut groups: BTreeMap<String, (usize, u64)> = BTreeMap::new();
        for symbol in &self.symbols {
            let group = groups.entry(name(symbol)).or_default();
            group.0 += 1;
            group.1 += symbol.bytes;
        }
        let mut groups: Vec<SizeGroup> = groups
            .into_iter()
            .map(|(name, (count, bytes))| SizeGroup { name, count, bytes })
            .collect();
        groups.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
        groups
    }

    /// Sums by the library or object that brought the bytes.
    pub fn by_library(&self) -> Vec<SizeGroup> {
        self.group_by(|symbol| {
            let file = symbol.input.split('(').next().unwrap_or_default();
            Path::new(file).file_name().map_or_else(
                || "(linker)".to_string(),
                |name| name.to_string_lossy().into_owned(),
            )
        })
    }
}

/// One line of lld's map: `VMA LMA SIZE ALIGN` and then a text whose indent tells what it is.
struct Line<'a> {
    address: u64,
    bytes: u64,
    indent: usize,
    text: &'a str,
}

/// Width of the four columns before the text.
const COLUMNS: usize = 49;
const INPUT_INDENT: usize = 8;
const SYMBOL_INDENT: usize = 16;

fn parse_line(line: &str) -> Option<Line<'_>> {
    let columns = line.get(..COLUMNS)?;
    let text = line.get(COLUMNS..)?;
    let mut numbers = columns.split_whitespace();
    let address = u64::from_str_radix(numbers.next()?, 16).ok()?;
    let bytes = u64::from_str_radix(numbers.nth(1)?, 16).ok()?;
    let indent = text.len() - text.trim_start().len();
    Some(Line {
        address,
        bytes,
        indent,
        text: text.trim(),
    })
}

/// Reads lld's `--Map` output.
pub fn parse_map(map: &str, file_bytes: u64) -> SizeAccount {
    let mut account = SizeAccount {
        file_bytes,
        ..SizeAccount::default()
    };
    let mut reader = MapReader::default();
    for line in map.lines().skip(1).filter_map(parse_line) {
        match line.indent {
            0 => {
                reader.close_input(&mut account);
                reader.section = line.text.to_string();
                let name = reader.section.clone();
                account.sections.push(SizeGroup {
                    name,
                    count: 0,
                    bytes: line.bytes,
                });
            }
            INPUT_INDENT => {
                reader.close_input(&mut account);
                reader.open_input(&line);
            }
            SYMBOL_INDENT => reader.add_symbol(&line, &mut account),
            _ => {}
        }
    }
    reader.close_input(&mut account);
    account
        .sections
        .retain(|section| section.bytes > 0 && !section.name.contains(' '));
    for section in &mut account.sections {
        section.count = account
            .symbols
            .iter()
            .filter(|symbol| symbol.section == section.name)
            .count();
    }
    account
}

/// The place in the map: the output section, the input section and its bytes without a symbol.
#[derive(Default)]
struct MapReader {
    section: String,
    input: String,
    input_section: String,
    unclaimed: u64,
    /// The first address that no symbol has claimed.
    next: u64,
}

impl MapReader {
    fn open_input(&mut self, line: &Line) {
        match line.text.rsplit_once(":(") {
            Some((file, section)) => {
                self.input = file.to_string();
                self.input_section = section.trim_end_matches(')').to_string();
                self.unclaimed = line.bytes;
                self.next = line.address;
            }
            // Assignments of the script.
            None => self.unclaimed = 0,
        }
    }

    fn add_symbol(&mut self, line: &Line, account: &mut SizeAccount) {
        // Aliases share bytes: only the first claims them.
        let end = line.address + line.bytes;
        let bytes = end
            .saturating_sub(self.next.max(line.address))
            .min(self.unclaimed);
        self.unclaimed -= bytes;
        self.next = self.next.max(end);
        if bytes > 0 {
            self.push(line.text.to_string(), bytes, account);
        }
    }

    fn close_input(&mut self, account: &mut SizeAccount) {
        let bytes = std::mem::take(&mut self.unclaimed);
        if bytes > 0 {
            self.push(self.input_section.clone(), bytes, account);
        }
    }

    fn push(&self, name: String, bytes: u64, account: &mut SizeAccount) {
        let (section, input) = (self.section.clone(), self.input.clone());
        account.symbols.push(SymbolSize {
            name,
            section,
            input,
            bytes,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_for_every_byte_of_a_section() {
        let map = "\
             VMA              LMA     Size Align Out     In      Symbol
          400200           400200       30    32 .text
          400200           400200       20     1         /tmp/app.o:(.text.main)
          400200           400200       18     1                 main
          400200           400200       18     1                 alias
          400220           400220       10     1         /x/libc.a(exit.lo):(.text.exit)
          400220           400220       10     1                 exit
";
        let account = parse_map(map, 1000);
        assert_eq!(account.sections.len(), 1);
        let sizes: Vec<_> = account
            .symbols
            .iter()
            .map(|s| (s.name.as_str(), s.bytes))
            .collect();
        assert_eq!(sizes, [("main", 0x18), (".text.main", 8), ("exit", 0x10)]);
        assert_eq!(account.by_library()[0].name, "app.o");
        assert_eq!(account.by_library()[1].name, "libc.a");
    }
}
