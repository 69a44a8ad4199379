//! Objects that are part of the image: string literals, `RuntimeType` objects, and what was baked.

use crate::error::{CodegenError, Result};
use crate::literals;
use crate::module::Codegen;
use inkwell::module::Linkage;
use inkwell::types::{BasicType, BasicTypeEnum, StructType};
use inkwell::values::{BasicValueEnum, GlobalValue, PointerValue};
use kiln_bake::frozen::{FrozenId, FrozenObject, FrozenRef};
use kiln_world::TypeId;

/// The header word after the MethodTable of an object that the program may write: the collector's bit
/// "old, not yet logged" in the highest byte.
const UNLOGGED: u64 = 0x8000_0000;

const HEADER_BYTES: u32 = 8;

impl<'ctx> Codegen<'ctx, '_> {
    fn header(&self, ty: TypeId, mutable: bool) -> Result<[BasicValueEnum<'ctx>; 2]> {
        let word = self
            .types
            .i32
            .const_int(if mutable { UNLOGGED } else { 0 }, false);
        Ok([self.table_word(ty)?.into(), word.into()])
    }

    fn place_frozen(&self, global: GlobalValue<'ctx>, mutable: bool) {
        let name = global.get_name().to_string_lossy().into_owned();
        let section = if mutable {
            ".kiln.frozen"
        } else {
            ".rodata.kiln.frozen"
        };
        global.set_section(Some(&format!("{section}.{name}")));
        global.set_constant(!mutable);
        global.set_linkage(Linkage::Internal);
        global.set_alignment(HEADER_BYTES);
    }

    /// The frozen string of a literal; equal texts are one object.
    pub fn text(&self, text: &[u16]) -> Result<PointerValue<'ctx>> {
        if let Some(global) = self.data.borrow().texts.get(text) {
            return Ok(global.as_pointer_value());
        }
        let types = &self.types;
        let [table, word] = self.header(self.facts.string_type(), false)?;
        let chars: Vec<_> = text
            .iter()
            .copied()
            .chain([0])
            .map(|unit| types.i16.const_int(u64::from(unit), false))
            .collect();
        let length = types.i32.const_int(text.len() as u64, false);
        let value = types.context.const_struct(
            &[
                table,
                word,
                length.into(),
                types.i16.const_array(&chars).into(),
            ],
            false,
        );
        let name = format!("{}{}", literals::PREFIX, self.data.borrow().texts.len());
        let global = self.module.add_global(value.get_type(), None, &name);
        global.set_initializer(&value);
        self.place_frozen(global, false);
        self.data.borrow_mut().texts.insert(text.into(), global);
        Ok(global.as_pointer_value())
    }

    /// The frozen `System.RuntimeType` of a type.
    pub fn type_object(&self, ty: TypeId) -> Result<PointerValue<'ctx>> {
        if let Some(global) = self.data.borrow().type_objects.get(&ty) {
            return Ok(global.as_pointer_value());
        }
        let known = self.known_layout()?;
        let types = &self.types;
        let [table, word] = self.header(self.facts.runtime_type(), true)?;
        let pointer = types.pointer_bytes;
        let before = known.runtime_type_handle.saturating_sub(HEADER_BYTES);
        let after = known
            .runtime_type_size
            .saturating_sub(known.runtime_type_handle + pointer);
        let value = types.context.const_struct(
            &[
                table,
                word,
                types.bytes(before).const_zero().into(),
                self.table_address(ty)?.into(),
                types.bytes(after).const_zero().into(),
            ],
            true,
        );
        let name = self
            .symbols
            .borrow_mut()
            .unique(&format!("type:{}", self.facts.type_name(ty)));
        let global = self.module.add_global(value.get_type(), None, &name);
        global.set_initializer(&value);
        self.place_frozen(global, true);
        self.data.borrow_mut().type_objects.insert(ty, global);
        Ok(global.as_pointer_value())
    }

    /// Declares the frozen heap, so that its objects can refer to each other.
    pub fn declare_frozen(&self) {
        for (index, object) in self.program.frozen.objects.iter().enumerate() {
            let global =
                self.module
                    .add_global(self.frozen_type(object), None, &format!("frozen.{index}"));
            self.place_frozen(global, object.mutable);
            self.data.borrow_mut().frozen.push(global);
        }
    }

    pub fn frozen_address(&self, id: FrozenId) -> Result<PointerValue<'ctx>> {
        self.data
            .borrow()
            .frozen
            .get(id.0 as usize)
            .map(|global| global.as_pointer_value())
            .ok_or_else(|| {
                CodegenError::internal("?", format!("frozen object {} does not exist", id.0))
            })
    }

    fn frozen_type(&self, object: &FrozenObject) -> StructType<'ctx> {
        let mut fields: Vec<BasicTypeEnum<'ctx>> =
            vec![self.types.i32.into(), self.types.i32.into()];
        fields.extend(self.data_types(object.data.len() as u32, &object.refs));
        self.types.context.struct_type(&fields, true)
    }

    /// Bytes and addresses in turn.
    pub fn data_types(&self, size: u32, refs: &[(u32, FrozenRef)]) -> Vec<BasicTypeEnum<'ctx>> {
        let types = &self.types;
        let mut fields: Vec<BasicTypeEnum<'ctx>> = Vec::new();
        let mut at = 0;
        for (offset, _) in sorted(refs) {
            if offset > at {
                fields.push(types.bytes(offset - at).as_basic_type_enum());
            }
            fields.push(types.ptr.into());
            at = offset + types.pointer_bytes;
        }
        if size > at {
            fields.push(types.bytes(size - at).as_basic_type_enum());
        }
        fields
    }

    /// The constants of [`Codegen::data_types`].
    pub fn data_values(
        &self,
        data: &[u8],
        refs: &[(u32, FrozenRef)],
    ) -> Result<Vec<BasicValueEnum<'ctx>>> {
        let bytes = |from: u32, to: u32| -> BasicValueEnum<'ctx> {
            let part = &data[from as usize..to as usize];
            self.types.context.const_string(part, false).into()
        };
        let mut values = Vec::new();
        let mut at = 0;
        for (offset, target) in sorted(refs) {
            if offset > at {
                values.push(bytes(at, offset));
            }
            values.push(self.frozen_ref(target)?.into());
            at = offset + self.types.pointer_bytes;
        }
        let end = data.len() as u32;
        if end > at {
            values.push(bytes(at, end));
        }
        Ok(values)
    }

    pub fn define_frozen(&self) -> Result<()> {
        for (index, object) in self.program.frozen.objects.iter().enumerate() {
            let mut values: Vec<BasicValueEnum<'ctx>> =
                self.header(object.ty, object.mutable)?.to_vec();
            values.extend(self.data_values(&object.data, &object.refs)?);
            let global = self.data.borrow().frozen[index];
            global.set_initializer(&self.types.context.const_struct(&values, true));
        }
        Ok(())
    }

    fn frozen_ref(&self, target: &FrozenRef) -> Result<PointerValue<'ctx>> {
        match target {
            FrozenRef::Object(id) => self.frozen_address(*id),
            FrozenRef::Text(text) => self.text(text),
            FrozenRef::TypeObject(ty) => self.type_object(*ty),
            FrozenRef::MethodTable(ty) => self.table_address(*ty),
            FrozenRef::Code(func) => Ok(self.function(*func)?.as_global_value().as_pointer_value()),
        }
    }
}

fn sorted(refs: &[(u32, FrozenRef)]) -> Vec<(u32, &FrozenRef)> {
    let mut refs: Vec<(u32, &FrozenRef)> = refs
        .iter()
        .map(|(offset, target)| (*offset, target))
        .collect();
    refs.sort_by_key(|(offset, _)| *offset);
    refs
}
