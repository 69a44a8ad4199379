//! Fixtures of inlining: `fixtures/inline/*.kir` hold functions, the last of which calls the others, and
//! what becomes of it. `KILN_BLESS=1 cargo test -p kiln-ir` writes what comes out now.

use kiln_ir::function::{CallKind, Payload, Terminator};
use kiln_ir::inline::{Inlinable, fits, inlinable, inline_call};
use kiln_ir::text::{SymbolNames, parse_all, print};
use kiln_ir::verify::verify;
use kiln_ir::{Function, Inst};
use std::path::{Path, PathBuf};

fn callee<'f>(caller: &Function, inst: Inst, functions: &'f [Function]) -> Option<&'f Function> {
    let Payload::Call(call) = &caller.insts[inst].payload else {
        return None;
    };
    let CallKind::Direct(func) = call.kind else {
        return None;
    };
    functions.iter().find(|function| function.func == func)
}

/// The last function with all calls of the others replaced where that is possible.
fn inline(text: &str) -> String {
    let names = SymbolNames::new();
    let mut functions = parse_all(text, &names).unwrap_or_else(|error| panic!("{error}"));
    let mut caller = functions.pop().expect("a function");
    for block in caller.blocks.keys().collect::<Vec<_>>() {
        for at in (0..caller.blocks[block].insts.len()).rev() {
            let inst = caller.blocks[block].insts[at];
            let Some(callee) = callee(&caller, inst, &functions) else {
                continue;
            };
            let handled = matches!(caller.blocks[block].term, Terminator::Try { inst: tried, .. } if tried == inst);
            let possible = match inlinable(callee) {
                Inlinable::Never => false,
                Inlinable::Outside => !handled,
                Inlinable::Anywhere => true,
            };
            if possible && fits(&caller, inst, callee) {
                inline_call(&mut caller, block, at, callee);
            }
        }
    }
    let errors: Vec<String> = verify(&caller).iter().map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{}", print(&caller, &names));
    caller.compact();
    print(&caller, &names)
}

#[test]
fn fixtures_give_what_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/inline");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of fixtures")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("a fixture");
        let (input, expected) = text.split_once("; expect\n").unwrap_or((&text, ""));
        let output = inline(input);
        if std::env::var_os("KILN_BLESS").is_some() {
            let blessed = format!("{}\n\n; expect\n{}\n", input.trim_end(), output.trim());
            std::fs::write(&path, blessed).expect("writing a fixture");
        } else {
            assert_eq!(output.trim(), expected.trim(), "{}", path.display());
        }
    }
}
