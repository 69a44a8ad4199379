//! The importer: writes the IR of one body of code, folding constants while it walks, so that only the
//! blocks that can run are imported.

use crate::func::Func;
use crate::function::Function;
use crate::runtime::RuntimeEntries;
use kiln_world::{FieldId, TypeId, World};

/// What the importer asks of whoever explores the program.
pub trait ImportHost: Sync {
    fn world(&self) -> &World;
    fn runtime(&self) -> &RuntimeEntries;
    /// The value of a static field that can no longer change, when known.
    fn static_value(&self, field: FieldId) -> Option<StaticValue>;
    /// Whether code must still trigger the type's static constructor.
    fn needs_cctor(&self, ty: TypeId) -> bool;
}

/// A known value of a static field.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum StaticValue {
    Int(i64),
    Float(u64),
    Null,
}

/// Writes the IR of one body.
pub fn import(_host: &dyn ImportHost, _func: Func) -> Result<Function, ImportError> {
    Err(ImportError::Unsupported("not built yet".into()))
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("{0}")]
    Unsupported(String),
}
