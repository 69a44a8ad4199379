//! MethodTables and what hangs on them: auxiliary data, GC maps, type information.

use crate::error::{CodegenError, Result, in_function};
use crate::module::Codegen;
use inkwell::module::Linkage;
use inkwell::types::StructType;
use inkwell::values::{
    BasicValueEnum, GlobalValue, IntValue, PointerValue, StructValue, UnnamedAddress,
};
use kiln_analysis::program::{CastTest, GcWords, Program, TypeTable};
use kiln_ir::Func;
use kiln_world::TypeId;

/// Byte offsets inside a MethodTable that generated code reads.
pub(crate) mod offset {
    pub const ELEMENT: i64 = 48;
    pub const TYPE_LO: i64 = 64;
    pub const INFO: i64 = 88;
    /// Interface bucket bytes; the slots follow them.
    pub const BUCKETS: u32 = 112;
    /// In the type information.
    pub const INFO_ELEMENT_TYPE: i64 = 8;
}

/// How runtime code tests a cast target (word at 72).
mod test_kind {
    pub const CLASS: u64 = 0;
    pub const INTERFACE: u64 = 1;
    pub const ARRAY: u64 = 2;
    pub const EXACT: u64 = 3;
    pub const GENERAL: u64 = 4;
}

/// Bytes that interface buckets take in every table: one size for all, so that a test needs no bound.
pub(crate) fn bucket_bytes(program: &Program) -> u32 {
    let most = program
        .types
        .iter()
        .map(|table| table.buckets.len())
        .max()
        .unwrap_or(0);
    (most.max(1).next_multiple_of(8)) as u32
}

impl<'ctx> Codegen<'ctx, '_> {
    /// Offset of a slot from the start of a MethodTable.
    pub fn slot_offset(&self, slot: u32) -> i64 {
        i64::from(offset::BUCKETS + self.bucket_bytes + slot * self.types.pointer_bytes)
    }

    fn table_type(&self, slots: usize) -> StructType<'ctx> {
        let t = &self.types;
        let (i16, i32, ptr) = (t.i16.into(), t.i32.into(), t.ptr.into());
        t.context.struct_type(
            &[
                i32,
                i32,
                i32,
                i16,
                i16, // flags, base size, flags 2, virtuals, interfaces
                ptr,
                ptr,
                ptr,
                ptr,
                ptr, // parent, module, auxiliary, reserved, element
                i32,
                i32, // nullable value
                i32,
                i32,
                i32,
                i32, // interval, test kind, interface bucket
                ptr,
                ptr,
                ptr, // GC map, information, finalizer
                i16,
                i16,
                i32, // bucket bytes, slots, flags
                t.bytes(self.bucket_bytes).into(),
                t.ptr.array_type(slots as u32).into(),
            ],
            false,
        )
    }

    /// Declares all tables, so that code and data can refer to them.
    pub fn declare_tables(&self) {
        for table in &self.program.types {
            let name = self
                .symbols
                .borrow_mut()
                .unique(&format!("mt:{}", table.name));
            let global = self
                .module
                .add_global(self.table_type(table.slots.len()), None, &name);
            global.set_linkage(Linkage::Internal);
            global.set_alignment(8);
            global.set_constant(true);
            global.set_section(Some(&format!(".kiln.types.{name}")));
            self.data.borrow_mut().tables.push(global);
        }
    }

    pub fn table_index(&self, ty: TypeId) -> Result<usize> {
        self.program.type_index.get(&ty).copied().ok_or_else(|| {
            CodegenError::internal(
                "?",
                format!(
                    "the MethodTable of `{}` is used but not part of the program",
                    self.facts.type_name(ty)
                ),
            )
        })
    }

    pub fn table(&self, ty: TypeId) -> Result<&TypeTable> {
        Ok(&self.program.types[self.table_index(ty)?])
    }

    pub fn table_address(&self, ty: TypeId) -> Result<PointerValue<'ctx>> {
        let index = self.table_index(ty)?;
        Ok(self.data.borrow().tables[index].as_pointer_value())
    }

    /// The address as objects hold it: 32 bits.
    pub fn table_word(&self, ty: TypeId) -> Result<IntValue<'ctx>> {
        Ok(self.table_address(ty)?.const_to_int(self.types.i32))
    }

    fn table_or_null(&self, ty: Option<TypeId>) -> PointerValue<'ctx> {
        ty.and_then(|ty| self.table_address(ty).ok())
            .unwrap_or_else(|| self.types.ptr.const_null())
    }

    fn code_or_null(&self, func: Option<Func>) -> Result<PointerValue<'ctx>> {
        match func {
            Some(func) => Ok(self.function(func)?.as_global_value().as_pointer_value()),
            None => Ok(self.types.ptr.const_null()),
        }
    }

    fn constant(&self, name: &str, value: StructValue<'ctx>) -> GlobalValue<'ctx> {
        let name = self.symbols.borrow_mut().unique(name);
        let global = self.module.add_global(value.get_type(), None, &name);
        global.set_initializer(&value);
        global.set_constant(true);
        global.set_linkage(Linkage::Internal);
        global.set_unnamed_address(UnnamedAddress::Global);
        global.set_alignment(8);
        global
    }

    pub fn define_tables(&self) -> Result<()> {
        let with_objects = self
            .program
            .type_index
            .contains_key(&self.facts.runtime_type());
        for (index, table) in self.program.types.iter().enumerate() {
            let value = self.table_value(table, with_objects).map_err(|error| {
                in_function(error, &format!("the MethodTable of {}", table.name))
            })?;
            let global = self.data.borrow().tables[index];
            global.set_initializer(&value);
        }
        Ok(())
    }

    fn table_value(&self, table: &TypeTable, with_objects: bool) -> Result<StructValue<'ctx>> {
        let t = &self.types;
        let null: BasicValueEnum<'ctx> = t.ptr.const_null().into();
        let i32 = |value: u32| -> BasicValueEnum<'ctx> {
            t.i32.const_int(u64::from(value), false).into()
        };
        let i16 =
            |value: usize| -> BasicValueEnum<'ctx> { t.i16.const_int(value as u64, false).into() };
        let (kind, bucket) = match table.cast {
            CastTest::Class => (test_kind::CLASS, 0),
            CastTest::Interface { bucket, id } => (
                test_kind::INTERFACE,
                (offset::BUCKETS + u32::from(bucket)) | u32::from(id) << 16,
            ),
            CastTest::Array { rank } => (test_kind::ARRAY | u64::from(rank) << 8, 0),
            CastTest::Exact => (test_kind::EXACT, 0),
            CastTest::General => (test_kind::GENERAL, 0),
        };
        let (value_offset, value_size) = table.nullable.unwrap_or((0, 0));
        let mut buckets = table.buckets.clone();
        buckets.resize(self.bucket_bytes as usize, 0);
        let slots = table
            .slots
            .iter()
            .map(|&slot| self.code_or_null(slot))
            .collect::<Result<Vec<_>>>()?;
        let fields = [
            i32(table.flags),
            i32(table.base_size),
            i32(0),
            i16(0),
            i16(usize::from(table.interface_count)),
            self.table_or_null(table.parent).into(),
            null,
            if with_objects {
                self.auxiliary(table)?.into()
            } else {
                null
            },
            null,
            self.table_or_null(table.element).into(),
            i32(value_offset),
            i32(value_size),
            i32(table.type_lo),
            i32(table.type_hi),
            t.i32.const_int(kind, false).into(),
            i32(bucket),
            self.gc_map(&table.gc_words).into(),
            self.type_info(table)?.into(),
            self.code_or_null(table.finalizer)?.into(),
            i16(self.bucket_bytes as usize),
            i16(table.slots.len()),
            i32(u32::from(table.byref_like)),
            t.context.const_string(&buckets, false).into(),
            t.ptr.const_array(&slots).into(),
        ];
        Ok(t.context.const_struct(&fields, false))
    }

    /// {flags, padding, loader module, exposed RuntimeType}.
    fn auxiliary(&self, table: &TypeTable) -> Result<PointerValue<'ctx>> {
        let t = &self.types;
        let zero = t.i32.const_zero().into();
        let value = t.context.const_struct(
            &[
                zero,
                zero,
                t.ptr.const_null().into(),
                self.type_object(table.ty)?.into(),
            ],
            false,
        );
        Ok(self
            .constant(&format!("aux:{}", table.name), value)
            .as_pointer_value())
    }

    fn gc_map(&self, words: &GcWords) -> PointerValue<'ctx> {
        let t = &self.types;
        if words.bits.iter().all(|&bits| bits == 0) {
            return t.ptr.const_null();
        }
        let key = (words.words, words.bits.clone());
        if let Some(global) = self.data.borrow().gc_maps.get(&key) {
            return global.as_pointer_value();
        }
        let bits: Vec<_> = words
            .bits
            .iter()
            .map(|&bits| t.i64.const_int(bits, false))
            .collect();
        let count = t.i32.const_int(u64::from(words.words), false).into();
        let value = t.context.const_struct(
            &[
                count,
                t.i32.const_zero().into(),
                t.i64.const_array(&bits).into(),
            ],
            false,
        );
        let global = self.constant("gc-map", value);
        self.data.borrow_mut().gc_maps.insert(key, global);
        global.as_pointer_value()
    }

    fn type_info(&self, table: &TypeTable) -> Result<PointerValue<'ctx>> {
        let t = &self.types;
        let i32 = |value: u32| -> BasicValueEnum<'ctx> {
            t.i32.const_int(u64::from(value), false).into()
        };
        let has_strings = self
            .program
            .type_index
            .contains_key(&self.facts.string_type());
        let name = if has_strings && !table.name.is_empty() {
            self.text(&table.name.encode_utf16().collect::<Vec<u16>>())?
        } else {
            t.ptr.const_null()
        };
        let args: Vec<PointerValue<'ctx>> = table
            .generic_args
            .iter()
            .map(|&arg| self.table_or_null(Some(arg)))
            .collect();
        let arguments = if args.is_empty() {
            t.ptr.const_null()
        } else {
            let value = t
                .context
                .const_struct(&[t.ptr.const_array(&args).into()], false);
            self.constant(&format!("args:{}", table.name), value)
                .as_pointer_value()
        };
        let enum_info = match table.enum_info {
            Some(id) => self.frozen_address(id)?,
            None => t.ptr.const_null(),
        };
        let value = t.context.const_struct(
            &[
                name.into(),
                i32(table.cor_element_type),
                i32(table.attributes),
                arguments.into(),
                i32(table.generic_args.len() as u32),
                i32(table.field_bytes),
                enum_info.into(),
                self.code_or_null(table.shuffle)?.into(),
                self.code_or_null(table.multicast)?.into(),
            ],
            false,
        );
        Ok(self
            .constant(&format!("info:{}", table.name), value)
            .as_pointer_value())
    }
}
