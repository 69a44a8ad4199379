//! Operations, by group. Each gives the values of its results.

mod arith;
mod atomic;
mod call;
mod convert;
mod math;
mod memory;
mod object;

use crate::error::Result;
use crate::function::{Body, Results};
use inkwell::values::BasicValueEnum;
use kiln_ir::function::InstData;
use kiln_ir::{Inst, Op};

/// What an operation sees of its instruction.
#[derive(Copy, Clone)]
pub(crate) struct Site<'a> {
    pub inst: Inst,
    pub data: &'a InstData,
}

/// One result.
fn one<'ctx>(value: impl Into<BasicValueEnum<'ctx>>) -> Result<Results<'ctx>> {
    let mut results = Results::new();
    results.push(value.into());
    Ok(results)
}

/// No result.
fn none<'ctx>() -> Result<Results<'ctx>> {
    Ok(Results::new())
}

pub(crate) fn translate<'ctx>(body: &mut Body<'_, 'ctx, '_>, inst: Inst) -> Result<Results<'ctx>> {
    use Op::*;
    let f = body.f;
    let site = Site {
        inst,
        data: &f.insts[inst],
    };
    match site.data.op {
        Iconst | Fconst | Null | TypeObject | TypeHandle | StringLit | FuncAddr | StaticAddr
        | RvaAddr | SlotAddr => memory::constant(body, site),
        Add | Sub | Mul | DivS | DivU | RemS | RemU | And | Or | Xor | Shl | ShrS | ShrU | Neg
        | Not => arith::integer(body, site),
        AddOvfS | AddOvfU | SubOvfS | SubOvfU | MulOvfS | MulOvfU => arith::overflow(body, site),
        DivCheckU | DivCheckS => arith::div_check(body, site),
        Fadd | Fsub | Fmul | Fdiv | Frem | Fneg | Ckfinite => arith::float(body, site),
        Icmp | Fcmp | Select => arith::compare(body, site),
        Math => math::translate(body, site),
        Convert => convert::convert(body, site),
        ConvertOvf => convert::checked(body, site),
        Load | Store | StoreRef | StoreRefAt => memory::access(body, site),
        Copy | Zero | CopyBytes | MoveBytes | FillBytes | Localloc => memory::block(body, site),
        PtrAdd | Offset | ElemAddr | PtrDiff => memory::address(body, site),
        AtomicRmw | AtomicCas | Fence => atomic::translate(body, site),
        Alloc | AllocArray | LenCheck | ArrayLen | StringLen | LoadType => {
            object::objects(body, site)
        }
        IsInst | Cast | UnboxCheck | StoreCheck | ElemTypeCheck => object::type_tests(body, site),
        NullCheck | Bounds | KeepAlive => object::checks(body, site),
        VirtualAddr => call::virtual_address(body, site),
        Cctor => object::cctor(body, site),
        Call => call::translate(body, site),
        // The runtime has forgotten the exception when it enters a handler.
        CatchBegin => none(),
        FilterEnter => match site.data.payload {
            kiln_ir::function::Payload::Func(func) => {
                let frame = body.ptr(site.data.args[0])?;
                body.filter_enter(func, frame)
            }
            _ => Err(body.payload_mismatch(inst)),
        },
        FilterLeave => body.filter_leave(),
        DebugBreak => {
            if let Some(trap) = body.cg.intrinsic("llvm.debugtrap", &[]) {
                body.b.build_call(trap, &[], "")?;
            }
            none()
        }
    }
}

impl Site<'_> {
    fn arg(&self, index: usize) -> kiln_ir::Value {
        self.data.args[index]
    }
}
