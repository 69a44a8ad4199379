//! What `-O=` says: a level, then edits that switch single passes. The passes are the IR's list.

use crate::diagnostics::{Diagnostic, Failure};
use kiln_ir::passes::{Level, PassSet};

/// The level when nothing is said, as the command line spells it.
pub const DEFAULT_LEVEL: &str = "all";

/// Reads the value of `-O`. Edits without a level change the default one.
pub fn parse(text: &str) -> Result<PassSet, Failure> {
    PassSet::level(Level::All).edit(text).map_err(|error| {
        // What is wrong, then what was perhaps meant.
        let (message, remedy) = error
            .message
            .split_once("; ")
            .unwrap_or((&error.message, ""));
        let mut diagnostic = Diagnostic::error(format!("{message} for -O"));
        if !remedy.is_empty() {
            diagnostic = diagnostic.remedy(remedy);
        }
        diagnostic.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiln_ir::passes::Pass;

    #[test]
    fn edits_start_from_the_default() {
        assert_eq!(parse(DEFAULT_LEVEL).unwrap(), parse("").unwrap());
        let set = parse("-devirt").unwrap();
        assert_eq!(set.level, Level::All);
        assert!(!set.has(Pass::Devirt) && set.has(Pass::Inline));
    }
}
