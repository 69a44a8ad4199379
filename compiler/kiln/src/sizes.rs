//! Where the bytes of the executable are, as `-v` tells it: by kind, then by section.

use crate::stats::grouped;
use kiln_link::SizeAccount;
use kiln_link::account::SymbolSize;
use std::fmt::Write as _;

/// The object that the compiler itself makes.
pub const PROGRAM_OBJECT: &str = "program.o";

/// What an output section of the compiler's own holds.
const KINDS: [(&str, &str); 8] = [
    (".kiln.types", "type tables"),
    (".rodata.kiln.frozen", "frozen objects"),
    (".kiln.frozen", "frozen objects"),
    (".kiln.roots", "static fields"),
    (".bss.kiln.roots", "static fields"),
    (".gcc_except_table", "exception tables"),
    (".eh_frame", "exception tables"),
    (".eh_frame_hdr", "exception tables"),
];

/// Sections that take no bytes of the file.
const ONLY_IN_MEMORY: [&str; 3] = [".bss", ".bss.kiln.roots", ".tbss"];

/// What a symbol's bytes are there for.
fn kind(symbol: &SymbolSize) -> String {
    if let Some((_, kind)) = KINDS.iter().find(|(section, _)| *section == symbol.section) {
        return (*kind).to_string();
    }
    let (file, _) = symbol.input.split_once('(').unwrap_or((&symbol.input, ""));
    if !file.ends_with(PROGRAM_OBJECT) {
        let name = file.rsplit('/').next().unwrap_or(file);
        return if name.is_empty() || name.starts_with('<') {
            "linker".into()
        } else {
            name.to_string()
        };
    }
    let managed = symbol.name.contains("::") && !symbol.name.starts_with("_R");
    match (symbol.section.as_str(), managed) {
        (".text", true) => "managed code".into(),
        (".text", false) => "runtime code".into(),
        _ => "other data".into(),
    }
}

/// The table of an account.
pub fn table(size: &SizeAccount) -> String {
    let mut text = format!("{:<28}{:>12}\n", "executable", grouped(size.file_bytes));
    let in_file = SizeAccount {
        symbols: size
            .symbols
            .iter()
            .filter(|symbol| is_in_file(&symbol.section))
            .cloned()
            .collect(),
        ..SizeAccount::default()
    };
    let kinds = in_file.group_by(kind);
    for group in &kinds {
        let _ = writeln!(text, "  {:<26}{:>12}", group.name, grouped(group.bytes));
    }
    let known: u64 = kinds.iter().map(|group| group.bytes).sum();
    let rest = size.file_bytes.saturating_sub(known);
    let _ = writeln!(text, "  {:<26}{:>12}", "headers and symbols", grouped(rest));
    text.push_str("sections\n");
    for section in &size.sections {
        let memory = if is_in_file(&section.name) {
            ""
        } else {
            "  (memory only)"
        };
        let _ = writeln!(
            text,
            "  {:<26}{:>12}{memory}",
            section.name,
            grouped(section.bytes)
        );
    }
    text
}

fn is_in_file(section: &str) -> bool {
    !ONLY_IN_MEMORY.contains(&section)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiln_link::SizeGroup;

    fn symbol(name: &str, section: &str, input: &str, bytes: u64) -> SymbolSize {
        SymbolSize {
            name: name.into(),
            section: section.into(),
            input: input.into(),
            bytes,
        }
    }

    #[test]
    fn bytes_have_kinds_and_the_rest_is_told() {
        let size = SizeAccount {
            file_bytes: 2000,
            sections: vec![SizeGroup {
                name: ".bss".into(),
                count: 1,
                bytes: 64,
            }],
            symbols: vec![
                symbol(
                    "App.Program::Main():System.Void",
                    ".text",
                    "/tmp/program.o",
                    1000,
                ),
                symbol("kiln_alloc", ".text", "/tmp/program.o", 300),
                symbol("write", ".text", "/home/libc.a(write.lo)", 200),
                symbol("heap", ".bss", "/tmp/program.o", 64),
            ],
        };
        let table = table(&size);
        let rows = [
            "managed code",
            "runtime code",
            "libc.a",
            "headers and symbols",
            "(memory only)",
        ];
        assert!(rows.iter().all(|row| table.contains(row)), "{table}");
        assert!(
            table.contains(&format!("{:<26}{:>12}", "headers and symbols", 500)),
            "{table}"
        );
    }
}
