//! Which registers or memory the platform's C ABI passes each argument in. Knows nothing of LLVM.
//! Structs: System V x86-64 and AAPCS64; on other targets only scalars.

use crate::error::{CodegenError, Result};
use kiln_ir::ty::Cell;

/// Offset and cell of a scalar inside a struct.
pub(crate) type LeafAt = (u32, Cell);

/// A type of a C signature.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CType {
    Void,
    Scalar(Cell),
    Struct {
        size: u32,
        align: u32,
        /// All scalars, unless they overlap.
        leaves: Option<Vec<LeafAt>>,
        /// The scalars that the managed convention passes one by one; `None`: it passes an address.
        flat: Option<Vec<LeafAt>>,
    },
}

impl CType {
    /// The managed convention returns it through a pointer that comes as the first argument.
    pub fn is_returned_through_pointer(&self) -> bool {
        match self {
            CType::Struct { flat, .. } => flat.as_ref().is_none_or(|flat| flat.len() > 2),
            CType::Void | CType::Scalar(_) => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CSignature {
    pub params: Vec<CType>,
    pub ret: CType,
    /// Parameters before the variable ones.
    pub fixed: usize,
    pub variadic: bool,
}

/// A part of a struct in one register.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// An integer register with this many bits used.
    Int(u32),
    F32,
    F64,
    /// Two floats in one vector register.
    F32x2,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub offset: u32,
    pub part: Part,
}

/// How one value travels.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Passing {
    Void,
    Scalar(Cell),
    /// In registers; `together`: all of them or none.
    Pieces {
        pieces: Vec<Piece>,
        together: bool,
    },
    /// A copy in the argument area of the stack.
    Stack {
        size: u32,
        align: u32,
    },
    /// The address of a copy (of the result, for a return value).
    Address {
        size: u32,
        align: u32,
    },
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum CAbi {
    SysV64,
    Aapcs64,
    ScalarsOnly,
}

impl CAbi {
    pub fn of_triple(triple: &str) -> CAbi {
        if triple.starts_with("x86_64") {
            CAbi::SysV64
        } else if triple.starts_with("aarch64") || triple.starts_with("arm64") {
            CAbi::Aapcs64
        } else {
            CAbi::ScalarsOnly
        }
    }

    /// Where each parameter and the result of a signature go.
    pub fn classify(self, signature: &CSignature) -> Result<(Vec<Passing>, Passing)> {
        let ret = self.result(&signature.ret)?;
        let mut registers = Registers { ints: 6, floats: 8 };
        if self == CAbi::SysV64 && matches!(ret, Passing::Address { .. }) {
            registers.ints -= 1;
        }
        let params = signature
            .params
            .iter()
            .map(|ty| self.param(ty, &mut registers))
            .collect::<Result<_>>()?;
        Ok((params, ret))
    }

    fn result(self, ty: &CType) -> Result<Passing> {
        match self.param(ty, &mut Registers { ints: 2, floats: 8 })? {
            Passing::Stack { size, align } => Ok(Passing::Address { size, align }),
            passing => Ok(passing),
        }
    }

    fn param(self, ty: &CType, registers: &mut Registers) -> Result<Passing> {
        match ty {
            CType::Void => Ok(Passing::Void),
            CType::Scalar(cell) => {
                registers.take(i32::from(!is_float(*cell)), i32::from(is_float(*cell)));
                Ok(Passing::Scalar(*cell))
            }
            CType::Struct {
                size,
                align,
                leaves,
                ..
            } => match self {
                CAbi::SysV64 => Ok(sysv_struct(*size, *align, leaves.as_deref(), registers)),
                CAbi::Aapcs64 => Ok(aapcs64_struct(*size, *align, leaves.as_deref())),
                CAbi::ScalarsOnly => Err(CodegenError::internal(
                    "?",
                    "a native call passes a struct by value, which this target's C ABI does not support yet",
                )),
            },
        }
    }
}

/// Argument registers that are left.
struct Registers {
    ints: i32,
    floats: i32,
}

impl Registers {
    fn take(&mut self, ints: i32, floats: i32) {
        self.ints = (self.ints - ints).max(0);
        self.floats = (self.floats - floats).max(0);
    }
}

fn is_float(cell: Cell) -> bool {
    matches!(cell, Cell::F32 | Cell::F64)
}

fn sysv_struct(
    size: u32,
    align: u32,
    leaves: Option<&[LeafAt]>,
    registers: &mut Registers,
) -> Passing {
    let memory = Passing::Stack {
        size,
        align: align.max(8),
    };
    let unaligned =
        leaves.is_some_and(|leaves| leaves.iter().any(|(at, cell)| at % cell.bytes(8) != 0));
    if size > 16 || unaligned {
        return memory;
    }
    let pieces: Vec<Piece> = (0..size.div_ceil(8))
        .map(|word| {
            let offset = word * 8;
            let inside: Vec<&LeafAt> = leaves
                .unwrap_or(&[])
                .iter()
                .filter(|(at, _)| (offset..offset + 8).contains(at))
                .collect();
            let bytes = (size - offset).min(8);
            let part = if inside.is_empty() || inside.iter().any(|(_, cell)| !is_float(*cell)) {
                Part::Int(bytes * 8)
            } else if inside.len() == 2 {
                Part::F32x2
            } else if inside[0].1 == Cell::F64 {
                Part::F64
            } else {
                Part::F32
            };
            Piece { offset, part }
        })
        .collect();
    let ints = pieces
        .iter()
        .filter(|piece| matches!(piece.part, Part::Int(_)))
        .count() as i32;
    let floats = pieces.len() as i32 - ints;
    if ints > registers.ints || floats > registers.floats {
        return memory;
    }
    registers.take(ints, floats);
    Passing::Pieces {
        pieces,
        together: false,
    }
}

fn aapcs64_struct(size: u32, align: u32, leaves: Option<&[LeafAt]>) -> Passing {
    if let Some(leaves) = leaves
        && (1..=4).contains(&leaves.len())
        && is_float(leaves[0].1)
        && leaves.iter().all(|(_, cell)| *cell == leaves[0].1)
        && leaves.len() as u32 * leaves[0].1.bytes(8) == size
    {
        let part = if leaves[0].1 == Cell::F64 {
            Part::F64
        } else {
            Part::F32
        };
        let pieces = leaves
            .iter()
            .map(|(offset, _)| Piece {
                offset: *offset,
                part,
            })
            .collect();
        return Passing::Pieces {
            pieces,
            together: true,
        };
    }
    if size > 16 {
        return Passing::Address { size, align };
    }
    let pieces = (0..size.div_ceil(8))
        .map(|word| Piece {
            offset: word * 8,
            part: Part::Int(64),
        })
        .collect();
    Passing::Pieces {
        pieces,
        together: true,
    }
}
