//! Instance and static fields, and the triggers of static constructors.

use super::StaticValue;
use super::core::Importer;
use super::emit::{Touch, leaf_cell};
use super::error::{Outcome, Problem};
use super::il::{Instr, Opcode};
use super::item::{Addr, Item, Kind, Place, StructItem};
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;
use kiln_world::{Constant, FieldId, Substitution, TypeId};
use smallvec::SmallVec;

impl Importer<'_> {
    pub fn field_instr(&mut self, instr: Instr) -> Outcome {
        let field = self
            .world
            .resolve_field(self.assembly(), instr.token(), self.context())?;
        let touch = self.prefix.touch();
        let is_static = self.world.field(field).is_static();
        match instr.op {
            Opcode::Ldsfld | Opcode::Ldsflda | Opcode::Stsfld if !is_static => {
                let shown = self.world.display_field(field);
                Err(Problem::invalid(format!("{shown} is not static")))
            }
            Opcode::Ldsfld => {
                let item = self.load_static(field, touch)?;
                self.push(item);
                Ok(())
            }
            Opcode::Ldsflda => {
                let item = self.static_address(field)?;
                self.push(item);
                Ok(())
            }
            Opcode::Stsfld => {
                let item = self.pop()?;
                self.store_static(field, item, touch)
            }
            Opcode::Ldfld => {
                let object = self.pop()?;
                let item = if is_static {
                    self.load_static(field, touch)?
                } else {
                    self.load_field(object, field, touch)?
                };
                self.push(item);
                Ok(())
            }
            Opcode::Ldflda => {
                let object = self.pop()?;
                let item = if is_static {
                    self.static_address(field)?
                } else {
                    Item::Addr(self.field_address(&object, field)?)
                };
                self.push(item);
                Ok(())
            }
            _ => {
                let item = self.pop()?;
                let object = self.pop()?;
                if is_static {
                    return self.store_static(field, item, touch);
                }
                self.store_field(object, field, item, touch)
            }
        }
    }

    /// The field of the open definition: generic instances share their alias class.
    fn field_alias(&self, field: FieldId) -> Alias {
        let data = self.world.field(field);
        let Some(def) = self.world.def(data.owner) else {
            return Alias::Any;
        };
        // These types are views of other objects.
        if matches!(
            &*def.full_name,
            "System.Runtime.CompilerServices.RawData"
                | "System.Runtime.CompilerServices.RawArrayData"
        ) {
            return Alias::Any;
        }
        if self
            .world
            .layout(data.owner)
            .map_or(true, |layout| layout.overlapping)
        {
            return Alias::Any;
        }
        if def.arity == 0 {
            return Alias::Field(field);
        }
        self.world
            .field_of(def.open, data.def)
            .map_or(Alias::Any, Alias::Field)
    }

    pub fn field_address(&mut self, object: &Item, field: FieldId) -> Outcome<Addr> {
        let offset = self.world.field_offset(field)?;
        match self.kind(object) {
            Kind::Scalar(Ty::Ref) => {
                let base = self.checked_ref(object)?;
                let alias = self.field_alias(field);
                Ok(Addr {
                    base,
                    offset: offset as i32,
                    alias,
                })
            }
            Kind::Scalar(_) => Ok(self.address(object)?.plus(offset)),
            Kind::Struct(_) => {
                let addr = self.struct_memory(object)?;
                Ok(addr.plus(offset))
            }
        }
    }

    pub fn load_field(&mut self, object: Item, field: FieldId, touch: Touch) -> Outcome<Item> {
        let ty = self.world.field(field).ty;
        if let Item::TypeHandle(of) = object {
            return Ok(Item::Type(of));
        }
        if let Item::Struct(item) = &object {
            return self.field_of_struct(item, field);
        }
        if let Item::Boxed(boxed) = &object
            && self.world.field(field).owner == boxed.ty
        {
            let inner = boxed.inner.clone();
            return self.load_field(inner, field, touch);
        }
        let addr = self.field_address(&object, field)?;
        self.load(addr, ty, touch)
    }

    /// A field of a struct value.
    fn field_of_struct(&mut self, item: &StructItem, field: FieldId) -> Outcome<Item> {
        let ty = self.world.field(field).ty;
        let offset = self.world.field_offset(field)?;
        match &item.place {
            Place::Zero => Ok(self.default_item(ty)),
            Place::Leaves(values) => {
                let slots = self.leaf_slots(item.ty)?;
                if let Some(cell) = self.cell(ty) {
                    let found = slots
                        .iter()
                        .position(|slot| slot.offset == offset && leaf_cell(slot.kind) == cell);
                    if let Some(index) = found {
                        return Ok(Item::Val(values[index]));
                    }
                } else if let Ok(inner) = self.leaf_slots(ty) {
                    let mut picked: SmallVec<[crate::Value; 4]> = SmallVec::new();
                    for wanted in &inner {
                        let found = slots.iter().position(|slot| {
                            slot.offset == offset + wanted.offset && slot.kind == wanted.kind
                        });
                        picked.extend(found.map(|index| values[index]));
                    }
                    if picked.len() == inner.len() {
                        return Ok(Item::Struct(StructItem {
                            ty,
                            place: Place::Leaves(picked),
                        }));
                    }
                }
                let addr = self.struct_copy(&Item::Struct(item.clone()))?;
                self.load(addr.plus(offset), ty, Touch::default())
            }
            Place::Stable(addr) | Place::Var(_, addr) | Place::Memory(addr) => {
                let addr = addr.plus(offset);
                if self.cell(ty).is_some() {
                    return self.load(addr, ty, Touch::default());
                }
                let place = match &item.place {
                    Place::Stable(_) => Place::Stable(addr),
                    Place::Var(var, _) => Place::Var(*var, addr),
                    _ => Place::Memory(addr),
                };
                Ok(Item::Struct(StructItem { ty, place }))
            }
        }
    }

    pub fn store_field(
        &mut self,
        object: Item,
        field: FieldId,
        item: Item,
        touch: Touch,
    ) -> Outcome {
        let ty = self.world.field(field).ty;
        let item = self.coerce(item, ty)?;
        self.clobber(None)?;
        if matches!(self.kind(&object), Kind::Struct(_)) {
            return Err(Problem::invalid(
                "a store to a field of a value on the stack",
            ));
        }
        // A box that is still to be made must exist before its value changes elsewhere.
        let item = if let Item::Boxed(_) = item {
            Item::Val(self.value(&item)?)
        } else {
            item
        };
        let addr = self.field_address(&object, field)?;
        self.store(addr, ty, item, touch)
    }

    // Static fields.

    pub fn load_static(&mut self, field: FieldId, touch: Touch) -> Outcome<Item> {
        let data = self.world.field(field);
        if let Some(item) = self.known_static(field) {
            return Ok(item);
        }
        let addr = self.static_place(field)?;
        let item = self.load(addr, data.ty, touch)?;
        // It never changes, so the class of what it holds is known.
        Ok(match (self.host.static_value(field), item) {
            (Some(StaticValue::Object(class)), Item::Val(value)) => {
                Item::Val(self.known_class(value, class, true, true))
            }
            (_, item) => item,
        })
    }

    /// A static field whose value is known now.
    pub fn known_static(&mut self, field: FieldId) -> Option<Item> {
        let data = self.world.field(field);
        let ty = data.ty;
        if data.owner == self.world.known().string && data.name == "Empty" {
            return Some(Item::Text([].into()));
        }
        if let Some(value) = self.world.field_substitution(field) {
            return self.substituted(value, ty);
        }
        if data.is_literal() {
            return self.constant_item(self.world.constant(field)?, ty);
        }
        let cell = self.cell(ty);
        match (self.host.static_value(field)?, cell.map(|cell| cell.ty())) {
            (StaticValue::Int(value), Some(ty @ (Ty::I32 | Ty::I64))) => Some(Item::Int(ty, value)),
            (StaticValue::Int(value), Some(ty @ Ty::Ptr)) => {
                Some(Item::Val(self.iconst(ty, value)))
            }
            (StaticValue::Float(bits), Some(ty @ (Ty::F32 | Ty::F64))) => {
                Some(Item::Float(ty, bits))
            }
            (StaticValue::Null, Some(Ty::Ref)) => Some(Item::Null),
            (StaticValue::Text(text), Some(Ty::Ref)) => Some(Item::Text(text[..].into())),
            (StaticValue::Type(ty), Some(Ty::Ref)) => Some(Item::Type(ty)),
            _ => None,
        }
    }

    /// The item of a substituted value; `None` if it does not fit the type.
    pub fn substituted(&mut self, value: Substitution, ty: TypeId) -> Option<Item> {
        let cell = self.cell(ty);
        Some(match (value, cell.map(|cell| cell.ty())) {
            (Substitution::Int(value), Some(ty @ (Ty::I32 | Ty::I64))) => Item::Int(ty, value),
            (Substitution::F32(value), _) => Item::Float(Ty::F32, u64::from(value.to_bits())),
            (Substitution::F64(value), _) => Item::Float(Ty::F64, value.to_bits()),
            (Substitution::Default, _) => self.default_item(ty),
            _ => return None,
        })
    }

    fn constant_item(&mut self, constant: Constant, ty: TypeId) -> Option<Item> {
        let wide = self.cell(ty).map(|cell| cell.ty());
        let int = |value: i64| Some(Item::Int(wide?, value));
        match constant {
            Constant::Boolean(value) => int(value.into()),
            Constant::Char(value) | Constant::U16(value) => int(value.into()),
            Constant::I8(value) => int(value.into()),
            Constant::U8(value) => int(value.into()),
            Constant::I16(value) => int(value.into()),
            Constant::I32(value) => int(value.into()),
            Constant::U32(value) => int(i64::from(value as i32)),
            Constant::I64(value) => int(value),
            Constant::U64(value) => int(value as i64),
            Constant::F32(value) => Some(Item::Float(Ty::F32, value.to_bits().into())),
            Constant::F64(value) => Some(Item::Float(Ty::F64, value.to_bits())),
            Constant::String(text) => Some(Item::Text(text.into())),
            Constant::Null => Some(Item::Null),
        }
    }

    fn static_place(&mut self, field: FieldId) -> Outcome<Addr> {
        let data = self.world.field(field);
        if data.has_rva() {
            let base = self.rva_addr(field);
            return Ok(Addr::any(base));
        }
        self.trigger_module(data.owner);
        self.trigger(data.owner);
        let base = self.val(Op::StaticAddr, [], Payload::Field(field), Ty::ByRef);
        self.f.values[base].fact.non_null = true;
        Ok(Addr {
            base,
            offset: 0,
            alias: Alias::Static(field),
        })
    }

    pub fn rva_addr(&mut self, field: FieldId) -> crate::Value {
        let base = self.val(Op::RvaAddr, [], Payload::Field(field), Ty::Ptr);
        self.f.values[base].fact.non_null = true;
        base
    }

    pub fn static_address(&mut self, field: FieldId) -> Outcome<Item> {
        let addr = self.static_place(field)?;
        if self.f.ty(addr.base) == Ty::Ptr {
            return Ok(Item::Val(self.scalar_as(addr.base, Ty::ByRef)?));
        }
        Ok(Item::Addr(addr))
    }

    pub fn store_static(&mut self, field: FieldId, item: Item, touch: Touch) -> Outcome {
        let ty = self.world.field(field).ty;
        let item = self.coerce(item, ty)?;
        self.clobber(None)?;
        let addr = self.static_place(field)?;
        self.store(addr, ty, item, touch)
    }

    /// Runs the module initialiser of the assembly that a type is from, before anything in it. The program's
    /// own has run before `Main`.
    pub fn trigger_module(&mut self, ty: TypeId) {
        let Some(def) = self.world.def(ty) else {
            return;
        };
        if let Some(module) = self.world.module_type(def.id.assembly)
            && module != ty
            && def.id.assembly != self.world.root_assembly()
        {
            self.trigger(module);
        }
    }

    /// Runs the static constructor of a type before what follows, unless it surely has run.
    pub fn trigger(&mut self, owner: TypeId) {
        if self.state.triggered.contains(&owner) || !self.host.needs_cctor(owner) {
            return;
        }
        if let Some(method) = self.method {
            let data = self.world.method(method);
            if data.owner == owner && data.is_cctor() {
                return;
            }
        }
        self.inst(Op::Cctor, [], Payload::Type(owner), &[]);
        self.state.triggered.push(owner);
    }
}
