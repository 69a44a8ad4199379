//! What the runtime's part of reflection reads: modules with their metadata, and for each type what only the
//! compiler knows of its members. Laid out as `runtime/src/reflect/tables.rs` says.

use crate::error::Result;
use crate::ffi;
use crate::module::Codegen;
use inkwell::module::Linkage;
use inkwell::types::StructType;
use inkwell::values::{BasicValueEnum, PointerValue, StructValue, UnnamedAddress};
use kiln_analysis::reflect::{ReflectedField, ReflectedMethod, ReflectedModule, ReflectedType};
use kiln_ir::Func;

/// The runtime's name for the tables.
const SYMBOL: &str = "kiln_reflection";
/// In place of a module, a slot.
const NONE: u64 = 0xFFFF;

impl<'ctx> Codegen<'ctx, '_> {
    /// Defines the tables, if the runtime asks for them.
    pub fn define_reflection(&self) -> Result<()> {
        let (Some(reflection), Some(declared)) =
            (&self.program.reflection, self.module.get_global(SYMBOL))
        else {
            return Ok(());
        };
        let modules = reflection
            .modules
            .iter()
            .map(|module| self.reflected_module(module))
            .collect::<Vec<_>>();
        let types = reflection
            .types
            .iter()
            .map(|ty| self.reflected_type(ty))
            .collect::<Result<Vec<_>>>()?;
        let (module_count, type_count) = (modules.len(), types.len());
        let value = self.record(&[
            self.records(&modules).into(),
            self.records(&types).into(),
            self.number(module_count as u64, 32),
            self.number(type_count as u64, 32),
        ]);
        let global = self.module.add_global(value.get_type(), None, "");
        global.set_initializer(&value);
        global.set_constant(true);
        global.set_linkage(Linkage::Internal);
        global.set_alignment(8);
        ffi::replace_global(declared, global.as_pointer_value());
        global.set_name(SYMBOL);
        Ok(())
    }

    fn number(&self, value: u64, bits: u32) -> BasicValueEnum<'ctx> {
        self.types.int(bits).const_int(value, false).into()
    }

    fn record(&self, fields: &[BasicValueEnum<'ctx>]) -> StructValue<'ctx> {
        self.types.context.const_struct(fields, false)
    }

    /// A read-only array of records of one type.
    fn records(&self, records: &[StructValue<'ctx>]) -> PointerValue<'ctx> {
        let Some(first) = records.first() else {
            return self.types.ptr.const_null();
        };
        let ty: StructType<'ctx> = first.get_type();
        self.read_only(ty.const_array(records).into())
    }

    fn read_only(&self, value: BasicValueEnum<'ctx>) -> PointerValue<'ctx> {
        let name = self.symbols.borrow_mut().unique("reflection");
        let global = self.module.add_global(value.get_type(), None, &name);
        global.set_initializer(&value);
        global.set_constant(true);
        global.set_linkage(Linkage::Internal);
        global.set_unnamed_address(UnnamedAddress::Global);
        global.set_alignment(8);
        global.as_pointer_value()
    }

    fn c_text(&self, text: &str) -> BasicValueEnum<'ctx> {
        let bytes = self.types.context.const_string(text.as_bytes(), true);
        self.read_only(bytes.into()).into()
    }

    fn reflected_module(&self, module: &ReflectedModule) -> StructValue<'ctx> {
        let metadata = self.types.context.const_string(module.metadata, false);
        self.record(&[
            self.c_text(&module.name),
            self.c_text(&module.full_name),
            self.read_only(metadata.into()).into(),
            self.number(module.metadata.len() as u64, 32),
            self.number(u64::from(module.framework), 32),
        ])
    }

    fn reflected_type(&self, ty: &ReflectedType) -> Result<StructValue<'ctx>> {
        let methods = ty
            .methods
            .iter()
            .map(|method| self.reflected_method(method))
            .collect::<Result<Vec<_>>>()?;
        let fields = ty
            .fields
            .iter()
            .map(|field| self.reflected_field(field))
            .collect::<Result<Vec<_>>>()?;
        let interfaces = self.tables_of(&ty.interfaces)?;
        Ok(self.record(&[
            self.table_address(ty.ty)?.into(),
            self.records(&methods).into(),
            self.records(&fields).into(),
            interfaces.into(),
            self.code(ty.cctor)?,
            self.number(u64::from(ty.token), 32),
            self.number(ty.module.map_or(NONE, u64::from), 16),
            self.number(u64::from(ty.virtuals), 16),
            self.number(methods.len() as u64, 16),
            self.number(fields.len() as u64, 16),
            self.number(ty.interfaces.len() as u64, 16),
            self.number(u64::from(ty.definition), 16),
        ]))
    }

    fn tables_of(&self, types: &[kiln_world::TypeId]) -> Result<PointerValue<'ctx>> {
        if types.is_empty() {
            return Ok(self.types.ptr.const_null());
        }
        let tables = types
            .iter()
            .map(|ty| self.table_address(*ty))
            .collect::<Result<Vec<_>>>()?;
        Ok(self.read_only(self.types.ptr.const_array(&tables).into()))
    }

    fn code(&self, func: Option<Func>) -> Result<BasicValueEnum<'ctx>> {
        Ok(match func {
            Some(func) => self.function(func)?.as_global_value().as_pointer_value(),
            None => self.types.ptr.const_null(),
        }
        .into())
    }

    fn reflected_method(&self, method: &ReflectedMethod) -> Result<StructValue<'ctx>> {
        Ok(self.record(&[
            self.code(method.code)?,
            self.code(method.entry)?,
            self.code(method.invoke)?,
            self.tables_of(&method.args)?.into(),
            self.number(u64::from(method.token), 32),
            self.number(method.slot.map_or(NONE, u64::from), 16),
            self.number(method.args.len() as u64, 16),
        ]))
    }

    fn reflected_field(&self, field: &ReflectedField) -> Result<StructValue<'ctx>> {
        let address = match field.statics {
            Some(field) => self.static_address(field)?,
            None => self.types.ptr.const_null(),
        };
        Ok(self.record(&[
            address.into(),
            self.table_address(field.ty)?.into(),
            self.number(u64::from(field.token), 32),
            self.number(u64::from(field.offset), 32),
        ]))
    }
}
