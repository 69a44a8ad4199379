//! Checks that everything the program itself refers to is there, before it is explored: a missing
//! assembly is then told at once, with all others that are missing.

use crate::diagnostics::{Diagnostic, Failure};
use kiln_metadata::{Row, Table};
use kiln_world::{GenericContext, Token, World, WorldErrorKind};

/// Refuses a program whose references are missing or too old.
pub fn check(world: &World) -> Result<(), Failure> {
    let root = world.root_assembly();
    let rows = world.assembly_image(root).row_count(Table::TypeRef);
    let mut errors: Vec<Diagnostic> = Vec::new();
    for rid in 1..=rows {
        let token = Token::from(kiln_metadata::TypeRefRow::from_rid(rid));
        let Err(error) = world.resolve_type(root, token, GenericContext::EMPTY) else {
            continue;
        };
        // Anything else only matters where it is reached: a facade may forward to what nobody installed.
        let asked_by = error.place().assembly.as_deref();
        let own = asked_by.is_none_or(|name| name == world.assembly_name(root));
        let of_assembly = own
            && matches!(
                error.kind(),
                WorldErrorKind::MissingAssembly { .. } | WorldErrorKind::WrongVersion { .. }
            );
        if of_assembly {
            let error = Diagnostic::from(error);
            if !errors.iter().any(|known| known.message == error.message) {
                errors.push(error);
            }
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Failure::User(errors))
    }
}
