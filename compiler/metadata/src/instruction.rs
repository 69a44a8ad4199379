//! Decoding of instructions, one by one, total over any bytes (ECMA-335 III).

use crate::error::{ErrorKind, Fault};
use crate::opcode::{Opcode, OperandKind};
use crate::token::Token;

/// One instruction.
#[derive(Debug, Clone, Copy)]
pub struct Instruction<'a> {
    /// Offset of its first byte.
    pub offset: u32,
    /// Offset of the next instruction.
    pub next: u32,
    /// What it does.
    pub opcode: Opcode,
    /// What it does it with.
    pub operand: Operand<'a>,
}

/// The operand of an instruction. Branch targets are absolute offsets.
#[derive(Debug, Clone, Copy)]
pub enum Operand<'a> {
    /// No operand.
    None,
    /// Number of an argument or local.
    Variable(u16),
    /// A small number: `ldc.i4.s`, `unaligned.`, `no.`.
    I8(i8),
    /// A 32-bit constant.
    I32(i32),
    /// A 64-bit constant.
    I64(i64),
    /// A 32-bit float (its bits are kept).
    F32(f32),
    /// A 64-bit float (its bits are kept).
    F64(f64),
    /// Where to go.
    Branch(u32),
    /// Where to go, by case.
    Switch(SwitchTargets<'a>),
    /// A user string; see [`crate::Assembly::user_string`].
    String(Token),
    /// A row: field, method, type, signature.
    Token(Token),
}

/// The targets of a `switch`.
#[derive(Clone, Copy)]
pub struct SwitchTargets<'a> {
    bytes: &'a [u8],
    base: u32,
}

impl SwitchTargets<'_> {
    /// The number of cases.
    pub fn len(&self) -> usize {
        self.bytes.len() / 4
    }

    /// True if there are no cases.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The absolute offsets.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.bytes.chunks_exact(4).map(|bytes| {
            let relative = i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            self.base.wrapping_add_signed(relative)
        })
    }
}

impl std::fmt::Debug for SwitchTargets<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Why an instruction could not be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} (IL offset {offset:#x})")]
pub struct BadInstruction {
    /// Offset of the instruction.
    pub offset: u32,
    /// What is wrong.
    pub what: &'static str,
}

impl From<BadInstruction> for Fault {
    fn from(bad: BadInstruction) -> Fault {
        Fault::new(ErrorKind::BadBody, bad.what).at(bad.offset as usize)
    }
}

/// The instructions of a body. After an error the iteration ends.
#[derive(Debug, Clone)]
pub struct Instructions<'a> {
    code: &'a [u8],
    at: usize,
}

impl<'a> Instructions<'a> {
    /// The instructions of `code`.
    pub fn new(code: &'a [u8]) -> Self {
        Instructions { code, at: 0 }
    }

    /// The instructions from an offset on.
    pub fn starting_at(code: &'a [u8], offset: u32) -> Self {
        Instructions {
            code,
            at: offset as usize,
        }
    }

    #[inline]
    fn array<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.code.get(at..)?.first_chunk().copied()
    }

    #[inline]
    fn decode(&mut self) -> Result<Instruction<'a>, &'static str> {
        const SHORT: &str = "an instruction is cut off";
        let start = self.at;
        let first = *self.code.get(start).ok_or(SHORT)?;
        let second = self.code.get(start + 1).copied();
        let (opcode, kind, len) =
            Opcode::read(first, second).ok_or("an instruction has an unknown opcode")?;
        let mut at = start + len;
        macro_rules! number {
            ($ty:ident, $len:literal) => {{
                let bytes = self.array::<$len>(at).ok_or(SHORT)?;
                at += $len;
                $ty::from_le_bytes(bytes)
            }};
        }
        let in_code = |target: u32| match (target as usize) < self.code.len() {
            true => Ok(target),
            false => Err("a branch leads outside the code"),
        };
        let operand = match kind {
            OperandKind::None => Operand::None,
            OperandKind::Variable8 => Operand::Variable(number!(u8, 1).into()),
            OperandKind::Variable16 => Operand::Variable(number!(u16, 2)),
            OperandKind::I8 => Operand::I8(number!(i8, 1)),
            OperandKind::I32 => Operand::I32(number!(i32, 4)),
            OperandKind::I64 => Operand::I64(number!(i64, 8)),
            OperandKind::F32 => Operand::F32(number!(f32, 4)),
            OperandKind::F64 => Operand::F64(number!(f64, 8)),
            OperandKind::Branch8 => {
                let relative = i32::from(number!(i8, 1));
                Operand::Branch(in_code((at as u32).wrapping_add_signed(relative))?)
            }
            OperandKind::Branch32 => {
                let relative = number!(i32, 4);
                Operand::Branch(in_code((at as u32).wrapping_add_signed(relative))?)
            }
            OperandKind::String => Operand::String(Token(number!(u32, 4))),
            OperandKind::Field
            | OperandKind::Method
            | OperandKind::Type
            | OperandKind::Signature
            | OperandKind::Any => Operand::Token(Token(number!(u32, 4))),
            OperandKind::Switch => {
                let count = number!(u32, 4) as usize;
                let bytes = count
                    .checked_mul(4)
                    .and_then(|len| self.code.get(at..)?.get(..len))
                    .ok_or(SHORT)?;
                at += bytes.len();
                let targets = SwitchTargets {
                    bytes,
                    base: at as u32,
                };
                for target in targets.iter() {
                    in_code(target)?;
                }
                Operand::Switch(targets)
            }
        };
        self.at = at;
        Ok(Instruction {
            offset: start as u32,
            next: at as u32,
            opcode,
            operand,
        })
    }
}

impl<'a> Iterator for Instructions<'a> {
    type Item = Result<Instruction<'a>, BadInstruction>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.code.len() {
            return None;
        }
        let offset = self.at as u32;
        let decoded = self.decode();
        if decoded.is_err() {
            self.at = self.code.len();
        }
        Some(decoded.map_err(|what| BadInstruction { offset, what }))
    }
}
