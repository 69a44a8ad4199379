//! Feature switches, and what they and `ILLink.Substitutions` make of methods and fields.

/// A body or field value that is fixed for this compilation.
#[derive(Copy, Clone, PartialEq, Debug)]
pub enum Substitution {
    /// Returns (or holds) this integer, boolean, character or enum value.
    Int(i64),
    F32(f32),
    F64(f64),
    /// Returns null, zero or nothing at all, as the return type wants.
    Default,
    /// Throws `NotSupportedException`.
    Throw,
}

/// A method whose body is not its IL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Replacement {
    /// The runtime supplies it under this symbol.
    Runtime { symbol: String },
    /// The compiler makes the body: one of the names of `replacements.toml`.
    Synth(String),
}
