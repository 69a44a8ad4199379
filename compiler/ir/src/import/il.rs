//! Decoding of CIL into instructions that the importer goes over several times, with lengths and branch
//! targets checked.

use super::error::Problem;
pub use kiln_metadata::Opcode;
use kiln_metadata::OperandKind;
use kiln_world::Token;

/// A decoded operand.
#[derive(Copy, Clone, PartialEq, Debug)]
pub enum Arg {
    None,
    Int(i64),
    Float(u64),
    Token(Token),
    Target(u32),
    /// Targets `first..first + count` of `Code::targets`.
    Switch {
        first: u32,
        count: u32,
    },
    Var(u16),
}

/// One instruction.
#[derive(Copy, Clone, Debug)]
pub struct Instr {
    pub at: u32,
    pub next: u32,
    pub op: Opcode,
    pub arg: Arg,
}

impl Instr {
    pub fn token(&self) -> Token {
        match self.arg {
            Arg::Token(token) => token,
            _ => Token(0),
        }
    }

    pub fn target(&self) -> u32 {
        match self.arg {
            Arg::Target(target) => target,
            _ => 0,
        }
    }

    /// Argument or local number that short and long forms name: `(is_argument, number)`.
    pub fn variable(&self) -> Option<(bool, u32)> {
        use Opcode::*;
        let short = |base: Opcode| self.op as u32 - base as u32;
        let var = match self.arg {
            Arg::Var(number) => u32::from(number),
            _ => 0,
        };
        Some(match self.op {
            Ldarg0 | Ldarg1 | Ldarg2 | Ldarg3 => (true, short(Ldarg0)),
            Ldloc0 | Ldloc1 | Ldloc2 | Ldloc3 => (false, short(Ldloc0)),
            Stloc0 | Stloc1 | Stloc2 | Stloc3 => (false, short(Stloc0)),
            LdargS | LdargaS | StargS | Ldarg | Ldarga | Starg => (true, var),
            LdlocS | LdlocaS | StlocS | Ldloc | Ldloca | Stloc => (false, var),
            _ => return None,
        })
    }

    pub fn access(&self) -> Access {
        use Opcode::*;
        match self.op {
            Ldarg0 | Ldarg1 | Ldarg2 | Ldarg3 | Ldloc0 | Ldloc1 | Ldloc2 | Ldloc3 | LdargS
            | LdlocS | Ldarg | Ldloc => Access::Load,
            Stloc0 | Stloc1 | Stloc2 | Stloc3 | StargS | StlocS | Starg | Stloc => Access::Store,
            LdargaS | LdlocaS | Ldarga | Ldloca => Access::Address,
            _ => Access::None,
        }
    }

    /// Control does not continue at the next instruction.
    pub fn ends_flow(&self) -> bool {
        use Opcode::*;
        matches!(
            self.op,
            Br | BrS | Leave | LeaveS | Ret | Throw | Rethrow | Endfinally | Endfilter | Jmp
        )
    }

    pub fn is_branch(&self) -> bool {
        matches!(self.arg, Arg::Target(_) | Arg::Switch { .. })
    }
}

/// What an instruction does to an argument or local.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Access {
    None,
    Load,
    Store,
    Address,
}

/// A decoded body.
#[derive(Debug, Default)]
pub struct Code {
    pub instrs: Vec<Instr>,
    pub targets: Vec<u32>,
    pub len: u32,
}

impl Code {
    /// Number of the instruction at an offset.
    pub fn find(&self, offset: u32) -> Option<usize> {
        self.instrs
            .binary_search_by_key(&offset, |instr| instr.at)
            .ok()
    }

    pub fn switch_targets(&self, arg: Arg) -> &[u32] {
        match arg {
            Arg::Switch { first, count } => &self.targets[first as usize..(first + count) as usize],
            _ => &[],
        }
    }
}

struct Reader<'a> {
    il: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Problem> {
        let slice = self
            .il
            .get(self.at..self.at + N)
            .ok_or(Problem::Truncated)?;
        self.at += N;
        let mut bytes = [0; N];
        bytes.copy_from_slice(slice);
        Ok(bytes)
    }
}

/// Decodes a whole body. The error comes with the offset of the instruction.
pub fn decode(il: &[u8]) -> Result<Code, (u32, Problem)> {
    let mut code = Code {
        instrs: Vec::with_capacity(il.len() / 2),
        targets: Vec::new(),
        len: il.len() as u32,
    };
    let mut reader = Reader { il, at: 0 };
    while reader.at < il.len() {
        let at = reader.at as u32;
        let instr = decode_one(&mut reader, &mut code.targets).map_err(|problem| (at, problem))?;
        code.instrs.push(instr);
    }
    if code.instrs.is_empty() {
        return Err((0, Problem::Truncated));
    }
    for instr in &code.instrs {
        let check = |target: u32| {
            if code.find(target).is_none() {
                Err((instr.at, Problem::BadTarget(target)))
            } else {
                Ok(())
            }
        };
        match instr.arg {
            Arg::Target(target) => check(target)?,
            Arg::Switch { .. } => {
                for target in code.switch_targets(instr.arg) {
                    check(*target)?;
                }
            }
            _ => {}
        }
    }
    Ok(code)
}

fn decode_one(reader: &mut Reader<'_>, targets: &mut Vec<u32>) -> Result<Instr, Problem> {
    let at = reader.at as u32;
    let [first] = reader.bytes()?;
    let (op, shown) = if first == 0xFE {
        let [second] = reader.bytes()?;
        (Opcode::from_wide(second), 0xFE00 | u16::from(second))
    } else {
        (Opcode::from_byte(first), u16::from(first))
    };
    let op = op.ok_or(Problem::UnknownOpcode(shown))?;
    let arg = match op.operand_kind() {
        OperandKind::None => Arg::None,
        OperandKind::I8 => Arg::Int(i64::from(i8::from_le_bytes(reader.bytes()?))),
        OperandKind::I32 => Arg::Int(i64::from(i32::from_le_bytes(reader.bytes()?))),
        OperandKind::I64 => Arg::Int(i64::from_le_bytes(reader.bytes()?)),
        OperandKind::F32 => Arg::Float(u64::from(u32::from_le_bytes(reader.bytes()?))),
        OperandKind::F64 => Arg::Float(u64::from_le_bytes(reader.bytes()?)),
        OperandKind::String
        | OperandKind::Field
        | OperandKind::Method
        | OperandKind::Type
        | OperandKind::Signature
        | OperandKind::Any => Arg::Token(Token(u32::from_le_bytes(reader.bytes()?))),
        OperandKind::Variable8 => Arg::Var(u16::from(u8::from_le_bytes(reader.bytes()?))),
        OperandKind::Variable16 => Arg::Var(u16::from_le_bytes(reader.bytes()?)),
        OperandKind::Branch8 => {
            let distance = i64::from(i8::from_le_bytes(reader.bytes()?));
            Arg::Target(target(reader.at, distance)?)
        }
        OperandKind::Branch32 => {
            let distance = i64::from(i32::from_le_bytes(reader.bytes()?));
            Arg::Target(target(reader.at, distance)?)
        }
        OperandKind::Switch => {
            let count = u32::from_le_bytes(reader.bytes()?);
            if count as usize > reader.il.len() / 4 {
                return Err(Problem::Truncated);
            }
            let base = reader.at + count as usize * 4;
            let first = targets.len() as u32;
            for _ in 0..count {
                let distance = i64::from(i32::from_le_bytes(reader.bytes()?));
                targets.push(target(base, distance)?);
            }
            Arg::Switch { first, count }
        }
    };
    Ok(Instr {
        at,
        next: reader.at as u32,
        op,
        arg,
    })
}

fn target(base: usize, distance: i64) -> Result<u32, Problem> {
    u32::try_from(base as i64 + distance).map_err(|_| Problem::BadTarget(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(il: &[u8]) -> String {
        match decode(il) {
            Ok(_) => "decoded".into(),
            Err((at, problem)) => format!("{at}: {problem}"),
        }
    }

    #[test]
    fn decodes_short_and_long_forms() {
        let code = decode(&[0x1F, 0xFE, 0xFE, 0x0C, 0x05, 0x01, 0x2B, 0x00, 0x2A]).expect("valid");
        let ops: Vec<Opcode> = code.instrs.iter().map(|instr| instr.op).collect();
        assert_eq!(
            ops,
            [Opcode::LdcI4S, Opcode::Ldloc, Opcode::BrS, Opcode::Ret]
        );
        assert_eq!(code.instrs[0].arg, Arg::Int(-2));
        assert_eq!(code.instrs[1].variable(), Some((false, 0x105)));
        assert_eq!(code.instrs[2].target(), 8);
    }

    #[test]
    fn switch_targets_count_from_its_end() {
        let code = decode(&[0x45, 1, 0, 0, 0, 0, 0, 0, 0, 0x2A]).expect("valid");
        assert_eq!(code.switch_targets(code.instrs[0].arg), [9]);
    }

    #[test]
    fn broken_code_says_what_and_where() {
        assert_eq!(
            problem(&[]),
            "0: the instruction is cut off by the end of the method"
        );
        assert_eq!(
            problem(&[0x00, 0x20, 1]),
            "1: the instruction is cut off by the end of the method"
        );
        assert_eq!(problem(&[0xA6]), "0: unknown opcode 0xa6");
        assert_eq!(problem(&[0xFE, 0x1F]), "0: unknown opcode 0xfe1f");
        assert_eq!(
            problem(&[0x2B, 0x01, 0x1F, 0x00, 0x2A]),
            "0: branch to IL_0003, where no instruction starts"
        );
        assert_eq!(
            problem(&[0x45, 0xFF, 0xFF, 0xFF, 0xFF]),
            "0: the instruction is cut off by the end of the method"
        );
    }
}
