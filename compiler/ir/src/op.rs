//! The one table of operations: name in the text form, payload, effect and operand count of each opcode.
//! Verifier, folder, interpreter and printer all read it; a new operation is one line here plus its
//! meaning in the interpreter and in the code generator.

use bitflags::bitflags;

bitflags! {
    /// What an operation may do besides computing its results.
    #[derive(Copy, Clone, PartialEq, Eq, Debug)]
    pub struct Effect: u8 {
        const READS = 1;
        const WRITES = 2;
        /// May raise an exception: inside a protected region it ends its block.
        const THROWS = 4;
        const CALLS = 8;
        /// Allocates a fresh object: removable when unused, never merged.
        const ALLOCATES = 16;
    }
}

/// What an operation carries besides its value operands.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum PayloadKind {
    None,
    Int,
    Float,
    Cond,
    Type,
    Field,
    Func,
    Slot,
    Text,
    Memory,
    Conv,
    Atomic,
    Math,
    Call,
}

/// One row of the table.
pub struct OpInfo {
    pub name: &'static str,
    pub payload: PayloadKind,
    pub effect: Effect,
    /// Number of value operands; `None` when it varies.
    pub operands: Option<usize>,
    pub results: Option<usize>,
}

macro_rules! effects {
    () => { Effect::empty() };
    ($($e:ident)+) => { Effect::empty()$(.union(Effect::$e))+ };
}

macro_rules! count {
    (_) => {
        None
    };
    ($n:literal) => {
        Some($n)
    };
}

macro_rules! ops {
    ($($(#[$doc:meta])* $name:ident $text:literal $payload:ident $operands:tt -> $results:tt [$($effect:ident)*];)*) => {
        #[derive(Copy, Clone, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        pub enum Op { $($(#[$doc])* $name,)* }
        impl Op {
            pub const ALL: &[Op] = &[$(Op::$name,)*];
            pub fn info(self) -> &'static OpInfo {
                match self {$(
                    Op::$name => {
                        const INFO: OpInfo = OpInfo {
                            name: $text,
                            payload: PayloadKind::$payload,
                            effect: effects!($($effect)*),
                            operands: count!($operands),
                            results: count!($results),
                        };
                        &INFO
                    }
                )*}
            }
        }
    };
}

ops! {
    // Constants.
    /// An integer constant (`I32` or `I64` by its result).
    Iconst "iconst" Int 0 -> 1 [];
    /// A float constant, as the bits of its result type (`F32`: low 32 bits).
    Fconst "fconst" Float 0 -> 1 [];
    /// The null reference, byref or pointer.
    Null "null" None 0 -> 1 [];
    /// The frozen `System.RuntimeType` object of a type.
    TypeObject "type_object" Type 0 -> 1 [];
    /// Address of a type's MethodTable.
    TypeHandle "type_handle" Type 0 -> 1 [];
    /// A frozen string literal.
    StringLit "string" Text 0 -> 1 [];
    /// Code address of a function.
    FuncAddr "func_addr" Func 0 -> 1 [];
    /// Code address that a virtual or interface call of the payload's method would run on the receiver
    /// operand 0 (not null): `ldvirtftn`.
    VirtualAddr "virtual_addr" Func 1 -> 1 [READS];
    /// Address of a static field (thread statics: of the current thread's copy).
    StaticAddr "static_addr" Field 0 -> 1 [];
    /// Address of a field's initial data in the image.
    RvaAddr "rva_addr" Field 0 -> 1 [];
    /// Address of a slot.
    SlotAddr "slot_addr" Slot 0 -> 1 [];

    // Integer arithmetic. Shift counts are masked to the operand's width by the importer.
    Add "add" None 2 -> 1 [];
    Sub "sub" None 2 -> 1 [];
    Mul "mul" None 2 -> 1 [];
    /// Operands were checked by `div_check`.
    DivS "div.s" None 2 -> 1 [];
    DivU "div.u" None 2 -> 1 [];
    RemS "rem.s" None 2 -> 1 [];
    RemU "rem.u" None 2 -> 1 [];
    And "and" None 2 -> 1 [];
    Or "or" None 2 -> 1 [];
    Xor "xor" None 2 -> 1 [];
    Shl "shl" None 2 -> 1 [];
    ShrS "shr.s" None 2 -> 1 [];
    ShrU "shr.u" None 2 -> 1 [];
    Neg "neg" None 1 -> 1 [];
    Not "not" None 1 -> 1 [];
    AddOvfS "add_ovf.s" None 2 -> 1 [THROWS];
    AddOvfU "add_ovf.u" None 2 -> 1 [THROWS];
    SubOvfS "sub_ovf.s" None 2 -> 1 [THROWS];
    SubOvfU "sub_ovf.u" None 2 -> 1 [THROWS];
    MulOvfS "mul_ovf.s" None 2 -> 1 [THROWS];
    MulOvfU "mul_ovf.u" None 2 -> 1 [THROWS];
    /// Raises DivideByZero when the divisor (operand 1) is 0.
    DivCheckU "div_check.u" None 2 -> 0 [THROWS];
    /// The same, and Overflow for MinValue / -1.
    DivCheckS "div_check.s" None 2 -> 0 [THROWS];

    // Floats.
    Fadd "fadd" None 2 -> 1 [];
    Fsub "fsub" None 2 -> 1 [];
    Fmul "fmul" None 2 -> 1 [];
    Fdiv "fdiv" None 2 -> 1 [];
    /// C's fmod.
    Frem "frem" None 2 -> 1 [];
    Fneg "fneg" None 1 -> 1 [];
    /// Raises Overflow for NaN and infinities; gives its operand.
    Ckfinite "ckfinite" None 1 -> 1 [THROWS];
    /// A function of `MathFn` over floats or integers (sqrt, clz, rotate, min …).
    Math "math" Math _ -> 1 [];

    // Comparison and choice.
    /// Compares two integers or addresses: 0 or 1.
    Icmp "icmp" Cond 2 -> 1 [];
    /// Compares two floats.
    Fcmp "fcmp" Cond 2 -> 1 [];
    /// `operand0 != 0 ? operand1 : operand2`.
    Select "select" None 3 -> 1 [];

    // Conversions: `Conv` payload says which.
    Convert "convert" Conv 1 -> 1 [];
    /// A conversion that raises Overflow when the value does not fit.
    ConvertOvf "convert_ovf" Conv 1 -> 1 [THROWS];

    // Memory. Payload: cell, offset, alias class, flags.
    Load "load" Memory 1 -> 1 [READS];
    /// Stores operand 1 at operand 0; never a reference into the heap (see `StoreRef`).
    Store "store" Memory 2 -> 0 [WRITES];
    /// Stores reference operand 1 into object operand 0 at the payload's offset, with write barrier.
    StoreRef "store_ref" Memory 2 -> 0 [WRITES];
    /// Stores reference operand 1 at byref operand 0, which may lie in the heap, with write barrier.
    StoreRefAt "store_ref_at" Memory 2 -> 0 [WRITES];
    /// Copies a value of the payload's type from operand 1 to operand 0 (barriers when it has references
    /// and operand 0 is not a slot).
    Copy "copy" Type 2 -> 0 [READS WRITES];
    /// Zeroes a value of the payload's type at operand 0.
    Zero "zero" Type 1 -> 0 [WRITES];
    /// `cpblk`: operand 0 = destination, 1 = source, 2 = byte count; may not overlap.
    CopyBytes "copy_bytes" None 3 -> 0 [READS WRITES];
    /// memmove.
    MoveBytes "move_bytes" None 3 -> 0 [READS WRITES];
    /// `initblk`: destination, byte value, count.
    FillBytes "fill_bytes" None 3 -> 0 [WRITES];
    /// Atomic read-modify-write of a cell; sequentially consistent. Result: the old value.
    AtomicRmw "atomic_rmw" Atomic 2 -> 1 [READS WRITES];
    /// Operands: address, new value, comparand. Result: the old value.
    AtomicCas "atomic_cas" Atomic 3 -> 1 [READS WRITES];
    Fence "fence" Atomic 0 -> 0 [READS WRITES];
    /// Stack memory of operand 0 bytes, zeroed if the payload is not 0; freed on return.
    Localloc "localloc" Int 1 -> 1 [WRITES THROWS];

    // Addresses.
    /// operand 0 + operand 1 bytes; keeps the address kind of its result type.
    PtrAdd "ptr_add" None 2 -> 1 [];
    /// operand 0 + payload bytes.
    Offset "offset" Int 1 -> 1 [];
    /// operand 0 + zero-extended native index operand 1 × payload bytes.
    ElemAddr "elem_addr" Int 2 -> 1 [];
    /// Byte distance operand 0 - operand 1.
    PtrDiff "ptr_diff" None 2 -> 1 [];

    // Objects.
    Alloc "alloc" Type 0 -> 1 [ALLOCATES THROWS];
    /// Payload: the array type. Operand: length (native int), checked by `len_check`.
    AllocArray "alloc_array" Type 1 -> 1 [ALLOCATES THROWS];
    /// Raises Overflow when the array length (i64 or i32) is negative or no 32-bit number, ArrayTooLong when
    /// it is more than an array can have.
    LenCheck "len_check" None 1 -> 0 [THROWS];
    /// Length of an array or string as `I32` (operand not null).
    ArrayLen "array_len" None 1 -> 1 [READS];
    StringLen "string_len" None 1 -> 1 [READS];
    /// MethodTable address of an object that is not null.
    LoadType "load_type" None 1 -> 1 [READS];
    /// The object if it is an instance of the payload's type, else null.
    IsInst "is_inst" Type 1 -> 1 [READS];
    /// The object if it is null or an instance; else raises InvalidCast.
    Cast "cast" Type 1 -> 1 [READS THROWS];
    /// Raises InvalidCast unless the non-null object's type is exactly the payload's (or its enum kin).
    UnboxCheck "unbox_check" Type 1 -> 0 [READS THROWS];
    /// Raises ArrayTypeMismatch unless value operand 1 may be stored in array operand 0.
    StoreCheck "store_check" None 2 -> 0 [READS THROWS];
    /// Raises ArrayTypeMismatch unless the array's type is exactly the payload's (`ldelema`).
    ElemTypeCheck "elem_type_check" Type 1 -> 0 [READS THROWS];
    NullCheck "null_check" None 1 -> 0 [THROWS];
    /// Raises IndexOutOfRange unless operand 0 < operand 1, both unsigned of one width.
    Bounds "bounds" None 2 -> 0 [THROWS];
    /// Runs the type's static constructor first if it has not run.
    Cctor "cctor" Type 0 -> 0 [READS WRITES THROWS CALLS];
    /// Keeps a reference alive up to here.
    KeepAlive "keep_alive" None 1 -> 0 [READS];

    // Calls. Payload: `CallInfo`.
    Call "call" Call _ -> _ [READS WRITES THROWS CALLS];

    // Exceptions.
    /// Marks the start of a catch handler: operand is the exception the landing block received.
    CatchBegin "catch_begin" None 1 -> 0 [WRITES];
    /// Enters a region that has this filter: operand is the address of the frame's shared slot.
    FilterEnter "filter_enter" Func 1 -> 0 [READS WRITES];
    /// Leaves the region entered last.
    FilterLeave "filter_leave" None 0 -> 0 [READS WRITES];
    DebugBreak "debug_break" None 0 -> 0 [READS WRITES];
}

impl Op {
    pub fn name(self) -> &'static str {
        self.info().name
    }

    pub fn effect(self) -> Effect {
        self.info().effect
    }

    pub fn may_throw(self) -> bool {
        self.effect().contains(Effect::THROWS)
    }

    /// Computes its results from its operands and nothing else: may be merged, moved and dropped.
    pub fn is_pure(self) -> bool {
        self.effect().is_empty()
    }

    pub fn by_name(name: &str) -> Option<Op> {
        Self::ALL.iter().copied().find(|op| op.name() == name)
    }
}
