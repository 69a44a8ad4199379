//! The cursor that writes instructions: one method an operation, result types worked out from operands.
//!
//! ```ignore
//! let mut f = Function::new(func, "App.Twice(int)");
//! f.rets.push(Ty::I32);
//! let entry = f.entry;
//! let x = f.add_param(entry, Ty::I32);
//! let mut c = Cursor::at_end(&mut f, entry, src);
//! let two = c.iconst(Ty::I32, 2);
//! let y = c.mul(x, two);
//! c.ret(&[y]);
//! ```

use crate::entity::{Block, Inst, Slot, Value};
use crate::func::Func;
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;
use kiln_world::{FieldId, TypeId};

/// Writes instructions at one place of a function.
pub struct Cursor<'f> {
    pub function: &'f mut Function,
    pub block: Block,
    /// Where the next instruction goes: before this instruction number of the block.
    pub at: usize,
    /// What the next instructions come from.
    pub src: Source,
}

macro_rules! same_type {
    ($($(#[$doc:meta])* $name:ident($($arg:ident),*) = $op:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(&mut self, $($arg: Value),*) -> Value {
            let args = [$($arg),*];
            let ty = self.function.ty(args[0]);
            self.value(Op::$op, args, Payload::None, ty)
        }
    )*};
}

macro_rules! effect_only {
    ($($(#[$doc:meta])* $name:ident($($arg:ident),*) = $op:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(&mut self, $($arg: Value),*) -> Inst {
            self.inst(Op::$op, [$($arg),*], Payload::None, &[])
        }
    )*};
}

macro_rules! type_checks {
    ($($(#[$doc:meta])* $name:ident = $op:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(&mut self, ty: TypeId, object: Value) -> Inst {
            self.inst(Op::$op, [object], Payload::Type(ty), &[])
        }
    )*};
}

impl<'f> Cursor<'f> {
    pub fn at_end(function: &'f mut Function, block: Block, src: Source) -> Cursor<'f> {
        let at = function.blocks[block].insts.len();
        Cursor {
            function,
            block,
            at,
            src,
        }
    }

    /// Before instruction number `at` of the block.
    pub fn before(function: &'f mut Function, block: Block, at: usize, src: Source) -> Cursor<'f> {
        Cursor {
            function,
            block,
            at,
            src,
        }
    }

    /// Goes on at the end of another block.
    pub fn go(&mut self, block: Block) {
        self.block = block;
        self.at = self.function.blocks[block].insts.len();
    }

    /// Writes any instruction.
    pub fn inst(
        &mut self,
        op: Op,
        args: impl IntoIterator<Item = Value>,
        payload: Payload,
        results: &[Ty],
    ) -> Inst {
        let inst = self
            .function
            .make_inst(op, args, payload, results, self.src);
        self.function.insert_inst(self.block, self.at, inst);
        self.at += 1;
        inst
    }

    /// Writes any instruction with one result.
    pub fn value(
        &mut self,
        op: Op,
        args: impl IntoIterator<Item = Value>,
        payload: Payload,
        result: Ty,
    ) -> Value {
        let inst = self.inst(op, args, payload, &[result]);
        self.function.insts[inst].results[0]
    }

    fn known(&mut self, value: Value, fact: RefFact) -> Value {
        self.function.set_fact(value, fact);
        value
    }

    // Constants.
    pub fn iconst(&mut self, ty: Ty, value: i64) -> Value {
        let value = if ty == Ty::I32 {
            i64::from(value as i32)
        } else {
            value
        };
        self.value(Op::Iconst, [], Payload::Int(value), ty)
    }
    pub fn f32const(&mut self, value: f32) -> Value {
        self.value(
            Op::Fconst,
            [],
            Payload::Float(u64::from(value.to_bits())),
            Ty::F32,
        )
    }
    pub fn f64const(&mut self, value: f64) -> Value {
        self.value(Op::Fconst, [], Payload::Float(value.to_bits()), Ty::F64)
    }
    pub fn null(&mut self, ty: Ty) -> Value {
        self.value(Op::Null, [], Payload::None, ty)
    }
    pub fn type_object(&mut self, ty: TypeId) -> Value {
        let value = self.value(Op::TypeObject, [], Payload::Type(ty), Ty::Ref);
        self.known(
            value,
            RefFact {
                non_null: true,
                ..RefFact::default()
            },
        )
    }
    pub fn type_handle(&mut self, ty: TypeId) -> Value {
        self.value(Op::TypeHandle, [], Payload::Type(ty), Ty::Ptr)
    }
    pub fn string(&mut self, text: &[u16]) -> Value {
        let value = self.value(Op::StringLit, [], Payload::Text(text.into()), Ty::Ref);
        self.known(
            value,
            RefFact {
                non_null: true,
                ..RefFact::default()
            },
        )
    }
    pub fn func_addr(&mut self, func: Func) -> Value {
        self.value(Op::FuncAddr, [], Payload::Func(func), Ty::Ptr)
    }
    pub fn static_addr(&mut self, field: FieldId) -> Value {
        self.value(Op::StaticAddr, [], Payload::Field(field), Ty::ByRef)
    }
    pub fn rva_addr(&mut self, field: FieldId) -> Value {
        self.value(Op::RvaAddr, [], Payload::Field(field), Ty::Ptr)
    }
    pub fn slot_addr(&mut self, slot: Slot) -> Value {
        self.value(Op::SlotAddr, [], Payload::Slot(slot), Ty::ByRef)
    }

    same_type! {
        add(a, b) = Add; sub(a, b) = Sub; mul(a, b) = Mul;
        div_s(a, b) = DivS; div_u(a, b) = DivU; rem_s(a, b) = RemS; rem_u(a, b) = RemU;
        and(a, b) = And; or(a, b) = Or; xor(a, b) = Xor;
        shl(a, count) = Shl; shr_s(a, count) = ShrS; shr_u(a, count) = ShrU;
        neg(a) = Neg; not(a) = Not;
        fadd(a, b) = Fadd; fsub(a, b) = Fsub; fmul(a, b) = Fmul; fdiv(a, b) = Fdiv; frem(a, b) = Frem;
        fneg(a) = Fneg; ckfinite(a) = Ckfinite;
        add_ovf_s(a, b) = AddOvfS; add_ovf_u(a, b) = AddOvfU; sub_ovf_s(a, b) = SubOvfS;
        sub_ovf_u(a, b) = SubOvfU; mul_ovf_s(a, b) = MulOvfS; mul_ovf_u(a, b) = MulOvfU;
    }

    effect_only! {
        div_check_s(a, b) = DivCheckS; div_check_u(a, b) = DivCheckU;
        copy_bytes(to, from, count) = CopyBytes; move_bytes(to, from, count) = MoveBytes;
        fill_bytes(to, byte, count) = FillBytes;
        len_check(length) = LenCheck; null_check(object) = NullCheck; bounds(index, length) = Bounds;
        store_check(array, value) = StoreCheck; keep_alive(object) = KeepAlive;
        catch_begin(exception) = CatchBegin; filter_leave() = FilterLeave; debug_break() = DebugBreak;
    }

    type_checks! {
        unbox_check = UnboxCheck; elem_type_check = ElemTypeCheck;
        /// Zeroes a value of this type at an address.
        zero = Zero;
    }

    /// Any binary operation whose result has the type of its operands.
    pub fn binary(&mut self, op: Op, a: Value, b: Value) -> Value {
        let ty = self.function.ty(a);
        self.value(op, [a, b], Payload::None, ty)
    }
    pub fn math(&mut self, function: MathFn, args: &[Value]) -> Value {
        let ty = self.function.ty(args[0]);
        self.value(Op::Math, args.iter().copied(), Payload::Math(function), ty)
    }
    pub fn icmp(&mut self, cond: Cond, a: Value, b: Value) -> Value {
        self.value(Op::Icmp, [a, b], Payload::Cond(cond), Ty::I32)
    }
    pub fn fcmp(&mut self, cond: Cond, a: Value, b: Value) -> Value {
        self.value(Op::Fcmp, [a, b], Payload::Cond(cond), Ty::I32)
    }
    pub fn select(&mut self, cond: Value, yes: Value, no: Value) -> Value {
        let ty = self.function.ty(yes);
        self.value(Op::Select, [cond, yes, no], Payload::None, ty)
    }
    pub fn convert(&mut self, conv: Conv, from: Value, to: Ty) -> Value {
        self.value(Op::Convert, [from], Payload::Conv(conv), to)
    }
    pub fn convert_ovf(&mut self, conv: Conv, from: Value, to: Ty) -> Value {
        self.value(Op::ConvertOvf, [from], Payload::Conv(conv), to)
    }

    // Memory.
    pub fn load(&mut self, base: Value, info: MemoryInfo) -> Value {
        self.value(Op::Load, [base], Payload::Memory(info), info.cell.ty())
    }
    pub fn store(&mut self, base: Value, info: MemoryInfo, value: Value) -> Inst {
        self.inst(Op::Store, [base, value], Payload::Memory(info), &[])
    }
    /// With barrier; the base is the object itself.
    pub fn store_ref(&mut self, object: Value, info: MemoryInfo, value: Value) -> Inst {
        self.inst(Op::StoreRef, [object, value], Payload::Memory(info), &[])
    }
    /// With barrier; the base is any byref.
    pub fn store_ref_at(&mut self, base: Value, info: MemoryInfo, value: Value) -> Inst {
        self.inst(Op::StoreRefAt, [base, value], Payload::Memory(info), &[])
    }
    pub fn copy(&mut self, ty: TypeId, to: Value, from: Value) -> Inst {
        self.inst(Op::Copy, [to, from], Payload::Type(ty), &[])
    }
    pub fn atomic_rmw(&mut self, info: AtomicInfo, base: Value, value: Value) -> Value {
        self.value(
            Op::AtomicRmw,
            [base, value],
            Payload::Atomic(info),
            info.cell.ty(),
        )
    }
    pub fn atomic_cas(
        &mut self,
        info: AtomicInfo,
        base: Value,
        value: Value,
        comparand: Value,
    ) -> Value {
        let args = [base, value, comparand];
        self.value(Op::AtomicCas, args, Payload::Atomic(info), info.cell.ty())
    }
    pub fn fence(&mut self, info: AtomicInfo) -> Inst {
        self.inst(Op::Fence, [], Payload::Atomic(info), &[])
    }
    pub fn localloc(&mut self, bytes: Value, zeroed: bool) -> Value {
        self.value(
            Op::Localloc,
            [bytes],
            Payload::Int(i64::from(zeroed)),
            Ty::Ptr,
        )
    }

    // Addresses.
    /// `base + bytes`; an object's interior is a byref, a byref or pointer stays what it is.
    pub fn offset(&mut self, base: Value, bytes: i64) -> Value {
        let ty = interior(self.function.ty(base));
        self.value(Op::Offset, [base], Payload::Int(bytes), ty)
    }
    /// `base + bytes`.
    pub fn ptr_add(&mut self, base: Value, bytes: Value) -> Value {
        let ty = interior(self.function.ty(base));
        self.value(Op::PtrAdd, [base, bytes], Payload::None, ty)
    }
    pub fn elem_addr(&mut self, base: Value, index: Value, bytes: i64) -> Value {
        let ty = interior(self.function.ty(base));
        self.value(Op::ElemAddr, [base, index], Payload::Int(bytes), ty)
    }
    /// `native` is the target's native integer type.
    pub fn ptr_diff(&mut self, a: Value, b: Value, native: Ty) -> Value {
        self.value(Op::PtrDiff, [a, b], Payload::None, native)
    }

    // Objects.
    pub fn alloc(&mut self, ty: TypeId) -> Value {
        let value = self.value(Op::Alloc, [], Payload::Type(ty), Ty::Ref);
        self.known(
            value,
            RefFact {
                class: Some(ty),
                exact: true,
                non_null: true,
            },
        )
    }
    /// `ty` is the array type.
    pub fn alloc_array(&mut self, ty: TypeId, length: Value) -> Value {
        let value = self.value(Op::AllocArray, [length], Payload::Type(ty), Ty::Ref);
        self.known(
            value,
            RefFact {
                class: Some(ty),
                exact: true,
                non_null: true,
            },
        )
    }
    pub fn array_len(&mut self, array: Value) -> Value {
        self.value(Op::ArrayLen, [array], Payload::None, Ty::I32)
    }
    pub fn string_len(&mut self, string: Value) -> Value {
        self.value(Op::StringLen, [string], Payload::None, Ty::I32)
    }
    pub fn load_type(&mut self, object: Value) -> Value {
        self.value(Op::LoadType, [object], Payload::None, Ty::Ptr)
    }
    pub fn is_inst(&mut self, ty: TypeId, object: Value) -> Value {
        let value = self.value(Op::IsInst, [object], Payload::Type(ty), Ty::Ref);
        self.known(
            value,
            RefFact {
                class: Some(ty),
                ..RefFact::default()
            },
        )
    }
    pub fn cast(&mut self, ty: TypeId, object: Value) -> Value {
        let non_null = self.function.fact(object).non_null;
        let value = self.value(Op::Cast, [object], Payload::Type(ty), Ty::Ref);
        self.known(
            value,
            RefFact {
                class: Some(ty),
                exact: false,
                non_null,
            },
        )
    }
    pub fn cctor(&mut self, ty: TypeId) -> Inst {
        self.inst(Op::Cctor, [], Payload::Type(ty), &[])
    }
    pub fn filter_enter(&mut self, filter: Func, shared_slot: Value) -> Inst {
        self.inst(Op::FilterEnter, [shared_slot], Payload::Func(filter), &[])
    }

    // Calls.
    /// A call with a fresh site id.
    pub fn call(&mut self, kind: CallKind, args: &[Value], results: &[Ty]) -> Inst {
        let site = self.function.new_site();
        let info = CallInfo {
            kind,
            site,
            tail: false,
            no_return: false,
        };
        self.inst(
            Op::Call,
            args.iter().copied(),
            Payload::Call(Box::new(info)),
            results,
        )
    }

    // Ends of blocks. The cursor stays where it is; `go` elsewhere, except after `end_try`.
    pub fn terminate(&mut self, term: Terminator) {
        let block = &mut self.function.blocks[self.block];
        block.term = term;
        block.term_src = self.src;
    }
    pub fn jump(&mut self, block: Block, args: &[Value]) {
        self.terminate(Terminator::Jump(Target::with(block, args)));
    }
    pub fn branch(&mut self, cond: Value, then: Target, other: Target) {
        self.terminate(Terminator::Branch { cond, then, other });
    }
    pub fn switch(&mut self, value: Value, cases: Vec<(i64, Target)>, default: Target) {
        self.terminate(Terminator::Switch {
            value,
            cases,
            default,
        });
    }
    pub fn ret(&mut self, values: &[Value]) {
        self.terminate(Terminator::Return(values.into()));
    }
    pub fn throw(&mut self, exception: Value, rethrow: bool, unwind: Option<Target>) {
        self.terminate(Terminator::Throw {
            exception,
            rethrow,
            unwind,
        });
    }
    pub fn dispatch(&mut self, selector: Value, cases: Vec<(Clause, Target)>, default: Target) {
        self.terminate(Terminator::Dispatch {
            selector,
            cases,
            default,
        });
    }
    pub fn resume(&mut self, exception: Value, selector: Value) {
        self.terminate(Terminator::Resume {
            exception,
            selector,
        });
    }
    pub fn unreachable(&mut self) {
        self.terminate(Terminator::Unreachable);
    }
    /// Ends the block at the instruction just written: normally on in a new block, where the cursor goes,
    /// by exception to `unwind`. Gives the new block.
    pub fn end_try(&mut self, unwind: Target) -> Block {
        let next = self.function.add_block();
        if let Some(&inst) = self.function.blocks[self.block].insts.last() {
            let normal = Target::to(next);
            self.terminate(Terminator::Try {
                inst,
                normal,
                unwind,
            });
        }
        self.go(next);
        next
    }
}

/// The kind of an address inside what an address of this kind points to.
pub fn interior(ty: Ty) -> Ty {
    if ty == Ty::Ref { Ty::ByRef } else { ty }
}
