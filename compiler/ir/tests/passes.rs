//! Fixtures of passes: `fixtures/*.kir` hold cases of input, `; run: PASS…` and expected output.
//! `KILN_BLESS=1 cargo test -p kiln-ir` writes what the passes give now.

use kiln_ir::passes::{Pass, PassContext, TypeFacts, run_one};
use kiln_ir::text::{Names, SymbolNames, parse, print};
use kiln_ir::ty::Cell;
use kiln_ir::verify::verify;
use kiln_world::TypeId;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Types as the lines `; type "T" i32@0 ref@8`, `; sub "Derived" "Base"`, `; sealed "T"` and
/// `; array "T[]" "T"` of a fixture say.
#[derive(Default)]
struct FixtureTypes {
    leaves: HashMap<TypeId, Vec<(u32, Cell)>>,
    bases: HashMap<TypeId, TypeId>,
    sealed: Vec<TypeId>,
    elements: HashMap<TypeId, TypeId>,
}

impl FixtureTypes {
    fn read(&mut self, line: &str, names: &SymbolNames) {
        let mut quoted = line
            .split('"')
            .skip(1)
            .step_by(2)
            .filter_map(|name| names.type_id(name));
        let (Some(first), second) = (quoted.next(), quoted.next()) else {
            return;
        };
        match (line.split_whitespace().nth(1), second) {
            (Some("type"), _) => {
                let leaves = line
                    .rsplit('"')
                    .next()
                    .unwrap_or("")
                    .split_whitespace()
                    .map(|leaf| {
                        let (cell, offset) = leaf.split_once('@').expect("leaf is CELL@OFFSET");
                        let cell = Cell::ALL
                            .iter()
                            .find(|c| c.name() == cell)
                            .expect("known cell");
                        (offset.parse().expect("offset"), *cell)
                    });
                self.leaves.insert(first, leaves.collect());
            }
            (Some("sub"), Some(base)) => drop(self.bases.insert(first, base)),
            (Some("array"), Some(element)) => drop(self.elements.insert(first, element)),
            (Some("sealed"), _) => self.sealed.push(first),
            _ => {}
        }
    }
}

impl TypeFacts for FixtureTypes {
    fn pointer_bytes(&self) -> u32 {
        8
    }
    fn is_assignable(&self, mut from: TypeId, to: TypeId) -> Option<bool> {
        loop {
            if from == to {
                return Some(true);
            }
            match self.bases.get(&from) {
                Some(base) => from = *base,
                None => return Some(false),
            }
        }
    }
    fn is_exact(&self, ty: TypeId) -> bool {
        self.sealed.contains(&ty)
    }
    fn element(&self, array: TypeId) -> Option<TypeId> {
        self.elements.get(&array).copied()
    }
    fn leaves(&self, ty: TypeId, limit: usize) -> Option<Vec<(u32, Cell)>> {
        self.leaves
            .get(&ty)
            .filter(|leaves| leaves.len() <= limit)
            .cloned()
    }
    fn is_droppable(&self, _ty: TypeId) -> bool {
        true
    }
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "kir"))
        .collect();
    files.sort();
    files
}

/// Runs a case's passes on its input.
fn run_case(passes: &str, input: &str, types: &FixtureTypes, names: &SymbolNames) -> String {
    let mut function = parse(input, names).unwrap_or_else(|error| panic!("{error} in\n{input}"));
    let errors = verify(&function);
    assert!(errors.is_empty(), "input is broken: {errors:?}\n{input}");
    for name in passes.split_whitespace() {
        let pass = Pass::by_name(name).unwrap_or_else(|| panic!("no pass {name}"));
        assert!(
            run_one(&mut function, pass, &PassContext::new(types)),
            "{name} is not of a function"
        );
        function.compact();
        let errors: Vec<String> = verify(&function).iter().map(ToString::to_string).collect();
        assert!(
            errors.is_empty(),
            "{name} broke it: {errors:#?}\n{}",
            print(&function, names)
        );
    }
    print(&function, names)
}

/// Checks or rewrites one file; gives what differs.
fn run_file(path: &Path, bless: bool) -> String {
    let text = std::fs::read_to_string(path).expect("a fixture");
    let names = SymbolNames::new();
    let mut types = FixtureTypes::default();
    text.lines()
        .filter(|line| line.starts_with("; "))
        .for_each(|line| types.read(line, &names));
    let mut parts = text.split("; run:");
    let mut blessed = parts.next().unwrap_or("").to_string();
    let mut differences = String::new();
    for case in parts {
        let (passes, rest) = case.split_once('\n').unwrap_or((case, ""));
        let (input, expected) = rest.split_once("; expect\n").unwrap_or((rest, ""));
        let output = run_case(passes, input, &types, &names);
        if output.trim() != expected.trim() {
            let _ = write!(
                differences,
                "{}: run{passes}\n{input}gave\n{output}\n",
                path.display()
            );
        }
        let _ = write!(
            blessed,
            "; run:{passes}\n{}\n; expect\n{output}\n",
            input.trim_end()
        );
    }
    if bless && !differences.is_empty() {
        std::fs::write(path, blessed.trim_end().to_string() + "\n").expect("writing a fixture");
        return String::new();
    }
    differences
}

#[test]
fn fixtures_give_what_they_say() {
    let bless = std::env::var_os("KILN_BLESS").is_some();
    let differences: String = fixtures()
        .iter()
        .map(|path| run_file(path, bless))
        .collect();
    assert!(
        differences.is_empty(),
        "{differences}\nKILN_BLESS=1 accepts this"
    );
}
