//! Calls that cross from the managed convention to another: the C ABI of P/Invokes and callbacks, and the
//! runtime's Rust entries, whose LLVM types may differ in integer width.

use crate::classify::{CAbi, CSignature, CType, LeafAt, Part, Passing, Piece};
use crate::error::Result;
use crate::ffi;
use crate::function::{Body, Results};
use crate::module::Codegen;
use crate::types::Types;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::Builder;
use inkwell::module::Linkage;
use inkwell::types::{AnyType, BasicMetadataTypeEnum, BasicType, BasicTypeEnum, FunctionType};
use inkwell::values::{
    BasicMetadataValueEnum, BasicValueEnum, CallSiteValue, FunctionValue, PointerValue,
};
use kiln_ir::Ty;
use kiln_ir::ty::Cell;

/// The value of a call, if it has one.
pub(crate) fn call_result<'ctx>(site: CallSiteValue<'ctx>) -> Option<BasicValueEnum<'ctx>> {
    site.try_as_basic_value().basic()
}

/// Makes a value fit a type of the same register class: integers are cut or zero-extended, addresses and
/// integers change places.
pub(crate) fn coerce<'ctx>(
    builder: &Builder<'ctx>,
    value: BasicValueEnum<'ctx>,
    ty: BasicTypeEnum<'ctx>,
) -> Result<BasicValueEnum<'ctx>> {
    if value.get_type() == ty {
        return Ok(value);
    }
    Ok(match (value, ty) {
        (BasicValueEnum::IntValue(int), BasicTypeEnum::IntType(to)) => {
            let (from_bits, to_bits) = (int.get_type().get_bit_width(), to.get_bit_width());
            if to_bits == 1 {
                builder
                    .build_int_compare(
                        inkwell::IntPredicate::NE,
                        int,
                        int.get_type().const_zero(),
                        "",
                    )?
                    .into()
            } else if from_bits > to_bits {
                builder.build_int_truncate(int, to, "")?.into()
            } else {
                builder.build_int_z_extend(int, to, "")?.into()
            }
        }
        (BasicValueEnum::IntValue(int), BasicTypeEnum::PointerType(to)) => {
            builder.build_int_to_ptr(int, to, "")?.into()
        }
        (BasicValueEnum::PointerValue(pointer), BasicTypeEnum::IntType(to)) => {
            builder.build_ptr_to_int(pointer, to, "")?.into()
        }
        _ => value,
    })
}

/// Arguments as the parameters of an existing function want them.
pub(crate) fn coerce_args<'ctx>(
    builder: &Builder<'ctx>,
    _types: &Types<'ctx>,
    function: FunctionValue<'ctx>,
    args: &[BasicValueEnum<'ctx>],
) -> Result<Vec<BasicMetadataValueEnum<'ctx>>> {
    Ok(coerce_values(builder, function, args)?
        .into_iter()
        .map(Into::into)
        .collect())
}

fn coerce_values<'ctx>(
    builder: &Builder<'ctx>,
    function: FunctionValue<'ctx>,
    args: &[BasicValueEnum<'ctx>],
) -> Result<Vec<BasicValueEnum<'ctx>>> {
    let params = function.get_params();
    args.iter()
        .enumerate()
        .map(|(index, &arg)| match params.get(index) {
            Some(param) => coerce(builder, arg, param.get_type()),
            None => Ok(arg),
        })
        .collect()
}

/// Reads a small integer result as the `i32` that managed code expects.
fn extend_result<'ctx>(
    builder: &Builder<'ctx>,
    function: FunctionValue<'ctx>,
    value: BasicValueEnum<'ctx>,
    ty: BasicTypeEnum<'ctx>,
) -> Result<BasicValueEnum<'ctx>> {
    let signed = Attribute::get_named_enum_kind_id("signext");
    if let (BasicValueEnum::IntValue(int), BasicTypeEnum::IntType(to)) = (value, ty)
        && int.get_type().get_bit_width() < to.get_bit_width()
        && function
            .get_enum_attribute(AttributeLoc::Return, signed)
            .is_some()
    {
        return Ok(builder.build_int_s_extend(int, to, "")?.into());
    }
    coerce(builder, value, ty)
}

impl<'ctx> Body<'_, 'ctx, '_> {
    /// Calls an entry of the runtime; `unwinds`: an exception may come out of the call itself.
    pub fn call_runtime(
        &mut self,
        symbol: &str,
        args: &[BasicValueEnum<'ctx>],
        rets: &[Ty],
        unwinds: bool,
    ) -> Result<Results<'ctx>> {
        let declared = self.runtime_type(args, rets);
        let function = self.cg.external(symbol, declared);
        if function.get_type().count_param_types() as usize != args.len() {
            return Err(crate::CodegenError::Runtime(format!(
                "entry `{symbol}` takes {} arguments, the compiler passes {}",
                function.get_type().count_param_types(),
                args.len()
            )));
        }
        let args = coerce_values(&self.b, function, args)?;
        let pointer = function.as_global_value().as_pointer_value();
        let site = if unwinds {
            self.call(function.get_type(), pointer, &args)?
        } else {
            self.call_without_unwind(function.get_type(), pointer, &args)?
        };
        self.runtime_results(function, site, rets)
    }

    fn runtime_type(&self, args: &[BasicValueEnum<'ctx>], rets: &[Ty]) -> FunctionType<'ctx> {
        let params: Vec<BasicMetadataTypeEnum<'ctx>> =
            args.iter().map(|arg| arg.get_type().into()).collect();
        match rets {
            [] => self.t.context.void_type().fn_type(&params, false),
            [one] => self.t.value(*one).fn_type(&params, false),
            many => {
                let fields: Vec<_> = many.iter().map(|&ty| self.t.value(ty)).collect();
                self.t
                    .context
                    .struct_type(&fields, false)
                    .fn_type(&params, false)
            }
        }
    }

    fn runtime_results(
        &mut self,
        function: FunctionValue<'ctx>,
        site: CallSiteValue<'ctx>,
        rets: &[Ty],
    ) -> Result<Results<'ctx>> {
        let mut results = Results::new();
        if rets.is_empty() {
            return Ok(results);
        }
        let Some(value) = call_result(site) else {
            // The entry gives nothing (it never returns, or only sets the pending exception).
            results.extend(rets.iter().map(|&ty| self.t.value(ty).const_zero()));
            return Ok(results);
        };
        if let [ty] = rets {
            results.push(extend_result(&self.b, function, value, self.t.value(*ty))?);
            return Ok(results);
        }
        // Two results: a struct, an array, or both packed into one integer. Memory gives each its place.
        let slot = self.stack(16, 16)?;
        self.b.build_store(slot, value)?;
        let mut offset = 0;
        for &ty in rets {
            let bytes = Cell::from(ty).bytes(self.t.pointer_bytes);
            offset = u32::next_multiple_of(offset, bytes);
            let at = ffi::field(&self.b, &self.t, slot, i64::from(offset))?;
            results.push(self.b.build_load(self.t.value(ty), at, "")?);
            offset += bytes;
        }
        Ok(results)
    }

    /// Calls C code by the C ABI of a signature, with flattened managed arguments and results.
    pub fn call_native(
        &mut self,
        callee: Callee<'_, 'ctx>,
        signature: &CSignature,
        args: &[BasicValueEnum<'ctx>],
    ) -> Result<Results<'ctx>> {
        self.cg.calls_native.set(true);
        let (params, ret) = CAbi::of_triple(&self.cg.options.triple).classify(signature)?;
        let lowered = LoweredType::new(&self.t, &params, &ret, signature);
        let mut args = args.iter().copied();
        let mut missing = || {
            args.next()
                .ok_or_else(|| crate::CodegenError::internal("?", "too few native arguments"))
        };
        let hidden = if signature.ret.is_returned_through_pointer() {
            Some(missing()?)
        } else {
            None
        };

        let mut values: Vec<BasicValueEnum<'ctx>> = Vec::new();
        let ret_slot = match &ret {
            Passing::Address { size, align } => {
                let slot = match hidden {
                    Some(pointer) => pointer.into_pointer_value(),
                    None => self.stack(*size, *align)?,
                };
                values.push(slot.into());
                Some(slot)
            }
            _ => None,
        };
        for (ty, passing) in signature.params.iter().zip(&params) {
            match (ty, passing) {
                (_, Passing::Void) | (CType::Void, _) => {}
                (CType::Scalar(_), _) => values.push(missing()?),
                (
                    CType::Struct {
                        size, align, flat, ..
                    },
                    passing,
                ) => {
                    let address = match flat {
                        None => missing()?.into_pointer_value(),
                        Some(leaves) => {
                            let slot = self.stack((*size).next_multiple_of(8), (*align).max(8))?;
                            for &(offset, cell) in leaves {
                                let value = missing()?;
                                self.store_leaf(slot, offset, cell, value)?;
                            }
                            slot
                        }
                    };
                    self.push_struct(passing, address, *size, flat.is_some(), &mut values)?;
                }
            }
        }

        let (pointer, function) = match callee {
            Callee::Pointer(pointer) => (pointer, None),
            Callee::Symbol(symbol) => {
                let function = self.cg.external(symbol, lowered.ty);
                (
                    function.as_global_value().as_pointer_value(),
                    Some(function),
                )
            }
        };
        let site = match function {
            Some(function)
                if function.get_type() != lowered.ty
                    && function.get_type().count_param_types() as usize == values.len() =>
            {
                let values = coerce_values(&self.b, function, &values)?;
                self.call_without_unwind(function.get_type(), pointer, &values)?
            }
            _ => {
                let site = self.call_without_unwind(lowered.ty, pointer, &values)?;
                lowered.apply(|loc, attribute| site.add_attribute(loc, attribute), &self.t);
                site
            }
        };
        self.native_results(
            &signature.ret,
            &ret,
            ret_slot,
            hidden,
            call_result(site),
            function,
        )
    }

    fn push_struct(
        &mut self,
        passing: &Passing,
        address: PointerValue<'ctx>,
        size: u32,
        is_own_copy: bool,
        values: &mut Vec<BasicValueEnum<'ctx>>,
    ) -> Result<()> {
        match passing {
            Passing::Pieces { pieces, together } => {
                // Pieces may reach past the end of the struct: read from a rounded-up copy.
                let source = if is_own_copy || size.is_multiple_of(8) {
                    address
                } else {
                    let copy = self.stack(size.next_multiple_of(8), 8)?;
                    self.b.build_memcpy(
                        copy,
                        1,
                        address,
                        1,
                        self.t.i64.const_int(u64::from(size), false),
                    )?;
                    copy
                };
                if *together {
                    let ty = array_of(&self.t, pieces);
                    values.push(self.b.build_load(ty, source, "")?);
                } else {
                    for piece in pieces {
                        let at = ffi::field(&self.b, &self.t, source, i64::from(piece.offset))?;
                        values.push(self.b.build_load(part_type(&self.t, piece.part), at, "")?);
                    }
                }
            }
            _ => values.push(address.into()),
        }
        Ok(())
    }

    fn native_results(
        &mut self,
        ty: &CType,
        ret: &Passing,
        ret_slot: Option<PointerValue<'ctx>>,
        hidden: Option<BasicValueEnum<'ctx>>,
        value: Option<BasicValueEnum<'ctx>>,
        function: Option<FunctionValue<'ctx>>,
    ) -> Result<Results<'ctx>> {
        let mut results = Results::new();
        match (ret, ty) {
            (Passing::Scalar(cell), _) => {
                let value = value.unwrap_or_else(|| self.t.cell(*cell).const_zero());
                // A C function leaves the bits above a small result undefined.
                let narrow = match function {
                    Some(function) if value.get_type() != self.t.cell(*cell) => {
                        extend_result(&self.b, function, value, self.t.value(cell.ty()))?
                    }
                    _ => value,
                };
                results
                    .push(self.extend_cell(*cell, coerce(&self.b, narrow, self.t.cell(*cell))?)?);
            }
            (
                Passing::Pieces { pieces, together },
                CType::Struct {
                    size, align, flat, ..
                },
            ) => {
                let rounded = (*size).next_multiple_of(8);
                let slot = self.stack(rounded, (*align).max(8))?;
                if let Some(value) = value {
                    self.store_pieces(slot, pieces, *together, value)?;
                }
                self.unflatten_result(slot, *size, flat.as_deref(), hidden, &mut results)?;
            }
            (Passing::Address { .. }, CType::Struct { size, flat, .. }) => {
                if let (Some(slot), None) = (ret_slot, hidden) {
                    self.unflatten_result(slot, *size, flat.as_deref(), None, &mut results)?;
                }
            }
            _ => {}
        }
        Ok(results)
    }

    fn store_pieces(
        &mut self,
        slot: PointerValue<'ctx>,
        pieces: &[Piece],
        together: bool,
        value: BasicValueEnum<'ctx>,
    ) -> Result<()> {
        if together || pieces.len() == 1 {
            self.b.build_store(slot, value)?;
            return Ok(());
        }
        let aggregate = value.into_struct_value();
        for (index, piece) in pieces.iter().enumerate() {
            let part = self.b.build_extract_value(aggregate, index as u32, "")?;
            let at = ffi::field(&self.b, &self.t, slot, i64::from(piece.offset))?;
            self.b.build_store(at, part)?;
        }
        Ok(())
    }

    fn unflatten_result(
        &mut self,
        slot: PointerValue<'ctx>,
        size: u32,
        flat: Option<&[LeafAt]>,
        hidden: Option<BasicValueEnum<'ctx>>,
        results: &mut Results<'ctx>,
    ) -> Result<()> {
        if let Some(target) = hidden {
            let bytes = self.t.i64.const_int(u64::from(size), false);
            self.b
                .build_memcpy(target.into_pointer_value(), 1, slot, 1, bytes)?;
            return Ok(());
        }
        for &(offset, cell) in flat.unwrap_or(&[]) {
            let value = self.load_leaf(slot, offset, cell)?;
            results.push(value);
        }
        Ok(())
    }

    fn store_leaf(
        &mut self,
        base: PointerValue<'ctx>,
        offset: u32,
        cell: Cell,
        value: BasicValueEnum<'ctx>,
    ) -> Result<()> {
        let at = ffi::field(&self.b, &self.t, base, i64::from(offset))?;
        let value = coerce(&self.b, value, self.t.cell(cell))?;
        self.b.build_store(at, value)?.set_alignment(1).ok();
        Ok(())
    }

    fn load_leaf(
        &mut self,
        base: PointerValue<'ctx>,
        offset: u32,
        cell: Cell,
    ) -> Result<BasicValueEnum<'ctx>> {
        let at = ffi::field(&self.b, &self.t, base, i64::from(offset))?;
        let value = self.b.build_load(self.t.cell(cell), at, "")?;
        self.extend_cell(cell, value)
    }
}

/// What is called.
pub(crate) enum Callee<'s, 'ctx> {
    Pointer(PointerValue<'ctx>),
    Symbol(&'s str),
}

fn part_type<'ctx>(types: &Types<'ctx>, part: Part) -> BasicTypeEnum<'ctx> {
    match part {
        Part::Int(bits) => types.int(bits).into(),
        Part::F32 => types.f32.into(),
        Part::F64 => types.f64.into(),
        Part::F32x2 => types.f32.vec_type(2).into(),
    }
}

fn array_of<'ctx>(types: &Types<'ctx>, pieces: &[Piece]) -> BasicTypeEnum<'ctx> {
    let element = part_type(
        types,
        pieces.first().map_or(Part::Int(64), |piece| piece.part),
    );
    element.array_type(pieces.len() as u32).into()
}

/// The LLVM type of a C function, and the attributes that its memory arguments need.
struct LoweredType<'ctx> {
    ty: FunctionType<'ctx>,
    by_value: Vec<(u32, u32, u32)>,
    result_address: Option<u32>,
}

impl<'ctx> LoweredType<'ctx> {
    fn new(types: &Types<'ctx>, params: &[Passing], ret: &Passing, signature: &CSignature) -> Self {
        let mut list: Vec<BasicMetadataTypeEnum<'ctx>> = Vec::new();
        let mut by_value = Vec::new();
        let result_address = match ret {
            Passing::Address { size, .. } => {
                list.push(types.ptr.into());
                Some(*size)
            }
            _ => None,
        };
        for (index, passing) in params.iter().enumerate() {
            if signature.variadic && index >= signature.fixed {
                break;
            }
            match passing {
                Passing::Void => {}
                Passing::Scalar(cell) => list.push(types.value(cell.ty()).into()),
                Passing::Pieces {
                    pieces,
                    together: true,
                } => list.push(array_of(types, pieces).into()),
                Passing::Pieces {
                    pieces,
                    together: false,
                } => {
                    list.extend(
                        pieces
                            .iter()
                            .map(|piece| BasicMetadataTypeEnum::from(part_type(types, piece.part))),
                    );
                }
                Passing::Stack { size, align } => {
                    by_value.push((list.len() as u32, *size, *align));
                    list.push(types.ptr.into());
                }
                Passing::Address { .. } => list.push(types.ptr.into()),
            }
        }
        let variadic = signature.variadic;
        let ty = match ret {
            Passing::Void | Passing::Address { .. } | Passing::Stack { .. } => {
                types.context.void_type().fn_type(&list, variadic)
            }
            Passing::Scalar(cell) => types.cell(*cell).fn_type(&list, variadic),
            Passing::Pieces {
                pieces,
                together: true,
            } => array_of(types, pieces).fn_type(&list, variadic),
            Passing::Pieces {
                pieces,
                together: false,
            } => match pieces.as_slice() {
                [one] => part_type(types, one.part).fn_type(&list, variadic),
                many => {
                    let fields: Vec<_> = many
                        .iter()
                        .map(|piece| part_type(types, piece.part))
                        .collect();
                    types
                        .context
                        .struct_type(&fields, false)
                        .fn_type(&list, variadic)
                }
            },
        };
        LoweredType {
            ty,
            by_value,
            result_address,
        }
    }

    fn apply(&self, add: impl Fn(AttributeLoc, Attribute), types: &Types<'ctx>) {
        let kind = Attribute::get_named_enum_kind_id;
        for &(index, size, align) in &self.by_value {
            let ty = types.bytes(size).as_any_type_enum();
            add(
                AttributeLoc::Param(index),
                types.context.create_type_attribute(kind("byval"), ty),
            );
            add(
                AttributeLoc::Param(index),
                types
                    .context
                    .create_enum_attribute(kind("align"), u64::from(align)),
            );
        }
        if let Some(size) = self.result_address {
            let ty = types.bytes(size).as_any_type_enum();
            add(
                AttributeLoc::Param(0),
                types.context.create_type_attribute(kind("sret"), ty),
            );
        }
    }
}

impl<'ctx> Codegen<'ctx, '_> {
    /// The function that C code calls for a managed one: takes the C ABI apart and calls it.
    pub fn native_entry(
        &self,
        managed: FunctionValue<'ctx>,
        signature: &CSignature,
        name: &str,
    ) -> Result<FunctionValue<'ctx>> {
        let types = &self.types;
        let (params, ret) = CAbi::of_triple(&self.options.triple).classify(signature)?;
        let lowered = LoweredType::new(types, &params, &ret, signature);
        let entry = self
            .module
            .add_function(name, lowered.ty, Some(Linkage::Internal));
        lowered.apply(|loc, attribute| entry.add_attribute(loc, attribute), types);
        let b = types.context.create_builder();
        b.position_at_end(types.context.append_basic_block(entry, ""));
        let stack = |size: u32| -> Result<PointerValue<'ctx>> {
            let slot = b.build_alloca(types.bytes(size.next_multiple_of(8).max(8)), "")?;
            if let Some(instruction) = slot.as_instruction() {
                instruction.set_alignment(16).ok();
            }
            Ok(slot)
        };
        let mut incoming = entry.get_params().into_iter();
        let mut args: Vec<BasicMetadataValueEnum<'ctx>> = Vec::new();
        let ret_address = match &ret {
            Passing::Address { .. } => incoming.next(),
            _ => None,
        };
        let mut ret_slot = None;
        if signature.ret.is_returned_through_pointer()
            && let CType::Struct { size, .. } = &signature.ret
        {
            let slot = match ret_address {
                Some(address) => address.into_pointer_value(),
                None => stack(*size)?,
            };
            ret_slot = Some(slot);
            args.push(slot.into());
        }
        for (ty, passing) in signature.params.iter().zip(&params) {
            match (ty, passing) {
                (CType::Scalar(cell), _) => {
                    let Some(value) = incoming.next() else { break };
                    let narrow = coerce(&b, value, types.cell(*cell))?;
                    args.push(extend(&b, types, *cell, narrow)?.into());
                }
                (CType::Struct { size, flat, .. }, passing) => {
                    let address = match passing {
                        Passing::Pieces { pieces, together } => {
                            let slot = stack(*size)?;
                            if *together {
                                let Some(value) = incoming.next() else { break };
                                b.build_store(slot, value)?;
                            } else {
                                for piece in pieces {
                                    let Some(value) = incoming.next() else { break };
                                    b.build_store(
                                        ffi::field(&b, types, slot, i64::from(piece.offset))?,
                                        value,
                                    )?;
                                }
                            }
                            slot
                        }
                        _ => {
                            let Some(value) = incoming.next() else { break };
                            value.into_pointer_value()
                        }
                    };
                    match flat {
                        None => args.push(address.into()),
                        Some(leaves) => {
                            for &(offset, cell) in leaves {
                                let at = ffi::field(&b, types, address, i64::from(offset))?;
                                let value = b.build_load(types.cell(cell), at, "")?;
                                args.push(extend(&b, types, cell, value)?.into());
                            }
                        }
                    }
                }
                (CType::Void, _) => {}
            }
        }
        let result = call_result(b.build_call(managed, &args, "")?);
        match (&signature.ret, &ret) {
            (CType::Scalar(cell), _) => match result {
                Some(value) => {
                    b.build_return(Some(&coerce(&b, value, types.cell(*cell))?))?;
                }
                None => {
                    b.build_unreachable()?;
                }
            },
            (CType::Struct { size, flat, .. }, passing) => {
                let slot = match (ret_slot, ret_address) {
                    (Some(slot), _) => slot,
                    (None, Some(address)) => address.into_pointer_value(),
                    (None, None) => stack(*size)?,
                };
                if ret_slot.is_none()
                    && let (Some(leaves), Some(value)) = (flat, result)
                {
                    for (index, &(offset, cell)) in leaves.iter().enumerate() {
                        let part = match value {
                            BasicValueEnum::StructValue(parts) => {
                                b.build_extract_value(parts, index as u32, "")?
                            }
                            one => one,
                        };
                        let at = ffi::field(&b, types, slot, i64::from(offset))?;
                        b.build_store(at, coerce(&b, part, types.cell(cell))?)?;
                    }
                }
                match passing {
                    Passing::Pieces {
                        pieces,
                        together: true,
                    } => {
                        let value = b.build_load(array_of(types, pieces), slot, "")?;
                        b.build_return(Some(&value))?;
                    }
                    Passing::Pieces { pieces, .. } => {
                        let mut parts = Vec::new();
                        for piece in pieces {
                            let at = ffi::field(&b, types, slot, i64::from(piece.offset))?;
                            parts.push(b.build_load(part_type(types, piece.part), at, "")?);
                        }
                        match parts.as_slice() {
                            [one] => b.build_return(Some(one))?,
                            many => b.build_aggregate_return(many)?,
                        };
                    }
                    _ => {
                        b.build_return(None)?;
                    }
                }
            }
            (CType::Void, _) => {
                b.build_return(None)?;
            }
        }
        Ok(entry)
    }
}

/// A cell's value as its stack type: small integers become `i32`.
pub(crate) fn extend<'ctx>(
    b: &Builder<'ctx>,
    types: &Types<'ctx>,
    cell: Cell,
    value: BasicValueEnum<'ctx>,
) -> Result<BasicValueEnum<'ctx>> {
    Ok(match cell {
        Cell::I8 | Cell::I16 => b
            .build_int_s_extend(value.into_int_value(), types.i32, "")?
            .into(),
        Cell::U8 | Cell::U16 => b
            .build_int_z_extend(value.into_int_value(), types.i32, "")?
            .into(),
        _ => value,
    })
}
