//! The declared list of optimisations: name, the levels that have it, and what it does.

/// One optimisation that can be switched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pass {
    pub name: &'static str,
    pub description: &'static str,
    /// Spellings of the levels that include it.
    pub levels: &'static [&'static str],
}

/// Declares the passes: an index for each, and the list.
macro_rules! passes {
    ($($id:ident $name:literal [$($level:literal)*] $description:literal;)+) => {
        /// Index of a pass in [`PASSES`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum PassId { $($id,)+ }

        /// All passes, in the order in which they first run.
        pub static PASSES: &[Pass] = &[$(Pass {
            name: $name,
            description: $description,
            levels: &[$($level),*],
        },)+];
    };
}

passes! {
    Devirt "devirt" ["1" "2" "3" "s" "z" "all"] "turn virtual and interface calls with one possible target into direct calls";
    MergeFunc "mergefunc" ["s" "z" "all"] "merge functions that differ in nothing that matters";
    Icf "icf" ["2" "3" "s" "z" "all"] "let the linker fold identical functions";
}
