//! Types of SSA values, and of memory cells.

use std::fmt;

/// The type of a value. Native int is `I32` or `I64` by the target; structs are never values.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Ty {
    I32,
    I64,
    F32,
    F64,
    /// An object reference, or null.
    Ref,
    /// An interior (managed) pointer: into an object, a slot or unmanaged memory.
    ByRef,
    /// An unmanaged pointer: method tables, code, native memory.
    Ptr,
}

impl Ty {
    pub const ALL: [Ty; 7] = [
        Ty::I32,
        Ty::I64,
        Ty::F32,
        Ty::F64,
        Ty::Ref,
        Ty::ByRef,
        Ty::Ptr,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Ty::I32 => "i32",
            Ty::I64 => "i64",
            Ty::F32 => "f32",
            Ty::F64 => "f64",
            Ty::Ref => "ref",
            Ty::ByRef => "byref",
            Ty::Ptr => "ptr",
        }
    }

    pub fn is_int(self) -> bool {
        matches!(self, Ty::I32 | Ty::I64)
    }

    pub fn is_float(self) -> bool {
        matches!(self, Ty::F32 | Ty::F64)
    }

    /// A machine address of any kind.
    pub fn is_address(self) -> bool {
        matches!(self, Ty::Ref | Ty::ByRef | Ty::Ptr)
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a memory cell holds: narrower than a value for small integers, which loads extend to `I32`.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum Cell {
    I8,
    U8,
    I16,
    U16,
    I32,
    I64,
    F32,
    F64,
    Ref,
    ByRef,
    Ptr,
}

impl Cell {
    pub const ALL: [Cell; 11] = [
        Cell::I8,
        Cell::U8,
        Cell::I16,
        Cell::U16,
        Cell::I32,
        Cell::I64,
        Cell::F32,
        Cell::F64,
        Cell::Ref,
        Cell::ByRef,
        Cell::Ptr,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Cell::I8 => "i8",
            Cell::U8 => "u8",
            Cell::I16 => "i16",
            Cell::U16 => "u16",
            Cell::I32 => "i32",
            Cell::I64 => "i64",
            Cell::F32 => "f32",
            Cell::F64 => "f64",
            Cell::Ref => "ref",
            Cell::ByRef => "byref",
            Cell::Ptr => "ptr",
        }
    }

    /// The type of the value that a load gives and a store takes.
    pub fn ty(self) -> Ty {
        match self {
            Cell::I8 | Cell::U8 | Cell::I16 | Cell::U16 | Cell::I32 => Ty::I32,
            Cell::I64 => Ty::I64,
            Cell::F32 => Ty::F32,
            Cell::F64 => Ty::F64,
            Cell::Ref => Ty::Ref,
            Cell::ByRef => Ty::ByRef,
            Cell::Ptr => Ty::Ptr,
        }
    }

    /// Bytes in memory, given the target's pointer size.
    pub fn bytes(self, pointer: u32) -> u32 {
        match self {
            Cell::I8 | Cell::U8 => 1,
            Cell::I16 | Cell::U16 => 2,
            Cell::I32 | Cell::F32 => 4,
            Cell::I64 | Cell::F64 => 8,
            Cell::Ref | Cell::ByRef | Cell::Ptr => pointer,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<Ty> for Cell {
    fn from(ty: Ty) -> Cell {
        match ty {
            Ty::I32 => Cell::I32,
            Ty::I64 => Cell::I64,
            Ty::F32 => Cell::F32,
            Ty::F64 => Cell::F64,
            Ty::Ref => Cell::Ref,
            Ty::ByRef => Cell::ByRef,
            Ty::Ptr => Cell::Ptr,
        }
    }
}
