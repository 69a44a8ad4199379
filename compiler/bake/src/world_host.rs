//! The host over a resolved world: types, layouts and dispatch from there; bodies, static constructors and
//! runtime entries from whoever explores the program.

use crate::host::{Answer, CctorAction, EntryEffect, Host, ObjectModel, StaticData};
use crate::machine::Machine;
use crate::trap::TrapReason;
use crate::value::Val;
use kiln_ir::{Func, Function};
use kiln_world::{FieldId, InterfaceTarget, MethodId, TypeId, World, WorldError};
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

    /// The entry for a receiver: boxed values are unboxed first.
    fn entry(&self, receiver: TypeId, method: MethodId) -> Func {
        let owner = self.world.method(method).owner;
        if self.world.is_value_type(receiver) && self.world.is_value_type(owner) {
            Func::Unbox(method)
        } else {
            Func::Method(method)
        }
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
        match self
            .world
            .resolve_virtual(receiver, method)
            .map_err(refused)?
        {
            Some(body) => Ok(self.entry(receiver, body)),
            None => Err(TrapReason::Refused("calls an abstract method".into())),
        }
    }

    fn resolve_interface(&mut self, receiver: TypeId, method: MethodId) -> Answer<Func> {
        match self
            .world
            .resolve_interface(receiver, method)
            .map_err(refused)?
        {
            InterfaceTarget::Method(body) | InterfaceTarget::Default(body) => {
                Ok(self.entry(receiver, body))
            }
            InterfaceTarget::Ambiguous | InterfaceTarget::Missing => Err(TrapReason::Refused(
                "calls an interface method without one implementation".into(),
            )),
        }
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

    fn runtime_entry(
        &mut self,
        symbol: &str,
        args: &[Val],
        machine: &mut Machine,
    ) -> Answer<EntryEffect> {
        self.program.runtime_entry(symbol, args, machine)
    }
}
