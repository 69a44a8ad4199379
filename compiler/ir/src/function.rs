//! One function of the IR: blocks with parameters, instructions, slots, and where each comes from.

use crate::entity::{Arena, Block, Frame, Inst, Slot, Value};
use crate::func::Func;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{FieldId, MethodId, SigId, TypeId};
use smallvec::SmallVec;

#[derive(Clone, Debug)]
pub struct Function {
    pub func: Func,
    /// Display name, as in the text form.
    pub name: String,
    pub rets: SmallVec<[Ty; 2]>,
    /// Parameters are the entry block's parameters.
    pub entry: Block,
    pub blocks: Arena<Block, BlockData>,
    pub insts: Arena<Inst, InstData>,
    pub values: Arena<Value, ValueData>,
    pub slots: Arena<Slot, SlotData>,
    /// Frame 0 is the function itself; others are what was inlined.
    pub frames: Arena<Frame, FrameData>,
    /// The number the next call site gets.
    pub next_site: u32,
    /// Runtime entries that this body stands in for because the runtime lacks them.
    pub missing: Vec<String>,
    pub flags: FunctionFlags,
}

#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub struct FunctionFlags {
    pub no_inline: bool,
    pub always_inline: bool,
    /// Never returns normally (throw helpers).
    pub no_return: bool,
    /// Reached only on the way to an exception: keep it out of hot code.
    pub cold: bool,
}

#[derive(Clone, Debug, Default)]
pub struct BlockData {
    pub params: SmallVec<[Value; 4]>,
    pub insts: Vec<Inst>,
    pub term: Terminator,
    pub term_src: Source,
    /// Set on a block that unwind edges enter. Its first two parameters are the exception (`Ref`) and the
    /// selector (`I32`).
    pub landing: Option<Landing>,
}

/// What an unwind edge looks for: the clauses of all protected regions around the instruction that lie in
/// this function, innermost first. A finally or fault region is `cleanup`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Landing {
    pub clauses: SmallVec<[Clause; 2]>,
    pub cleanup: bool,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Clause {
    /// Exceptions of this class; `None` catches everything.
    Catch(Option<TypeId>),
    /// Exceptions for which this filter function returns true.
    Filter(Func),
}

/// A jump to a block with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub block: Block,
    pub args: SmallVec<[Value; 4]>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Terminator {
    /// Not yet built; never left in a finished function.
    #[default]
    None,
    Jump(Target),
    /// Nonzero goes to the first.
    Branch {
        cond: Value,
        then: Target,
        other: Target,
    },
    Switch {
        value: Value,
        cases: Vec<(i64, Target)>,
        default: Target,
    },
    Return(SmallVec<[Value; 2]>),
    /// Ends a block at a throwing instruction (the block's last) inside a protected region. On the normal
    /// edge the instruction's results are defined; on the unwind edge the landing block's first two
    /// parameters are implicit, `unwind.args` are the others.
    Try {
        inst: Inst,
        normal: Target,
        unwind: Target,
    },
    /// Raises an exception; `unwind` is set inside a protected region.
    Throw {
        exception: Value,
        rethrow: bool,
        unwind: Option<Target>,
    },
    /// Chooses the handler of a landing by the selector; `default` is for cleanups and outer regions.
    Dispatch {
        selector: Value,
        cases: Vec<(Clause, Target)>,
        default: Target,
    },
    /// Continues unwinding after a cleanup of this frame. A frame that this body becomes a part of finds its
    /// handler by the selector.
    Resume {
        exception: Value,
        selector: Value,
    },
    Unreachable,
}

#[derive(Clone, Debug)]
pub struct InstData {
    pub op: Op,
    pub args: SmallVec<[Value; 3]>,
    pub results: SmallVec<[Value; 1]>,
    pub payload: Payload,
    pub src: Source,
}

/// Where an instruction comes from.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub frame: Frame,
    pub il: u32,
}

impl Default for Source {
    fn default() -> Self {
        Source {
            frame: Frame(0),
            il: 0,
        }
    }
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct FrameData {
    /// Whose IL; `None` for bodies that the compiler made.
    pub method: Option<MethodId>,
    /// The call that was inlined.
    pub caller: Option<Source>,
}

#[derive(Clone, Debug)]
pub struct ValueData {
    pub ty: Ty,
    pub def: ValueDef,
    pub fact: RefFact,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ValueDef {
    Param(Block),
    Result(Inst),
}

/// What is known of a reference.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Default)]
pub struct RefFact {
    pub class: Option<TypeId>,
    /// The object's type is `class` itself.
    pub exact: bool,
    pub non_null: bool,
}

#[derive(Clone, Debug)]
pub struct SlotData {
    /// The value type it holds, or a scalar cell.
    pub kind: SlotKind,
    pub size: u32,
    pub align: u32,
    /// Zeroed at function entry.
    pub zeroed: bool,
    /// The slot that filter functions see: keeps its place and its order of stores.
    pub shared_with_filters: bool,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum SlotKind {
    Struct(TypeId),
    Cell(Cell),
    /// Raw bytes laid out by the importer (the slot shared with filters).
    Bytes,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    None,
    Int(i64),
    Float(u64),
    Cond(Cond),
    Type(TypeId),
    Field(FieldId),
    Func(Func),
    Slot(Slot),
    Text(Box<[u16]>),
    Memory(MemoryInfo),
    Conv(Conv),
    Atomic(AtomicInfo),
    Math(MathFn),
    Call(Box<CallInfo>),
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
        pub enum $name { $($variant,)* }
        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant,)*];
            pub fn name(self) -> &'static str { match self { $($name::$variant => $text,)* } }
            pub fn by_name(name: &str) -> Option<$name> { Self::ALL.iter().copied().find(|x| x.name() == name) }
        }
    };
}

named! {
    /// Comparisons. For floats the plain forms are ordered (false on NaN), `U` forms unordered (true on NaN).
    Cond {
        Eq "eq", Ne "ne",
        LtS "lt.s", LeS "le.s", GtS "gt.s", GeS "ge.s",
        LtU "lt.u", LeU "le.u", GtU "gt.u", GeU "ge.u",
    }
}

named! {
    /// Conversions. The name says from what to what; `s`/`u` is how the source (integers) or the
    /// destination (floats to integers) is read. Float to integer saturates as .NET 10 does, NaN gives 0.
    Conv {
        // Narrowing inside an I32: keep the low bits, then extend.
        Sext8 "sext8", Zext8 "zext8", Sext16 "sext16", Zext16 "zext16",
        // Between widths.
        Trunc "trunc", Sext "sext", Zext "zext",
        // Integer (I32 or I64 operand) to float (result's type).
        IntToFloatS "int_to_float.s", IntToFloatU "int_to_float.u",
        // Float to integer of the result's type.
        FloatToIntS "float_to_int.s", FloatToIntU "float_to_int.u",
        // Float width.
        FloatToFloat "float_to_float",
        // Same bits, other type.
        Bits "bits",
        // Address kinds: no code.
        AsInt "as_int", AsPtr "as_ptr", AsByRef "as_byref", AsRef "as_ref",
        // Checked (ConvertOvf) to the named size; from signed, from unsigned, or from float operands.
        OvfI8S "ovf.i8.s", OvfU8S "ovf.u8.s", OvfI16S "ovf.i16.s", OvfU16S "ovf.u16.s",
        OvfI32S "ovf.i32.s", OvfU32S "ovf.u32.s", OvfI64S "ovf.i64.s", OvfU64S "ovf.u64.s",
        OvfI8U "ovf.i8.u", OvfU8U "ovf.u8.u", OvfI16U "ovf.i16.u", OvfU16U "ovf.u16.u",
        OvfI32U "ovf.i32.u", OvfU32U "ovf.u32.u", OvfI64U "ovf.i64.u", OvfU64U "ovf.u64.u",
        OvfI8F "ovf.i8.f", OvfU8F "ovf.u8.f", OvfI16F "ovf.i16.f", OvfU16F "ovf.u16.f",
        OvfI32F "ovf.i32.f", OvfU32F "ovf.u32.f", OvfI64F "ovf.i64.f", OvfU64F "ovf.u64.f",
    }
}

named! {
    /// Functions that have an instruction or an LLVM intrinsic. Operand type says the width.
    MathFn {
        Sqrt "sqrt", Floor "floor", Ceil "ceil", Trunc "ftrunc", RoundEven "round_even", Fabs "fabs",
        CopySign "copysign", Fma "fma", Fmin "fmin", Fmax "fmax",
        Clz "clz", Ctz "ctz", Popcount "popcount", Bswap "bswap", Bswap16 "bswap16", Rotl "rotl", Rotr "rotr",
        MinS "min.s", MaxS "max.s", MinU "min.u", MaxU "max.u", Abs "abs",
        MulHighS "mul_high.s", MulHighU "mul_high.u",
    }
}

named! {
    /// Atomic operations.
    AtomicFn { Xchg "xchg", Add "add", And "and", Or "or", Cas "cas", Fence "fence", FenceRead "fence.read", FenceWrite "fence.write", }
}

#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct AtomicInfo {
    pub function: AtomicFn,
    /// References are exchanged with a write barrier.
    pub cell: Cell,
}

/// A memory access: what cell, where from its base, and what it may alias.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub struct MemoryInfo {
    pub cell: Cell,
    pub offset: i32,
    pub alias: Alias,
    pub volatile: bool,
    /// The cell never changes once it can be read (array lengths, method tables, readonly statics).
    pub invariant: bool,
    /// Alignment when lower than natural (`unaligned.`); 0 = natural.
    pub align: u8,
}

impl MemoryInfo {
    pub fn new(cell: Cell, offset: i32, alias: Alias) -> Self {
        MemoryInfo {
            cell,
            offset,
            alias,
            volatile: false,
            invariant: false,
            align: 0,
        }
    }
}

/// Accesses of different classes never overlap.
#[derive(Copy, Clone, PartialEq, Eq, Hash, Debug)]
pub enum Alias {
    /// May overlap anything.
    Any,
    /// An instance field (of a reference type's object, or of a boxed value).
    Field(FieldId),
    /// Elements of arrays of this element type.
    Element(TypeId),
    Static(FieldId),
    /// A slot of this function.
    Slot(Slot),
    /// Header words: type, length.
    Header,
}

/// A call: what is called and how.
#[derive(Clone, PartialEq, Debug)]
pub struct CallInfo {
    pub kind: CallKind,
    /// Unique within the function.
    pub site: u32,
    pub tail: bool,
    /// Never returns normally.
    pub no_return: bool,
}

#[derive(Clone, PartialEq, Debug)]
pub enum CallKind {
    Direct(Func),
    /// Through the vtable slot of a class method; operand 0 is the receiver, already null-checked; a hidden
    /// return pointer follows it.
    Virtual(MethodId),
    /// Through the coloured slot of an interface method.
    Interface(MethodId),
    /// `Invoke` of a delegate type; operand 0 is the delegate, already null-checked.
    Delegate(TypeId),
    /// Managed code at operand 0's address.
    Indirect,
    /// C code at operand 0's address, by the C ABI of the signature.
    NativeIndirect(SigId),
    /// A C function of this name, by the C ABI of the signature.
    Native {
        symbol: Box<str>,
        sig: SigId,
    },
    /// An entry of Kiln's runtime, managed convention; `throws`: test the pending exception after it.
    Runtime {
        symbol: Box<str>,
        throws: bool,
    },
}

/// How a checked conversion reads its operand.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum CheckedSource {
    Signed,
    Unsigned,
    Float,
}

impl Conv {
    /// Size in bits, signedness and source of a checked conversion; `None` for the others.
    pub fn checked(self) -> Option<(u32, bool, CheckedSource)> {
        let name = self.name().strip_prefix("ovf.")?;
        let (size, source) = name.split_once('.')?;
        let signed = size.starts_with('i');
        let bits = match &size[1..] {
            "8" => 8,
            "16" => 16,
            "32" => 32,
            _ => 64,
        };
        let source = match source {
            "s" => CheckedSource::Signed,
            "u" => CheckedSource::Unsigned,
            _ => CheckedSource::Float,
        };
        Some((bits, signed, source))
    }
}
