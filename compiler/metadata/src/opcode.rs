//! The instruction set: name, operand, effect on the stack and on control (ECMA-335 III).

/// What follows the opcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperandKind {
    /// Nothing.
    None,
    /// An argument or local, one byte.
    Variable8,
    /// An argument or local, two bytes.
    Variable16,
    /// A number, one byte.
    I8,
    /// A number, four bytes.
    I32,
    /// A number, eight bytes.
    I64,
    /// A float, four bytes.
    F32,
    /// A float, eight bytes.
    F64,
    /// A distance, one byte.
    Branch8,
    /// A distance, four bytes.
    Branch32,
    /// A count and as many distances.
    Switch,
    /// A user string.
    String,
    /// A field.
    Field,
    /// A method.
    Method,
    /// A type.
    Type,
    /// A call site's signature.
    Signature,
    /// A field, method or type.
    Any,
}

/// Where control goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flow {
    /// To the next instruction.
    Next,
    /// To the debugger and on.
    Break,
    /// Into another method and (but for `jmp`) on.
    Call,
    /// To the target (`leave` too).
    Branch,
    /// To the target or on.
    CondBranch,
    /// Out of the method, handler or filter.
    Return,
    /// To a handler.
    Throw,
    /// This is part of the next instruction.
    Prefix,
}

macro_rules! stack_effects {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $count:expr,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum $name { $($variant,)* }

        impl $name {
            /// How many values; none if it depends on the operand or the method.
            pub fn count(self) -> Option<u32> {
                match self { $($name::$variant => $count,)* }
            }
        }
    };
}

stack_effects! {
    /// What is popped, deepest first: `Any` value, `I` (32-bit, native or pointer), `I8`, `R4`,
    /// `R8`, `Ref`.
    Pop {
        Zero = Some(0), Any = Some(1), AnyAny = Some(2), I = Some(1), II = Some(2), III = Some(3),
        IAny = Some(2), II8 = Some(2), IR4 = Some(2), IR8 = Some(2), Ref = Some(1),
        RefAny = Some(2), RefI = Some(2), RefIAny = Some(3), RefII = Some(3), RefII8 = Some(3),
        RefIR4 = Some(3), RefIR8 = Some(3), RefIRef = Some(3), Variable = None,
    }
}

stack_effects! {
    /// What is pushed; names as for [`Pop`].
    Push {
        Zero = Some(0), Any = Some(1), AnyAny = Some(2), I = Some(1), I8 = Some(1), R4 = Some(1),
        R8 = Some(1), Ref = Some(1), Variable = None,
    }
}

struct Info {
    opcode: Opcode,
    name: &'static str,
    operand: OperandKind,
    pop: Pop,
    push: Push,
    flow: Flow,
}

macro_rules! opcodes {
    ($($name:ident $code:literal $text:literal $operand:ident $pop:ident $push:ident $flow:ident;)*) => {
        /// An opcode; the value is its encoding (0xFExx for two bytes).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum Opcode { $(#[doc = concat!("`", $text, "`")] $name = $code,)* }

        static INFO: &[Info] = &[$(Info {
            opcode: Opcode::$name,
            name: $text,
            operand: OperandKind::$operand,
            pop: Pop::$pop,
            push: Push::$push,
            flow: Flow::$flow,
        },)*];
    };
}

opcodes! {
    Nop 0x00 "nop" None Zero Zero Next;
    Break 0x01 "break" None Zero Zero Break;
    Ldarg0 0x02 "ldarg.0" None Zero Any Next;
    Ldarg1 0x03 "ldarg.1" None Zero Any Next;
    Ldarg2 0x04 "ldarg.2" None Zero Any Next;
    Ldarg3 0x05 "ldarg.3" None Zero Any Next;
    Ldloc0 0x06 "ldloc.0" None Zero Any Next;
    Ldloc1 0x07 "ldloc.1" None Zero Any Next;
    Ldloc2 0x08 "ldloc.2" None Zero Any Next;
    Ldloc3 0x09 "ldloc.3" None Zero Any Next;
    Stloc0 0x0A "stloc.0" None Any Zero Next;
    Stloc1 0x0B "stloc.1" None Any Zero Next;
    Stloc2 0x0C "stloc.2" None Any Zero Next;
    Stloc3 0x0D "stloc.3" None Any Zero Next;
    LdargS 0x0E "ldarg.s" Variable8 Zero Any Next;
    LdargaS 0x0F "ldarga.s" Variable8 Zero I Next;
    StargS 0x10 "starg.s" Variable8 Any Zero Next;
    LdlocS 0x11 "ldloc.s" Variable8 Zero Any Next;
    LdlocaS 0x12 "ldloca.s" Variable8 Zero I Next;
    StlocS 0x13 "stloc.s" Variable8 Any Zero Next;
    Ldnull 0x14 "ldnull" None Zero Ref Next;
    LdcI4M1 0x15 "ldc.i4.m1" None Zero I Next;
    LdcI40 0x16 "ldc.i4.0" None Zero I Next;
    LdcI41 0x17 "ldc.i4.1" None Zero I Next;
    LdcI42 0x18 "ldc.i4.2" None Zero I Next;
    LdcI43 0x19 "ldc.i4.3" None Zero I Next;
    LdcI44 0x1A "ldc.i4.4" None Zero I Next;
    LdcI45 0x1B "ldc.i4.5" None Zero I Next;
    LdcI46 0x1C "ldc.i4.6" None Zero I Next;
    LdcI47 0x1D "ldc.i4.7" None Zero I Next;
    LdcI48 0x1E "ldc.i4.8" None Zero I Next;
    LdcI4S 0x1F "ldc.i4.s" I8 Zero I Next;
    LdcI4 0x20 "ldc.i4" I32 Zero I Next;
    LdcI8 0x21 "ldc.i8" I64 Zero I8 Next;
    LdcR4 0x22 "ldc.r4" F32 Zero R4 Next;
    LdcR8 0x23 "ldc.r8" F64 Zero R8 Next;
    Dup 0x25 "dup" None Any AnyAny Next;
    Pop 0x26 "pop" None Any Zero Next;
    Jmp 0x27 "jmp" Method Zero Zero Call;
    Call 0x28 "call" Method Variable Variable Call;
    Calli 0x29 "calli" Signature Variable Variable Call;
    Ret 0x2A "ret" None Variable Zero Return;
    BrS 0x2B "br.s" Branch8 Zero Zero Branch;
    BrfalseS 0x2C "brfalse.s" Branch8 I Zero CondBranch;
    BrtrueS 0x2D "brtrue.s" Branch8 I Zero CondBranch;
    BeqS 0x2E "beq.s" Branch8 AnyAny Zero CondBranch;
    BgeS 0x2F "bge.s" Branch8 AnyAny Zero CondBranch;
    BgtS 0x30 "bgt.s" Branch8 AnyAny Zero CondBranch;
    BleS 0x31 "ble.s" Branch8 AnyAny Zero CondBranch;
    BltS 0x32 "blt.s" Branch8 AnyAny Zero CondBranch;
    BneUnS 0x33 "bne.un.s" Branch8 AnyAny Zero CondBranch;
    BgeUnS 0x34 "bge.un.s" Branch8 AnyAny Zero CondBranch;
    BgtUnS 0x35 "bgt.un.s" Branch8 AnyAny Zero CondBranch;
    BleUnS 0x36 "ble.un.s" Branch8 AnyAny Zero CondBranch;
    BltUnS 0x37 "blt.un.s" Branch8 AnyAny Zero CondBranch;
    Br 0x38 "br" Branch32 Zero Zero Branch;
    Brfalse 0x39 "brfalse" Branch32 I Zero CondBranch;
    Brtrue 0x3A "brtrue" Branch32 I Zero CondBranch;
    Beq 0x3B "beq" Branch32 AnyAny Zero CondBranch;
    Bge 0x3C "bge" Branch32 AnyAny Zero CondBranch;
    Bgt 0x3D "bgt" Branch32 AnyAny Zero CondBranch;
    Ble 0x3E "ble" Branch32 AnyAny Zero CondBranch;
    Blt 0x3F "blt" Branch32 AnyAny Zero CondBranch;
    BneUn 0x40 "bne.un" Branch32 AnyAny Zero CondBranch;
    BgeUn 0x41 "bge.un" Branch32 AnyAny Zero CondBranch;
    BgtUn 0x42 "bgt.un" Branch32 AnyAny Zero CondBranch;
    BleUn 0x43 "ble.un" Branch32 AnyAny Zero CondBranch;
    BltUn 0x44 "blt.un" Branch32 AnyAny Zero CondBranch;
    Switch 0x45 "switch" Switch I Zero CondBranch;
    LdindI1 0x46 "ldind.i1" None I I Next;
    LdindU1 0x47 "ldind.u1" None I I Next;
    LdindI2 0x48 "ldind.i2" None I I Next;
    LdindU2 0x49 "ldind.u2" None I I Next;
    LdindI4 0x4A "ldind.i4" None I I Next;
    LdindU4 0x4B "ldind.u4" None I I Next;
    LdindI8 0x4C "ldind.i8" None I I8 Next;
    LdindI 0x4D "ldind.i" None I I Next;
    LdindR4 0x4E "ldind.r4" None I R4 Next;
    LdindR8 0x4F "ldind.r8" None I R8 Next;
    LdindRef 0x50 "ldind.ref" None I Ref Next;
    StindRef 0x51 "stind.ref" None II Zero Next;
    StindI1 0x52 "stind.i1" None II Zero Next;
    StindI2 0x53 "stind.i2" None II Zero Next;
    StindI4 0x54 "stind.i4" None II Zero Next;
    StindI8 0x55 "stind.i8" None II8 Zero Next;
    StindR4 0x56 "stind.r4" None IR4 Zero Next;
    StindR8 0x57 "stind.r8" None IR8 Zero Next;
    Add 0x58 "add" None AnyAny Any Next;
    Sub 0x59 "sub" None AnyAny Any Next;
    Mul 0x5A "mul" None AnyAny Any Next;
    Div 0x5B "div" None AnyAny Any Next;
    DivUn 0x5C "div.un" None AnyAny Any Next;
    Rem 0x5D "rem" None AnyAny Any Next;
    RemUn 0x5E "rem.un" None AnyAny Any Next;
    And 0x5F "and" None AnyAny Any Next;
    Or 0x60 "or" None AnyAny Any Next;
    Xor 0x61 "xor" None AnyAny Any Next;
    Shl 0x62 "shl" None AnyAny Any Next;
    Shr 0x63 "shr" None AnyAny Any Next;
    ShrUn 0x64 "shr.un" None AnyAny Any Next;
    Neg 0x65 "neg" None Any Any Next;
    Not 0x66 "not" None Any Any Next;
    ConvI1 0x67 "conv.i1" None Any I Next;
    ConvI2 0x68 "conv.i2" None Any I Next;
    ConvI4 0x69 "conv.i4" None Any I Next;
    ConvI8 0x6A "conv.i8" None Any I8 Next;
    ConvR4 0x6B "conv.r4" None Any R4 Next;
    ConvR8 0x6C "conv.r8" None Any R8 Next;
    ConvU4 0x6D "conv.u4" None Any I Next;
    ConvU8 0x6E "conv.u8" None Any I8 Next;
    Callvirt 0x6F "callvirt" Method Variable Variable Call;
    Cpobj 0x70 "cpobj" Type II Zero Next;
    Ldobj 0x71 "ldobj" Type I Any Next;
    Ldstr 0x72 "ldstr" String Zero Ref Next;
    Newobj 0x73 "newobj" Method Variable Ref Call;
    Castclass 0x74 "castclass" Type Ref Ref Next;
    Isinst 0x75 "isinst" Type Ref I Next;
    ConvRUn 0x76 "conv.r.un" None Any R8 Next;
    Unbox 0x79 "unbox" Type Ref I Next;
    Throw 0x7A "throw" None Ref Zero Throw;
    Ldfld 0x7B "ldfld" Field Ref Any Next;
    Ldflda 0x7C "ldflda" Field Ref I Next;
    Stfld 0x7D "stfld" Field RefAny Zero Next;
    Ldsfld 0x7E "ldsfld" Field Zero Any Next;
    Ldsflda 0x7F "ldsflda" Field Zero I Next;
    Stsfld 0x80 "stsfld" Field Any Zero Next;
    Stobj 0x81 "stobj" Type IAny Zero Next;
    ConvOvfI1Un 0x82 "conv.ovf.i1.un" None Any I Next;
    ConvOvfI2Un 0x83 "conv.ovf.i2.un" None Any I Next;
    ConvOvfI4Un 0x84 "conv.ovf.i4.un" None Any I Next;
    ConvOvfI8Un 0x85 "conv.ovf.i8.un" None Any I8 Next;
    ConvOvfU1Un 0x86 "conv.ovf.u1.un" None Any I Next;
    ConvOvfU2Un 0x87 "conv.ovf.u2.un" None Any I Next;
    ConvOvfU4Un 0x88 "conv.ovf.u4.un" None Any I Next;
    ConvOvfU8Un 0x89 "conv.ovf.u8.un" None Any I8 Next;
    ConvOvfIUn 0x8A "conv.ovf.i.un" None Any I Next;
    ConvOvfUUn 0x8B "conv.ovf.u.un" None Any I Next;
    Box 0x8C "box" Type Any Ref Next;
    Newarr 0x8D "newarr" Type I Ref Next;
    Ldlen 0x8E "ldlen" None Ref I Next;
    Ldelema 0x8F "ldelema" Type RefI I Next;
    LdelemI1 0x90 "ldelem.i1" None RefI I Next;
    LdelemU1 0x91 "ldelem.u1" None RefI I Next;
    LdelemI2 0x92 "ldelem.i2" None RefI I Next;
    LdelemU2 0x93 "ldelem.u2" None RefI I Next;
    LdelemI4 0x94 "ldelem.i4" None RefI I Next;
    LdelemU4 0x95 "ldelem.u4" None RefI I Next;
    LdelemI8 0x96 "ldelem.i8" None RefI I8 Next;
    LdelemI 0x97 "ldelem.i" None RefI I Next;
    LdelemR4 0x98 "ldelem.r4" None RefI R4 Next;
    LdelemR8 0x99 "ldelem.r8" None RefI R8 Next;
    LdelemRef 0x9A "ldelem.ref" None RefI Ref Next;
    StelemI 0x9B "stelem.i" None RefII Zero Next;
    StelemI1 0x9C "stelem.i1" None RefII Zero Next;
    StelemI2 0x9D "stelem.i2" None RefII Zero Next;
    StelemI4 0x9E "stelem.i4" None RefII Zero Next;
    StelemI8 0x9F "stelem.i8" None RefII8 Zero Next;
    StelemR4 0xA0 "stelem.r4" None RefIR4 Zero Next;
    StelemR8 0xA1 "stelem.r8" None RefIR8 Zero Next;
    StelemRef 0xA2 "stelem.ref" None RefIRef Zero Next;
    Ldelem 0xA3 "ldelem" Type RefI Any Next;
    Stelem 0xA4 "stelem" Type RefIAny Zero Next;
    UnboxAny 0xA5 "unbox.any" Type Ref Any Next;
    ConvOvfI1 0xB3 "conv.ovf.i1" None Any I Next;
    ConvOvfU1 0xB4 "conv.ovf.u1" None Any I Next;
    ConvOvfI2 0xB5 "conv.ovf.i2" None Any I Next;
    ConvOvfU2 0xB6 "conv.ovf.u2" None Any I Next;
    ConvOvfI4 0xB7 "conv.ovf.i4" None Any I Next;
    ConvOvfU4 0xB8 "conv.ovf.u4" None Any I Next;
    ConvOvfI8 0xB9 "conv.ovf.i8" None Any I8 Next;
    ConvOvfU8 0xBA "conv.ovf.u8" None Any I8 Next;
    Refanyval 0xC2 "refanyval" Type Any I Next;
    Ckfinite 0xC3 "ckfinite" None Any R8 Next;
    Mkrefany 0xC6 "mkrefany" Type I Any Next;
    Ldtoken 0xD0 "ldtoken" Any Zero I Next;
    ConvU2 0xD1 "conv.u2" None Any I Next;
    ConvU1 0xD2 "conv.u1" None Any I Next;
    ConvI 0xD3 "conv.i" None Any I Next;
    ConvOvfI 0xD4 "conv.ovf.i" None Any I Next;
    ConvOvfU 0xD5 "conv.ovf.u" None Any I Next;
    AddOvf 0xD6 "add.ovf" None AnyAny Any Next;
    AddOvfUn 0xD7 "add.ovf.un" None AnyAny Any Next;
    MulOvf 0xD8 "mul.ovf" None AnyAny Any Next;
    MulOvfUn 0xD9 "mul.ovf.un" None AnyAny Any Next;
    SubOvf 0xDA "sub.ovf" None AnyAny Any Next;
    SubOvfUn 0xDB "sub.ovf.un" None AnyAny Any Next;
    Endfinally 0xDC "endfinally" None Zero Zero Return;
    Leave 0xDD "leave" Branch32 Zero Zero Branch;
    LeaveS 0xDE "leave.s" Branch8 Zero Zero Branch;
    StindI 0xDF "stind.i" None II Zero Next;
    ConvU 0xE0 "conv.u" None Any I Next;
    Arglist 0xFE00 "arglist" None Zero I Next;
    Ceq 0xFE01 "ceq" None AnyAny I Next;
    Cgt 0xFE02 "cgt" None AnyAny I Next;
    CgtUn 0xFE03 "cgt.un" None AnyAny I Next;
    Clt 0xFE04 "clt" None AnyAny I Next;
    CltUn 0xFE05 "clt.un" None AnyAny I Next;
    Ldftn 0xFE06 "ldftn" Method Zero I Next;
    Ldvirtftn 0xFE07 "ldvirtftn" Method Ref I Next;
    Ldarg 0xFE09 "ldarg" Variable16 Zero Any Next;
    Ldarga 0xFE0A "ldarga" Variable16 Zero I Next;
    Starg 0xFE0B "starg" Variable16 Any Zero Next;
    Ldloc 0xFE0C "ldloc" Variable16 Zero Any Next;
    Ldloca 0xFE0D "ldloca" Variable16 Zero I Next;
    Stloc 0xFE0E "stloc" Variable16 Any Zero Next;
    Localloc 0xFE0F "localloc" None I I Next;
    Endfilter 0xFE11 "endfilter" None I Zero Return;
    Unaligned 0xFE12 "unaligned." I8 Zero Zero Prefix;
    Volatile 0xFE13 "volatile." None Zero Zero Prefix;
    Tail 0xFE14 "tail." None Zero Zero Prefix;
    Initobj 0xFE15 "initobj" Type I Zero Next;
    Constrained 0xFE16 "constrained." Type Zero Zero Prefix;
    Cpblk 0xFE17 "cpblk" None III Zero Next;
    Initblk 0xFE18 "initblk" None III Zero Next;
    No 0xFE19 "no." I8 Zero Zero Prefix;
    Rethrow 0xFE1A "rethrow" None Zero Zero Throw;
    Sizeof 0xFE1C "sizeof" Type Zero I Next;
    Refanytype 0xFE1D "refanytype" None Any I Next;
    Readonly 0xFE1E "readonly." None Zero Zero Prefix;
}

const ABSENT: u8 = 0xFF;

/// Places in [`INFO`] by encoding.
struct Index {
    byte: [u8; 256],
    wide: [u8; 256],
}

static INDEX: Index = {
    let mut index = Index {
        byte: [ABSENT; 256],
        wide: [ABSENT; 256],
    };
    let mut place = 0;
    while place < INFO.len() {
        let code = INFO[place].opcode as u16;
        let low = (code & 0xFF) as usize;
        if code >= 0xFE00 {
            index.wide[low] = place as u8;
        } else {
            index.byte[low] = place as u8;
        }
        place += 1;
    }
    index
};

impl Opcode {
    /// Every opcode.
    pub fn all() -> impl Iterator<Item = Opcode> {
        INFO.iter().map(|info| info.opcode)
    }

    /// The one-byte opcode.
    #[inline]
    pub fn from_byte(byte: u8) -> Option<Opcode> {
        INFO.get(usize::from(INDEX.byte[usize::from(byte)]))
            .map(|info| info.opcode)
    }

    /// The two-byte opcode `0xFE byte`.
    #[inline]
    pub fn from_wide(byte: u8) -> Option<Opcode> {
        INFO.get(usize::from(INDEX.wide[usize::from(byte)]))
            .map(|info| info.opcode)
    }

    /// The opcode that starts these bytes, what follows it, and its own length.
    #[inline]
    pub(crate) fn read(first: u8, second: Option<u8>) -> Option<(Opcode, OperandKind, usize)> {
        let (place, len) = match (first, second) {
            (0xFE, Some(second)) => (INDEX.wide[usize::from(second)], 2),
            (0xFE, None) => return None,
            _ => (INDEX.byte[usize::from(first)], 1),
        };
        let info = INFO.get(usize::from(place))?;
        Some((info.opcode, info.operand, len))
    }

    #[inline]
    fn info(self) -> &'static Info {
        let code = self as u16;
        let index = match code >= 0xFE00 {
            true => &INDEX.wide,
            false => &INDEX.byte,
        };
        &INFO[usize::from(index[usize::from(code as u8)])]
    }

    /// The standard's name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// What follows the opcode.
    #[inline]
    pub fn operand_kind(self) -> OperandKind {
        self.info().operand
    }

    /// What is popped.
    pub fn pop(self) -> Pop {
        self.info().pop
    }

    /// What is pushed.
    pub fn push(self) -> Push {
        self.info().push
    }

    /// Where control goes.
    pub fn flow(self) -> Flow {
        self.info().flow
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_opcode_is_found_by_its_encoding() {
        assert_eq!(INFO.len(), 219);
        for opcode in Opcode::all() {
            let code = opcode as u16;
            let found = match code >= 0xFE00 {
                true => Opcode::from_wide(code as u8),
                false => Opcode::from_byte(code as u8),
            };
            assert_eq!(found, Some(opcode));
            assert_eq!(opcode.info().opcode, opcode);
        }
        assert_eq!(Opcode::LdcI4S.name(), "ldc.i4.s");
        assert_eq!(Opcode::from_byte(0x24), None);
        assert_eq!(Opcode::from_byte(0xFF), None);
    }
}
