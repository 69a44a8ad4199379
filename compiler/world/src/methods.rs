//! Interning methods and fields of types, their bodies, constants and data.

use std::sync::Arc;

use kiln_metadata::{FieldFlags as MetaField, HasConstant, SigType};
use smallvec::SmallVec;

use crate::World;
use crate::error::{Place, Result, WorldError};
use crate::ids::{FieldDefId, FieldId, MethodDefId, MethodId, TypeId};
use crate::members::*;
use crate::shape::{GenericContext, Modifier, Shape};
use crate::typedef::TypeFlags;

impl World {
    #[inline]
    pub fn method(&self, method: MethodId) -> &Method {
        &self.store.method(method).method
    }

    #[inline]
    pub fn field(&self, field: FieldId) -> &Field {
        self.store.field(field)
    }

    /// The method of a definition in an interned type. Empty `args` on a generic method: open.
    pub fn method_of(&self, owner: TypeId, def: MethodDefId, args: &[TypeId]) -> Result<MethodId> {
        let info;
        let vars: SmallVec<[TypeId; 4]>;
        let args = if args.is_empty() {
            if let Some(found) = self.store.find_method(owner, def, args) {
                return Ok(found);
            }
            info = self.method_def(def)?;
            vars = (0..info.generic_count)
                .map(|n| self.intern(Shape::MethodVar(n)))
                .collect();
            if !vars.is_empty()
                && let Some(found) = self.store.find_method(owner, def, &vars)
            {
                return Ok(found);
            }
            &*vars
        } else {
            if let Some(found) = self.store.find_method(owner, def, args) {
                return Ok(found);
            }
            info = self.method_def(def)?;
            if info.generic_count as usize != args.len() {
                return Err(WorldError::invalid(format!(
                    "the method '{}' takes {} type arguments, not {}",
                    info.name,
                    info.generic_count,
                    args.len()
                )));
            }
            args
        };
        let context = GenericContext {
            type_args: self.args(owner),
            method_args: args,
        };
        let sig = self.subst_sig(info.sig, context);
        Ok(self.store.add_method(Method {
            owner,
            def,
            args: args.into(),
            name: info.name,
            sig,
            sig_ref: Arc::clone(&self.store.sig(sig).signature),
            flags: info.flags,
            attributes: info.attributes,
            impl_attributes: info.impl_attributes,
            pinvoke: info.pinvoke.clone(),
        }))
    }

    /// The same method with these type arguments of its own.
    pub fn instantiate_method(&self, method: MethodId, args: &[TypeId]) -> Result<MethodId> {
        let info = self.method(method);
        self.method_of(info.owner, info.def, args)
    }

    /// The method on its open definition.
    pub fn method_definition(&self, method: MethodId) -> MethodId {
        let info = self.method(method);
        let Some(def) = self.def(info.owner) else {
            return method;
        };
        if def.open == info.owner && info.args.is_empty() {
            return method;
        }
        self.method_of(def.open, info.def, &[]).unwrap_or(method)
    }

    /// Methods that the type itself declares, in order.
    pub fn declared_methods(&self, ty: TypeId) -> Vec<MethodId> {
        let Some(def) = self.def(ty) else {
            return Vec::new();
        };
        let mut methods = Vec::with_capacity(def.methods.len());
        for row in &def.methods {
            match self.method_of(
                ty,
                MethodDefId {
                    assembly: def.id.assembly,
                    row: *row,
                },
                &[],
            ) {
                Ok(id) => methods.push(id),
                Err(error) => self.report(error),
            }
        }
        methods
    }

    /// What the method's type and method variables stand for.
    pub fn context(&self, method: MethodId) -> GenericContext<'_> {
        let info = self.method(method);
        GenericContext {
            type_args: self.args(info.owner),
            method_args: &info.args,
        }
    }

    fn place_of(&self, method: MethodId) -> Place {
        Place {
            assembly: Some(
                self.assembly_name(self.method(method).def.assembly)
                    .to_string(),
            ),
            method: Some(self.display_method(method)),
            ..Place::default()
        }
    }

    /// IL, exactly instantiated; `None` when there is none. Substitutions and replacements are
    /// not applied: ask for those first.
    pub fn body(&self, method: MethodId) -> Result<Option<MethodBody>> {
        self.read_body(method)
            .map_err(|error| error.at(self.place_of(method)))
    }

    fn read_body(&self, method: MethodId) -> Result<Option<MethodBody>> {
        let info = self.method(method);
        if !info.has_body() {
            return Ok(None);
        }
        let assembly = info.def.assembly;
        let image = self.asm(assembly).image;
        let Some(body) = image.body(info.def.row)? else {
            return Ok(None);
        };
        let context = self.context(method);
        let locals = self.read_locals(method, body.local_sig)?;
        let mut clauses = Vec::with_capacity(body.clauses.len());
        for clause in &body.clauses {
            clauses.push(Clause {
                try_range: clause.try_start..clause.try_end,
                handler: clause.handler_start..clause.handler_end,
                kind: match clause.kind {
                    kiln_metadata::ClauseKind::Catch(ty) => {
                        ClauseKind::Catch(self.subst(self.type_token(assembly, ty)?, context))
                    }
                    kiln_metadata::ClauseKind::Filter(at) => ClauseKind::Filter(at),
                    kiln_metadata::ClauseKind::Finally => ClauseKind::Finally,
                    kiln_metadata::ClauseKind::Fault => ClauseKind::Fault,
                },
            });
        }
        Ok(Some(MethodBody {
            assembly,
            type_args: context.type_args.into(),
            method_args: context.method_args.into(),
            max_stack: body.max_stack,
            init_locals: body.init_locals,
            locals,
            il: body.code,
            clauses,
        }))
    }

    /// Local variables of a body, exact.
    pub fn locals(&self, method: MethodId) -> Result<Vec<LocalVar>> {
        let info = self.method(method);
        let image = self.asm(info.def.assembly).image;
        match image.body(info.def.row)? {
            Some(body) => self.read_locals(method, body.local_sig),
            None => Ok(Vec::new()),
        }
    }

    fn read_locals(
        &self,
        method: MethodId,
        row: Option<kiln_metadata::StandAloneSigRow>,
    ) -> Result<Vec<LocalVar>> {
        let Some(row) = row else {
            return Ok(Vec::new());
        };
        let assembly = self.method(method).def.assembly;
        let context = self.context(method);
        let types = self.asm(assembly).image.local_types(row)?;
        let mut locals = Vec::with_capacity(types.len());
        for ty in &types {
            locals.push(LocalVar {
                ty: self.subst(self.convert_type(assembly, ty)?, context),
                pinned: is_pinned(ty),
            });
        }
        Ok(locals)
    }

    /// Name of a parameter, from 0, without `this`.
    pub fn param_name(&self, method: MethodId, index: u32) -> Option<&'static str> {
        let info = self.method(method);
        let image = self.asm(info.def.assembly).image;
        let params = image.method(info.def.row).ok()?.params;
        params
            .iter()
            .filter_map(|row| image.param(row).ok())
            .find(|param| u32::from(param.sequence) == index + 1)
            .map(|param| param.name)
    }

    /// The type initialiser of an exact type.
    pub fn cctor(&self, ty: TypeId) -> Option<CctorInfo> {
        *self.store.ty(ty).cctor.get_or_init(|| {
            let def = self.def(ty)?;
            if !def.flags.contains(TypeFlags::HAS_CCTOR) {
                return None;
            }
            let method = self
                .declared_named(ty, ".cctor")
                .into_iter()
                .find(|id| self.method(*id).is_cctor())?;
            let before_field_init = def.is_before_field_init();
            Some(CctorInfo {
                method,
                before_field_init,
            })
        })
    }

    /// The `Finalize` override that runs for objects of this type; `None` for `Object`'s own.
    pub fn finalizer(&self, ty: TypeId) -> Option<MethodId> {
        if self.is_value_type(ty) || self.is_interface(ty) {
            return None;
        }
        let root = self.method_by_name(self.known().object, "Finalize", Some(0))?;
        let found = self.resolve_virtual(ty, root).ok()??;
        (found != root).then_some(found)
    }

    /// `Invoke` of a delegate type.
    pub fn delegate_invoke(&self, ty: TypeId) -> Option<MethodId> {
        match self.is_delegate(ty) {
            true => self.declared_named(ty, "Invoke").first().copied(),
            false => None,
        }
    }

    /// The field of a definition in an interned type.
    pub fn field_of(&self, owner: TypeId, def: FieldDefId) -> Result<FieldId> {
        if let Some(found) = self.store.find_field(owner, def) {
            return Ok(found);
        }
        let asm = self.asm(def.assembly);
        let row = asm.image.field(def.row)?;
        let mut modifiers: Vec<Modifier> = Vec::new();
        let sig = asm.image.field_sig(def.row)?;
        let ty = self.convert_with(def.assembly, &sig, 0, &mut modifiers)?;
        let mut flags = FieldFlags::empty();
        let table = [
            (MetaField::STATIC, FieldFlags::STATIC),
            (MetaField::INIT_ONLY, FieldFlags::INIT_ONLY),
            (MetaField::LITERAL, FieldFlags::LITERAL),
            (MetaField::HAS_RVA, FieldFlags::HAS_RVA),
            (MetaField::HAS_DEFAULT, FieldFlags::HAS_DEFAULT),
        ];
        for (from, to) in table {
            flags.set(to, row.flags.contains(from));
        }
        let volatile = modifiers.iter().any(|modifier| {
            modifier.required
                && self
                    .def(modifier.ty)
                    .is_some_and(|def| def.name == "IsVolatile")
        });
        flags.set(FieldFlags::VOLATILE, volatile);
        if flags.contains(FieldFlags::STATIC) && !flags.contains(FieldFlags::LITERAL) {
            let thread = self.carries(asm, def.row, "System", "ThreadStaticAttribute");
            flags.set(FieldFlags::THREAD_STATIC, thread);
            let fixed = self.carries(
                asm,
                def.row,
                "System.Runtime.CompilerServices",
                "FixedAddressValueTypeAttribute",
            );
            flags.set(FieldFlags::FIXED_ADDRESS, fixed);
        }
        let ty = self.subst(ty, GenericContext::of_type(self.args(owner)));
        Ok(self.store.add_field(Field {
            owner,
            def,
            name: row.name,
            ty,
            flags,
            attributes: row.flags.bits(),
        }))
    }

    /// Fields that the type itself declares, static and instance, in order.
    pub fn declared_fields(&self, ty: TypeId) -> Vec<FieldId> {
        let Some(def) = self.def(ty) else {
            return Vec::new();
        };
        let mut fields = Vec::with_capacity(def.fields.len());
        for row in &def.fields {
            match self.field_of(
                ty,
                FieldDefId {
                    assembly: def.id.assembly,
                    row: *row,
                },
            ) {
                Ok(id) => fields.push(id),
                Err(error) => self.report(error),
            }
        }
        fields
    }

    /// Offset of an instance field: from the start of a value, or of the object for classes.
    pub fn field_offset(&self, field: FieldId) -> Result<u32> {
        let info = self.field(field);
        let layout = self.layout(info.owner)?;
        let slot = layout.fields.iter().rev().find(|slot| slot.field == field);
        slot.map(|slot| slot.offset).ok_or_else(|| {
            WorldError::invalid(format!("{} has no offset", self.display_field(field)))
        })
    }

    pub(crate) fn explicit_offset(&self, def: FieldDefId) -> Result<u32> {
        let image = self.asm(def.assembly).image;
        match image.field_layout_of(def.row) {
            Some(row) => Ok(image.field_layout(row)?.offset),
            None => {
                let name = image.field(def.row)?.name;
                Err(WorldError::invalid(format!(
                    "the field '{name}' has no explicit offset"
                )))
            }
        }
    }

    /// Initial data of a field, as long as its type. Data that reaches into a section's zeros is
    /// given without them: what is missing is zero.
    pub fn rva_data(&self, field: FieldId) -> Option<&'static [u8]> {
        let info = self.field(field);
        let image = self.asm(info.def.assembly).image;
        let row = image.field_rva(image.field_rva_of(info.def.row)?).ok()?;
        let size = match self.layout(info.ty) {
            Ok(layout) => layout.size as usize,
            Err(_) => return None,
        };
        image.rva_data(row.rva, size).ok().map(|data| data.bytes)
    }

    /// Value of a literal field.
    pub fn constant(&self, field: FieldId) -> Option<Constant> {
        let info = self.field(field);
        let image = self.asm(info.def.assembly).image;
        let row = image
            .constant(image.constant_of(HasConstant::Field(info.def.row))?)
            .ok()?;
        decode_constant(row.element_type as u8, row.value)
    }
}

fn is_pinned(ty: &SigType) -> bool {
    match ty {
        SigType::Pinned(_) => true,
        SigType::Modified { inner, .. } => is_pinned(inner),
        _ => false,
    }
}

/// Decodes the value of a row of the Constant table by its element type.
fn decode_constant(element: u8, bytes: &[u8]) -> Option<Constant> {
    Some(match element {
        0x02 => Constant::Boolean(*bytes.first()? != 0),
        0x03 => Constant::Char(u16::from_le_bytes(*bytes.first_chunk()?)),
        0x04 => Constant::I8(*bytes.first()? as i8),
        0x05 => Constant::U8(*bytes.first()?),
        0x06 => Constant::I16(i16::from_le_bytes(*bytes.first_chunk()?)),
        0x07 => Constant::U16(u16::from_le_bytes(*bytes.first_chunk()?)),
        0x08 => Constant::I32(i32::from_le_bytes(*bytes.first_chunk()?)),
        0x09 => Constant::U32(u32::from_le_bytes(*bytes.first_chunk()?)),
        0x0A => Constant::I64(i64::from_le_bytes(*bytes.first_chunk()?)),
        0x0B => Constant::U64(u64::from_le_bytes(*bytes.first_chunk()?)),
        0x0C => Constant::F32(f32::from_le_bytes(*bytes.first_chunk()?)),
        0x0D => Constant::F64(f64::from_le_bytes(*bytes.first_chunk()?)),
        0x0E => {
            let unit = |pair: &[u8]| u16::from_le_bytes([pair[0], pair[1]]);
            Constant::String(bytes.chunks_exact(2).map(unit).collect())
        }
        0x12 => Constant::Null,
        _ => return None,
    })
}
