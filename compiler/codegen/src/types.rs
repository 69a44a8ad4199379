//! LLVM types of values and memory cells.

use inkwell::AddressSpace;
use inkwell::context::Context;
use inkwell::types::{
    BasicMetadataTypeEnum, BasicType, BasicTypeEnum, FloatType, FunctionType, IntType, PointerType,
    StructType,
};
use kiln_ir::ty::{Cell, Ty};

/// The LLVM types that code generation uses all the time.
#[derive(Copy, Clone)]
pub(crate) struct Types<'ctx> {
    pub context: &'ctx Context,
    pub i1: IntType<'ctx>,
    pub i8: IntType<'ctx>,
    pub i16: IntType<'ctx>,
    pub i32: IntType<'ctx>,
    pub i64: IntType<'ctx>,
    /// Native int.
    pub word: IntType<'ctx>,
    pub f32: FloatType<'ctx>,
    pub f64: FloatType<'ctx>,
    pub ptr: PointerType<'ctx>,
    /// What a landing pad gives: exception and selector.
    pub landing: StructType<'ctx>,
    pub pointer_bytes: u32,
}

impl<'ctx> Types<'ctx> {
    pub fn new(context: &'ctx Context, pointer_bytes: u32) -> Self {
        let ptr = context.ptr_type(AddressSpace::default());
        let i32 = context.i32_type();
        Types {
            context,
            i1: context.bool_type(),
            i8: context.i8_type(),
            i16: context.i16_type(),
            i32,
            i64: context.i64_type(),
            word: if pointer_bytes == 8 {
                context.i64_type()
            } else {
                i32
            },
            f32: context.f32_type(),
            f64: context.f64_type(),
            ptr,
            landing: context.struct_type(&[ptr.into(), i32.into()], false),
            pointer_bytes,
        }
    }

    pub fn value(&self, ty: Ty) -> BasicTypeEnum<'ctx> {
        match ty {
            Ty::I32 => self.i32.into(),
            Ty::I64 => self.i64.into(),
            Ty::F32 => self.f32.into(),
            Ty::F64 => self.f64.into(),
            Ty::Ref | Ty::ByRef | Ty::Ptr => self.ptr.into(),
        }
    }

    /// The type a cell has in memory.
    pub fn cell(&self, cell: Cell) -> BasicTypeEnum<'ctx> {
        match cell {
            Cell::I8 | Cell::U8 => self.i8.into(),
            Cell::I16 | Cell::U16 => self.i16.into(),
            _ => self.value(cell.ty()),
        }
    }

    pub fn int(&self, bits: u32) -> IntType<'ctx> {
        match bits {
            1 => self.i1,
            8 => self.i8,
            16 => self.i16,
            32 => self.i32,
            64 => self.i64,
            // Widths come from constants of this crate, all within LLVM's range.
            other => std::num::NonZeroU32::new(other)
                .and_then(|bits| self.context.custom_width_int_type(bits).ok())
                .unwrap_or(self.i64),
        }
    }

    pub fn bytes(&self, size: u32) -> inkwell::types::ArrayType<'ctx> {
        self.i8.array_type(size)
    }

    /// A function of the managed convention: parameters one to one, two results as a struct.
    pub fn function(
        &self,
        params: impl IntoIterator<Item = Ty>,
        rets: &[Ty],
    ) -> FunctionType<'ctx> {
        let params: Vec<BasicMetadataTypeEnum<'ctx>> =
            params.into_iter().map(|ty| self.value(ty).into()).collect();
        match rets {
            [] => self.context.void_type().fn_type(&params, false),
            [one] => self.value(*one).fn_type(&params, false),
            many => {
                let fields: Vec<_> = many.iter().map(|&ty| self.value(ty)).collect();
                self.context
                    .struct_type(&fields, false)
                    .fn_type(&params, false)
            }
        }
    }
}
