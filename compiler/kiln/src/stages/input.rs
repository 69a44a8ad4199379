//! Checks of the input before anything else happens: that it is an assembly, and one that starts.

use crate::cli::CompileOptions;
use crate::diagnostics::{Diagnostic, Failure, Place};
use kiln_metadata::{Assembly, EntryPoint};
use std::fs;
use std::path::Path;

/// Refuses what is no program, naming the file and the remedy.
pub fn check(options: &CompileOptions) -> Result<(), Failure> {
    let input = &options.input;
    let assembly = Assembly::open(input)?;
    if same_file(input, &options.output) {
        return Err(Diagnostic::error(format!(
            "`{}` would overwrite the assembly",
            options.output.display()
        ))
        .remedy("name another file with `-o`")
        .into());
    }
    match assembly.entry_point()? {
        Some(EntryPoint::Method(_)) => Ok(()),
        Some(_) => Err(Diagnostic::error(format!("the entry point of `{}` is not in it", input.display()))
            .at(Place { assembly: Some(assembly.file().to_string()), ..Place::default() })
            .remedy("compile the program into one assembly")
            .into()),
        None => Err(Diagnostic::error(format!("`{}` is a library: it has no entry point", input.display()))
            .remedy(
                "compile the program that uses it, or build it with `-target:exe` (`<OutputType>Exe</OutputType>`)",
            )
            .into()),
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}
