//! The host over a resolved world: types, layouts and dispatch from there; bodies, static constructors and
//! runtime entries from whoever explores the program.

use crate::host::{Answer, CctorAction, EntryEffect, Host, ObjectModel, StaticData};
use crate::machine::Machine;
use crate::trap::TrapReason;
use crate::value::Val;
use kiln_ir::dispatch::code_for;
use kiln_ir::{Func, Function};
use kiln_world::{FieldId, MethodId, TypeId, World, WorldError};
use std::sync::Arc;

/// What the world does not know.
pub trait Program {
    /// The body of a function, imported on demand.
    fn function(&mut self, func: Func) -> Answer<Arc<Function>>;
    /// Whether a type's static constructor runs when its trigger is reached.
    fn cctor(&mut self, ty: TypeId) -> Answer<CctorAction>;
    /// Whether code may use a static field at build time.
    fn may_use_static(&mut self, field: FieldId) -> Answer<()> {
        let _ = field;
        Ok(())
    }
    /// The field in which a getter keeps what it makes when first asked.
    fn lazy_field(&mut self, func: Func) -> Option<FieldId> {
        let _ = func;
        None
    }
    /// Memory of a type's method table.
    fn method_table(&mut self, ty: TypeId, offset: i64, bytes: u32) -> Answer<Val> {
        let _ = (ty, offset, bytes);
        Err(TrapReason::Opaque("a method table"))
    }
    fn runtime_entry(
        &mut self,
        symbol: &str,
        args: &[Val],
        machine: &mut Machine,
    ) -> Answer<EntryEffect> {
        let _ = (symbol, args, machine);
        Ok(EntryEffect::Refused)
    }
}

pub struct WorldHost<'w, P> {
    pub world: &'w World,
    pub program: P,
    model: ObjectModel,
}

fn refused(error: WorldError) -> TrapReason {
    TrapReason::Refused(error.to_string())
}

/// Where things lie in objects of the world's target.
pub fn model(world: &World) -> Answer<ObjectModel> {
    let target = world.target();
    let delegate = world.known().delegate;
    let type_handle = world
        .field_by_name(world.known().runtime_type, "m_handle")
        .and_then(|field| world.field_offset(field).ok())
        .unwrap_or(0);
    let field = |name: &str| {
        let field = world
            .field_by_name(delegate, name)
            .ok_or_else(|| TrapReason::Refused(format!("System.Delegate has no field {name}")))?;
        world.field_offset(field).map_err(refused)
    };
    Ok(ObjectModel {
        pointer_bytes: target.pointer_bytes,
        little_endian: target.little_endian,
        delegate_target: field("_target")?,
        delegate_code: field("_methodPtr")?,
        type_handle,
        ..ObjectModel::little_64()
    })
}

impl<'w, P: Program> WorldHost<'w, P> {
    pub fn new(world: &'w World, program: P) -> Answer<Self> {
        let model = model(world)?;
        Ok(WorldHost {
            world,
            program,
            model,
        })
    }

    fn resolve(&self, receiver: TypeId, method: MethodId) -> Answer<Func> {
        code_for(self.world, receiver, method).ok_or_else(|| {
            let method = self.world.display_method(method);
            TrapReason::Refused(format!("calls {method}, which has no one implementation"))
        })
    }
}

impl<P: Program> Host for WorldHost<'_, P> {
    fn model(&self) -> ObjectModel {
        self.model
    }

    fn function(&mut self, func: Func) -> Answer<Arc<Function>> {
        self.program.function(func)
    }

    fn object_bytes(&self, ty: TypeId) -> Answer<u32> {
        Ok(self.world.layout(ty).map_err(refused)?.instance_size)
    }

    fn value_bytes(&self, ty: TypeId) -> Answer<u32> {
        Ok(self.world.layout(ty).map_err(refused)?.size)
    }

    fn element(&self, array: TypeId) -> Option<TypeId> {
        if self.world.is_array(array) {
            self.world.element(array)
        } else {
            None
        }
    }

    fn is_assignable(&self, from: TypeId, to: TypeId) -> bool {
        self.world.is_assignable(from, to)
    }

    fn unboxes_as(&self, object: TypeId, ty: TypeId) -> bool {
        self.world.enum_underlying(object) == self.world.enum_underlying(ty)
    }

    fn string_type(&self) -> Answer<TypeId> {
        Ok(self.world.known().string)
    }

    fn runtime_type(&self) -> Answer<TypeId> {
        Ok(self.world.known().runtime_type)
    }

    fn resolve_virtual(&mut self, receiver: TypeId, method: MethodId) -> Answer<Func> {
        self.resolve(receiver, method)
    }

    fn resolve_interface(&mut self, receiver: TypeId, method: MethodId) -> Answer<Func> {
        self.resolve(receiver, method)
    }

    fn static_data(&mut self, field: FieldId) -> Answer<StaticData> {
        let data = self.world.field(field);
        if data.is_thread_static() {
            return Err(TrapReason::ThreadStatic(field));
        }
        self.program.may_use_static(field)?;
        if data.has_rva() {
            return Ok(StaticData {
                bytes: self.rva_data(field)?,
                writable: false,
            });
        }
        let size = self.value_bytes(data.ty)?;
        Ok(StaticData {
            bytes: vec![0; size as usize],
            writable: true,
        })
    }

    fn rva_data(&mut self, field: FieldId) -> Answer<Vec<u8>> {
        match self.world.rva_data(field) {
            Some(data) => Ok(data.to_vec()),
            None => Err(TrapReason::Refused(
                "uses a field without initial data".into(),
            )),
        }
    }

    fn cctor(&mut self, ty: TypeId) -> Answer<CctorAction> {
        self.program.cctor(ty)
    }

    fn static_owner(&self, field: FieldId) -> Option<TypeId> {
        Some(self.world.field(field).owner)
    }

    fn is_constant_static(&self, field: FieldId) -> bool {
        self.world.field(field).is_init_only()
    }

    /// Strings and delegates do not change; of other objects, the fields that only constructors set.
    fn is_constant_at(&self, object: TypeId, offset: i64, bytes: u32) -> bool {
        let world = self.world;
        if object == world.known().string || world.is_delegate(object) {
            return true;
        }
        if world.is_array(object) {
            let data = i64::from(self.model.array_data);
            return offset + i64::from(bytes) <= data;
        }
        let Ok(layout) = world.layout(object) else {
            return false;
        };
        if layout.overlapping || world.is_value_type(object) {
            return false;
        }
        let end = offset + i64::from(bytes);
        layout.fields.iter().any(|place| {
            let field = world.field(place.field);
            let size = match world.is_value_type(field.ty) {
                true => world.layout(field.ty).map_or(0, |layout| layout.size),
                false => self.model.pointer_bytes,
            };
            let start = i64::from(place.offset);
            field.is_init_only() && start <= offset && end <= start + i64::from(size)
        })
    }

    fn lazy_field(&mut self, func: Func) -> Option<FieldId> {
        self.program.lazy_field(func)
    }

    fn method_table(&mut self, ty: TypeId, offset: i64, bytes: u32) -> Answer<Val> {
        self.program.method_table(ty, offset, bytes)
    }

    fn has_finalizer(&self, ty: TypeId) -> bool {
        self.world.finalizer(ty).is_some()
    }

    fn runtime_entry(
        &mut self,
        symbol: &str,
        args: &[Val],
        machine: &mut Machine,
    ) -> Answer<EntryEffect> {
        self.program.runtime_entry(symbol, args, machine)
    }
}
