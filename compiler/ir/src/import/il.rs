//! Decoding of CIL: one table of opcodes and their operands, and a decoder that checks lengths and branch
//! targets.

use super::error::Problem;
use kiln_world::Token;

/// The operand that follows an opcode.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Operand {
    None,
    Int8,
    Int32,
    Int64,
    Float32,
    Float64,
    Token,
    Branch8,
    Branch32,
    Switch,
    Var8,
    Var16,
}

macro_rules! opcodes {
    ($($name:ident $code:literal $operand:ident;)*) => {
        /// CIL opcodes; two-byte ones are `0xFE00 | second byte`.
        #[derive(Copy, Clone, PartialEq, Eq, Debug)]
        #[repr(u16)]
        pub enum Opcode { $($name = $code,)* }

        const TABLE: &[(u16, Opcode, Operand)] = &[$(($code, Opcode::$name, Operand::$operand),)*];
    };
}

opcodes! {
    Nop 0x00 None; Break 0x01 None;
    Ldarg0 0x02 None; Ldarg1 0x03 None; Ldarg2 0x04 None; Ldarg3 0x05 None;
    Ldloc0 0x06 None; Ldloc1 0x07 None; Ldloc2 0x08 None; Ldloc3 0x09 None;
    Stloc0 0x0A None; Stloc1 0x0B None; Stloc2 0x0C None; Stloc3 0x0D None;
    LdargS 0x0E Var8; LdargaS 0x0F Var8; StargS 0x10 Var8; LdlocS 0x11 Var8; LdlocaS 0x12 Var8; StlocS 0x13 Var8;
    Ldnull 0x14 None; LdcI4M1 0x15 None; LdcI40 0x16 None; LdcI41 0x17 None; LdcI42 0x18 None; LdcI43 0x19 None;
    LdcI44 0x1A None; LdcI45 0x1B None; LdcI46 0x1C None; LdcI47 0x1D None; LdcI48 0x1E None;
    LdcI4S 0x1F Int8; LdcI4 0x20 Int32; LdcI8 0x21 Int64; LdcR4 0x22 Float32; LdcR8 0x23 Float64;
    Dup 0x25 None; Pop 0x26 None; Jmp 0x27 Token; Call 0x28 Token; Calli 0x29 Token; Ret 0x2A None;
    BrS 0x2B Branch8; BrfalseS 0x2C Branch8; BrtrueS 0x2D Branch8; BeqS 0x2E Branch8; BgeS 0x2F Branch8;
    BgtS 0x30 Branch8; BleS 0x31 Branch8; BltS 0x32 Branch8; BneUnS 0x33 Branch8; BgeUnS 0x34 Branch8;
    BgtUnS 0x35 Branch8; BleUnS 0x36 Branch8; BltUnS 0x37 Branch8;
    Br 0x38 Branch32; Brfalse 0x39 Branch32; Brtrue 0x3A Branch32; Beq 0x3B Branch32; Bge 0x3C Branch32;
    Bgt 0x3D Branch32; Ble 0x3E Branch32; Blt 0x3F Branch32; BneUn 0x40 Branch32; BgeUn 0x41 Branch32;
    BgtUn 0x42 Branch32; BleUn 0x43 Branch32; BltUn 0x44 Branch32; Switch 0x45 Switch;
    LdindI1 0x46 None; LdindU1 0x47 None; LdindI2 0x48 None; LdindU2 0x49 None; LdindI4 0x4A None; LdindU4 0x4B None;
    LdindI8 0x4C None; LdindI 0x4D None; LdindR4 0x4E None; LdindR8 0x4F None; LdindRef 0x50 None;
    StindRef 0x51 None; StindI1 0x52 None; StindI2 0x53 None; StindI4 0x54 None; StindI8 0x55 None;
    StindR4 0x56 None; StindR8 0x57 None;
    Add 0x58 None; Sub 0x59 None; Mul 0x5A None; Div 0x5B None; DivUn 0x5C None; Rem 0x5D None; RemUn 0x5E None;
    And 0x5F None; Or 0x60 None; Xor 0x61 None; Shl 0x62 None; Shr 0x63 None; ShrUn 0x64 None; Neg 0x65 None; Not 0x66 None;
    ConvI1 0x67 None; ConvI2 0x68 None; ConvI4 0x69 None; ConvI8 0x6A None; ConvR4 0x6B None; ConvR8 0x6C None;
    ConvU4 0x6D None; ConvU8 0x6E None;
    Callvirt 0x6F Token; Cpobj 0x70 Token; Ldobj 0x71 Token; Ldstr 0x72 Token; Newobj 0x73 Token; Castclass 0x74 Token;
    Isinst 0x75 Token; ConvRUn 0x76 None; Unbox 0x79 Token; Throw 0x7A None;
    Ldfld 0x7B Token; Ldflda 0x7C Token; Stfld 0x7D Token; Ldsfld 0x7E Token; Ldsflda 0x7F Token; Stsfld 0x80 Token;
    Stobj 0x81 Token;
    ConvOvfI1Un 0x82 None; ConvOvfI2Un 0x83 None; ConvOvfI4Un 0x84 None; ConvOvfI8Un 0x85 None; ConvOvfU1Un 0x86 None;
    ConvOvfU2Un 0x87 None; ConvOvfU4Un 0x88 None; ConvOvfU8Un 0x89 None; ConvOvfIUn 0x8A None; ConvOvfUUn 0x8B None;
    Box 0x8C Token; Newarr 0x8D Token; Ldlen 0x8E None; Ldelema 0x8F Token;
    LdelemI1 0x90 None; LdelemU1 0x91 None; LdelemI2 0x92 None; LdelemU2 0x93 None; LdelemI4 0x94 None; LdelemU4 0x95 None;
    LdelemI8 0x96 None; LdelemI 0x97 None; LdelemR4 0x98 None; LdelemR8 0x99 None; LdelemRef 0x9A None;
    StelemI 0x9B None; StelemI1 0x9C None; StelemI2 0x9D None; StelemI4 0x9E None; StelemI8 0x9F None;
    StelemR4 0xA0 None; StelemR8 0xA1 None; StelemRef 0xA2 None; Ldelem 0xA3 Token; Stelem 0xA4 Token; UnboxAny 0xA5 Token;
    ConvOvfI1 0xB3 None; ConvOvfU1 0xB4 None; ConvOvfI2 0xB5 None; ConvOvfU2 0xB6 None; ConvOvfI4 0xB7 None;
    ConvOvfU4 0xB8 None; ConvOvfI8 0xB9 None; ConvOvfU8 0xBA None;
    Refanyval 0xC2 Token; Ckfinite 0xC3 None; Mkrefany 0xC6 Token; Ldtoken 0xD0 Token;
    ConvU2 0xD1 None; ConvU1 0xD2 None; ConvI 0xD3 None; ConvOvfI 0xD4 None; ConvOvfU 0xD5 None;
    AddOvf 0xD6 None; AddOvfUn 0xD7 None; MulOvf 0xD8 None; MulOvfUn 0xD9 None; SubOvf 0xDA None; SubOvfUn 0xDB None;
    Endfinally 0xDC None; Leave 0xDD Branch32; LeaveS 0xDE Branch8; StindI 0xDF None; ConvU 0xE0 None;
    Arglist 0xFE00 None; Ceq 0xFE01 None; Cgt 0xFE02 None; CgtUn 0xFE03 None; Clt 0xFE04 None; CltUn 0xFE05 None;
    Ldftn 0xFE06 Token; Ldvirtftn 0xFE07 Token; Ldarg 0xFE09 Var16; Ldarga 0xFE0A Var16; Starg 0xFE0B Var16;
    Ldloc 0xFE0C Var16; Ldloca 0xFE0D Var16; Stloc 0xFE0E Var16; Localloc 0xFE0F None; Endfilter 0xFE11 None;
    Unaligned 0xFE12 Int8; Volatile 0xFE13 None; Tail 0xFE14 None; Initobj 0xFE15 Token; Constrained 0xFE16 Token;
    Cpblk 0xFE17 None; Initblk 0xFE18 None; No 0xFE19 Int8; Rethrow 0xFE1A None; Sizeof 0xFE1C Token;
    Refanytype 0xFE1D None; Readonly 0xFE1E None;
}

/// Index into `TABLE` by first byte (0..256) or by second byte after 0xFE (256..512); 255 is none.
static INDEX: [u8; 512] = index();

const fn index() -> [u8; 512] {
    let mut index = [255u8; 512];
    let mut at = 0;
    while at < TABLE.len() {
        let code = TABLE[at].0 as usize;
        let place = if code >= 0xFE00 {
            256 + (code & 0xFF)
        } else {
            code
        };
        index[place] = at as u8;
        at += 1;
    }
    index
}

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
    let (place, shown) = if first == 0xFE {
        let [second] = reader.bytes()?;
        (256 + usize::from(second), 0xFE00 | u16::from(second))
    } else {
        (usize::from(first), u16::from(first))
    };
    let entry = INDEX[place];
    if entry == 255 {
        return Err(Problem::UnknownOpcode(shown));
    }
    let (_, op, operand) = TABLE[usize::from(entry)];
    let arg = match operand {
        Operand::None => Arg::None,
        Operand::Int8 => Arg::Int(i64::from(i8::from_le_bytes(reader.bytes()?))),
        Operand::Int32 => Arg::Int(i64::from(i32::from_le_bytes(reader.bytes()?))),
        Operand::Int64 => Arg::Int(i64::from_le_bytes(reader.bytes()?)),
        Operand::Float32 => Arg::Float(u64::from(u32::from_le_bytes(reader.bytes()?))),
        Operand::Float64 => Arg::Float(u64::from_le_bytes(reader.bytes()?)),
        Operand::Token => Arg::Token(Token(u32::from_le_bytes(reader.bytes()?))),
        Operand::Var8 => Arg::Var(u16::from(u8::from_le_bytes(reader.bytes()?))),
        Operand::Var16 => Arg::Var(u16::from_le_bytes(reader.bytes()?)),
        Operand::Branch8 => {
            let distance = i64::from(i8::from_le_bytes(reader.bytes()?));
            Arg::Target(target(reader.at, distance)?)
        }
        Operand::Branch32 => {
            let distance = i64::from(i32::from_le_bytes(reader.bytes()?));
            Arg::Target(target(reader.at, distance)?)
        }
        Operand::Switch => {
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
