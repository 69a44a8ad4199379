//! Static fields, one LLVM global each; constructor states; initial data of fields.

use crate::error::{CodegenError, Result};
use crate::module::Codegen;
use inkwell::ThreadLocalMode;
use inkwell::module::Linkage;
use inkwell::types::StructType;
use inkwell::values::{GlobalValue, PointerValue, UnnamedAddress};
use kiln_world::{FieldId, TypeId};

/// Alignment of field data in the image: enough for any primitive that it may be read as.
const DATA_ALIGN: u32 = 8;

/// State of a static constructor that has run.
pub(crate) const CCTOR_DONE: u64 = 2;

impl<'ctx> Codegen<'ctx, '_> {
    pub fn declare_statics(&self) {
        let mut data = self.data.borrow_mut();
        for (index, field) in self.program.statics.iter().enumerate() {
            let name = self
                .symbols
                .borrow_mut()
                .unique(&format!("static:{}", field.name));
            let size = field.size.max(1);
            let zero = field.refs.is_empty() && field.data.iter().all(|&byte| byte == 0);
            let global = if field.refs.is_empty() {
                let global = self.module.add_global(self.types.bytes(size), None, &name);
                if zero {
                    global.set_initializer(&self.types.bytes(size).const_zero());
                } else {
                    let mut bytes = field.data.clone();
                    bytes.resize(size as usize, 0);
                    global.set_initializer(&self.types.context.const_string(&bytes, false));
                }
                global
            } else {
                let parts = self.data_types(size, &field.refs);
                let ty = self.types.context.struct_type(&parts, true);
                self.module.add_global(ty, None, &name)
            };
            global.set_alignment(field.align.max(1));
            global.set_linkage(Linkage::Internal);
            if field.thread_local {
                global.set_thread_local(true);
                global.set_thread_local_mode(Some(self.tls_mode()));
            } else if field.constant {
                // What it refers to lies in the image.
                global.set_constant(true);
            } else if field.has_refs {
                self.place_root(global, zero, &name);
            }
            data.static_index.insert(field.field, index);
            data.statics.push(global);
        }
    }

    /// Initial content that refers to other things: they are declared by now.
    pub fn define_statics(&self) -> Result<()> {
        for (index, field) in self.program.statics.iter().enumerate() {
            if field.refs.is_empty() {
                continue;
            }
            let mut bytes = field.data.clone();
            bytes.resize(field.size.max(1) as usize, 0);
            let values = self.data_values(&bytes, &field.refs)?;
            let global = self.data.borrow().statics[index];
            global.set_initializer(&self.types.context.const_struct(&values, true));
        }
        Ok(())
    }

    /// Statically linked programs know the offset of each thread-local; others ask at run time.
    pub fn tls_mode(&self) -> ThreadLocalMode {
        match self.options.reloc_model {
            crate::RelocModel::Static => ThreadLocalMode::LocalExecTLSModel,
            crate::RelocModel::Pic => ThreadLocalMode::GeneralDynamicTLSModel,
        }
    }

    /// Where the collector looks for references.
    fn place_root(&self, global: GlobalValue<'ctx>, zero: bool, name: &str) {
        let section = if zero {
            ".bss.kiln.roots"
        } else {
            ".kiln.roots"
        };
        global.set_section(Some(&format!("{section}.{name}")));
        // The collector reads whole words.
        global.set_alignment(global.get_alignment().max(self.types.pointer_bytes));
    }

    pub fn static_address(&self, field: FieldId) -> Result<PointerValue<'ctx>> {
        let data = self.data.borrow();
        let index = data.static_index.get(&field).copied().ok_or_else(|| {
            CodegenError::internal(
                "?",
                format!(
                    "static field {} is used but not part of the program",
                    field.0
                ),
            )
        })?;
        Ok(data.statics[index].as_pointer_value())
    }

    /// Initial data of a field, in read-only memory.
    pub fn rva_address(&self, field: FieldId) -> Result<PointerValue<'ctx>> {
        if let Some(&index) = self.data.borrow().static_index.get(&field) {
            return Ok(self.data.borrow().statics[index].as_pointer_value());
        }
        if let Some(global) = self.data.borrow().rva.get(&field) {
            return Ok(global.as_pointer_value());
        }
        let bytes = self.facts.rva_data(field).ok_or_else(|| {
            CodegenError::internal("?", format!("field {} has no initial data", field.0))
        })?;
        let value = self.types.context.const_string(&bytes, false);
        let name = self
            .symbols
            .borrow_mut()
            .unique(&format!("data.{}", self.data.borrow().rva.len()));
        let global = self.module.add_global(value.get_type(), None, &name);
        global.set_initializer(&value);
        global.set_constant(true);
        global.set_linkage(Linkage::Internal);
        global.set_unnamed_address(UnnamedAddress::Global);
        global.set_alignment(DATA_ALIGN);
        self.data.borrow_mut().rva.insert(field, global);
        Ok(global.as_pointer_value())
    }

    /// {state, owner thread, exception} of a type's static constructor.
    pub fn cctor_type(&self) -> StructType<'ctx> {
        let types = &self.types;
        types.context.struct_type(
            &[types.i32.into(), types.i32.into(), types.ptr.into()],
            false,
        )
    }

    pub fn cctor_context(&self, ty: TypeId) -> PointerValue<'ctx> {
        if let Some(global) = self.data.borrow().cctors.get(&ty) {
            return global.as_pointer_value();
        }
        let name = self
            .symbols
            .borrow_mut()
            .unique(&format!("cctor-state:{}", self.facts.type_name(ty)));
        let global = self.module.add_global(self.cctor_type(), None, &name);
        global.set_initializer(&self.cctor_type().const_zero());
        global.set_linkage(Linkage::Internal);
        global.set_alignment(8);
        self.place_root(global, true, &name);
        self.data.borrow_mut().cctors.insert(ty, global);
        global.as_pointer_value()
    }
}
