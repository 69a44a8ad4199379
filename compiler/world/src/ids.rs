//! Small copyable names for everything the world interns, and of definitions.

pub use kiln_metadata::{FieldRow, MethodRow, Token, TypeDefRow};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub u32);
        impl $name {
            /// The id as an array index.
            #[inline]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// An opened assembly.
    AssemblyId,
    /// An interned type: exact, or open (mentions type variables).
    TypeId,
    /// An interned method of an interned type, with its own generic arguments.
    MethodId,
    /// A field of an interned type.
    FieldId,
    /// An interned signature.
    SigId,
}

/// A type definition of an assembly.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TypeDefId {
    pub assembly: AssemblyId,
    pub row: TypeDefRow,
}

/// A method definition of an assembly.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct MethodDefId {
    pub assembly: AssemblyId,
    pub row: MethodRow,
}

/// A field definition of an assembly.
#[derive(Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FieldDefId {
    pub assembly: AssemblyId,
    pub row: FieldRow,
}
