//! Objects: casts, boxes, and `newobj` of everything but delegates.

use super::core::Importer;
use super::emit::Touch;
use super::error::{Outcome, Problem};
use super::il::Instr;
use super::item::{Addr, Item, Place, StackBox, StructItem};
use crate::entity::Value;
use crate::function::*;
use crate::op::Op;
use crate::ty::Ty;
use kiln_world::{FieldId, MethodId, MethodTarget, TypeId};
use std::rc::Rc;

impl Importer<'_> {
    // Casts.

    pub fn cast_instr(&mut self, ty: TypeId, throws: bool) -> Outcome {
        let item = self.pop()?;
        let item = self.cast(item, ty, throws)?;
        self.push(item);
        Ok(())
    }

    pub fn cast(&mut self, item: Item, ty: TypeId, throws: bool) -> Outcome<Item> {
        let target = self.world.is_nullable(ty).unwrap_or(ty);
        if let Item::Null = item {
            return Ok(item);
        }
        let fact = self.item_fact(&item);
        if target == self.world.known().object {
            return Ok(item);
        }
        if let Some(class) = fact.class {
            if self.world.is_assignable(class, target) {
                return Ok(item);
            }
            if fact.exact && !throws {
                return Ok(Item::Null);
            }
            // Unrelated classes have no common descendants.
            if !throws && self.are_unrelated(class, target) {
                return Ok(Item::Null);
            }
        }
        let value = self.value_as(&item, Ty::Ref)?;
        let op = if throws { Op::Cast } else { Op::IsInst };
        let result = self.val(op, [value], Payload::Type(target), Ty::Ref);
        let exact = self.world.is_sealed_exact(target);
        self.known_class(result, target, exact, throws && fact.non_null);
        Ok(Item::Val(result))
    }

    fn are_unrelated(&self, class: TypeId, target: TypeId) -> bool {
        let plain = |ty: TypeId| {
            self.world.def(ty).is_some()
                && self.world.is_ref_type(ty)
                && !self.world.is_interface(ty)
                && !self.world.is_delegate(ty)
        };
        if !plain(class) || (!plain(target) && !self.world.is_value_type(target)) {
            return false;
        }
        !self.world.is_subclass_of(target, class) && !self.world.is_subclass_of(class, target)
    }

    // Boxes.

    pub fn box_instr(&mut self, ty: TypeId) -> Outcome {
        if !self.world.is_value_type(ty) {
            return Ok(());
        }
        let item = self.pop()?;
        let inner = self.coerce(item, ty)?;
        self.push(Item::Boxed(Rc::new(StackBox { ty, inner })));
        Ok(())
    }

    /// Allocates a box.
    pub fn box_now(&mut self, boxed: &StackBox) -> Outcome<Value> {
        let ty = boxed.ty;
        if self.world.is_byref_like(ty) {
            let shown = self.world.display_type(ty);
            return Err(Problem::invalid(format!("{shown} cannot be boxed")));
        }
        if let Some(inner) = self.world.is_nullable(ty) {
            return self.box_nullable(ty, inner, &boxed.inner);
        }
        let object = self.alloc(ty);
        self.fill_box(object, ty, boxed.inner.clone())?;
        Ok(object)
    }

    pub fn alloc(&mut self, ty: TypeId) -> Value {
        let object = self.val(Op::Alloc, [], Payload::Type(ty), Ty::Ref);
        self.known_class(object, ty, true, true)
    }

    fn fill_box(&mut self, object: Value, ty: TypeId, item: Item) -> Outcome {
        let to = Addr {
            base: object,
            offset: Self::OBJECT_DATA as i32,
            alias: Alias::Any,
        };
        self.store(to, ty, item, Touch::default())
    }

    fn box_nullable(&mut self, ty: TypeId, inner: TypeId, item: &Item) -> Outcome<Value> {
        let (has, value) = self.nullable_fields(ty)?;
        let item = self.settle(item.clone())?;
        let has = self.load_field(item.clone(), has, Touch::default())?;
        match self.truth(&has) {
            Some(false) => return Ok(self.null_of(Ty::Ref)),
            Some(true) => {
                let content = self.load_field(item, value, Touch::default())?;
                let object = self.alloc(inner);
                self.fill_box(object, inner, content)?;
                return Ok(object);
            }
            None => {}
        }
        let cond = self.value(&has)?;
        let null = self.null_of(Ty::Ref);
        let (full, done) = (self.f.add_block(), self.f.add_block());
        let result = self.f.add_param(done, Ty::Ref);
        let other = Target {
            block: done,
            args: smallvec::smallvec![null],
        };
        self.terminate(Terminator::Branch {
            cond,
            then: Target::to(full),
            other,
        });
        self.start(full);
        let content = self.load_field(item, value, Touch::default())?;
        let object = self.alloc(inner);
        self.fill_box(object, inner, content)?;
        self.terminate(Terminator::Jump(Target {
            block: done,
            args: smallvec::smallvec![object],
        }));
        self.start(done);
        Ok(self.known_class(result, inner, true, false))
    }

    pub fn nullable_fields(&self, ty: TypeId) -> Outcome<(FieldId, FieldId)> {
        Ok((
            self.core_field(ty, "hasValue")?,
            self.core_field(ty, "value")?,
        ))
    }

    pub fn unbox_instr(&mut self, ty: TypeId) -> Outcome {
        let item = self.pop()?;
        let inner = match &item {
            Item::Boxed(boxed) if boxed.ty == ty => Some(boxed.inner.clone()),
            _ if self.world.is_nullable(ty).is_some() => Some(self.unbox_value(item.clone(), ty)?),
            _ => None,
        };
        let addr = match inner {
            Some(inner) => {
                let temp = self.temp(ty)?;
                self.store(temp, ty, inner, Touch::default())?;
                temp
            }
            None => self.unbox_address(&item, ty)?,
        };
        self.push(Item::Addr(addr));
        Ok(())
    }

    /// Where the value of a box lies, checked for null and type.
    pub fn unbox_address(&mut self, item: &Item, ty: TypeId) -> Outcome<Addr> {
        let object = self.checked_ref(item)?;
        let fact = self.f.fact(object);
        if !(fact.exact && fact.class == Some(ty)) {
            self.inst(Op::UnboxCheck, [object], Payload::Type(ty), &[]);
        }
        Ok(Addr {
            base: object,
            offset: Self::OBJECT_DATA as i32,
            alias: Alias::Any,
        })
    }

    /// Where the value of a box lies that becomes a nullable: unlike plain unboxing this takes no enum for
    /// its integer, and names the nullable type when it fails.
    fn unbox_nullable_address(
        &mut self,
        item: &Item,
        nullable: TypeId,
        inner: TypeId,
    ) -> Outcome<Addr> {
        let object = self.checked_ref(item)?;
        let fact = self.f.fact(object);
        if !(fact.exact && fact.class == Some(inner)) {
            let found = self.val(Op::IsInst, [object], Payload::Type(inner), Ty::Ref);
            let null = self.null_of(Ty::Ref);
            let cond = self.icmp(Cond::Ne, found, null);
            let (good, bad) = (self.f.add_block(), self.f.add_block());
            self.terminate(Terminator::Branch {
                cond,
                then: Target::to(good),
                other: Target::to(bad),
            });
            self.start(bad);
            let name = self.world.reflection_name(nullable);
            let name = Item::Text(name.encode_utf16().collect());
            let name = self.value(&name)?;
            self.throw_by(crate::Func::ThrowCast, &[object, name]);
            self.start(good);
        }
        Ok(Addr {
            base: object,
            offset: Self::OBJECT_DATA as i32,
            alias: Alias::Any,
        })
    }

    pub fn unbox_any(&mut self, ty: TypeId) -> Outcome {
        let item = self.pop()?;
        let item = if self.world.is_value_type(ty) {
            self.unbox_value(item, ty)?
        } else {
            self.cast(item, ty, true)?
        };
        self.push(item);
        Ok(())
    }

    pub fn unbox_value(&mut self, item: Item, ty: TypeId) -> Outcome<Item> {
        if let Item::Boxed(boxed) = &item
            && boxed.ty == ty
        {
            return Ok(boxed.inner.clone());
        }
        let Some(inner) = self.world.is_nullable(ty) else {
            let addr = self.unbox_address(&item, ty)?;
            return self.load(addr, ty, Touch::default());
        };
        if let Item::Null = item {
            return Ok(self.default_item(ty));
        }
        let (has, value) = self.nullable_fields(ty)?;
        let (has, value) = (
            self.world.field_offset(has)?,
            self.world.field_offset(value)?,
        );
        let temp = self.temp(ty)?;
        let known = self.world.known().boolean;
        let fill = |this: &mut Self, object: &Item| -> Outcome {
            let content = match object {
                Item::Boxed(boxed) if boxed.ty == inner => boxed.inner.clone(),
                _ => {
                    let addr = this.unbox_nullable_address(object, ty, inner)?;
                    this.load(addr, inner, Touch::default())?
                }
            };
            this.store(temp.plus(has), known, Item::bool(true), Touch::default())?;
            this.store(temp.plus(value), inner, content, Touch::default())
        };
        self.zero(temp, ty);
        if self.item_fact(&item).non_null {
            fill(self, &item)?;
        } else {
            let object = self.value_as(&item, Ty::Ref)?;
            let null = self.null_of(Ty::Ref);
            let cond = self.icmp(Cond::Ne, object, null);
            let (full, done) = (self.f.add_block(), self.f.add_block());
            self.terminate(Terminator::Branch {
                cond,
                then: Target::to(full),
                other: Target::to(done),
            });
            self.start(full);
            let checked = self.state.checked.clone();
            self.state.checked.push(object);
            fill(self, &Item::Val(object))?;
            self.state.checked = checked;
            self.terminate(Terminator::Jump(Target::to(done)));
            self.start(done);
        }
        Ok(Item::Struct(StructItem {
            ty,
            place: Place::Stable(temp),
        }))
    }

    // New objects.

    pub fn newobj(&mut self, instr: Instr) -> Outcome {
        let target = self
            .world
            .resolve_method(self.assembly(), instr.token(), self.context())?;
        let ctor = match target.target {
            MethodTarget::Array(array) => return self.new_md_array(array),
            MethodTarget::Method(method) => method,
        };
        let data = self.world.method(ctor);
        let owner = data.owner;
        if !data.is_ctor() {
            let shown = self.world.display_method(ctor);
            return Err(Problem::invalid(format!(
                "newobj of {shown}, which is no constructor"
            )));
        }
        if self.world.is_delegate(owner) {
            return self.new_delegate(owner);
        }
        let args = self.pop_many(data.signature().params.len())?;
        if owner == self.world.known().string {
            let made = self.string_ctor(ctor)?;
            let result = self.call_method(made, args)?;
            self.push(result.ok_or(Problem::StackUnderflow)?);
            return Ok(());
        }
        let item = self.new_object(owner, ctor, args)?;
        if self.open {
            self.push(item);
        }
        Ok(())
    }

    /// Allocates and constructs.
    pub fn new_object(&mut self, owner: TypeId, ctor: MethodId, args: Vec<Item>) -> Outcome<Item> {
        if self.world.is_value_type(owner) {
            if let Some(item) = self.expand_new(ctor, &args)? {
                return Ok(item);
            }
            let temp = self.temp(owner)?;
            self.zero(temp, owner);
            let mut all = vec![Item::Addr(temp)];
            all.extend(args);
            self.call_method(ctor, all)?;
            return match self.cell(owner) {
                Some(_) => self.load(temp, owner, Touch::default()),
                None => Ok(Item::Struct(StructItem {
                    ty: owner,
                    place: Place::Stable(temp),
                })),
            };
        }
        if self.world.def(owner).is_some_and(|def| def.is_abstract()) {
            let shown = self.world.display_type(owner);
            return Err(Problem::invalid(format!(
                "{shown} is abstract and cannot be made"
            )));
        }
        let object = self.alloc(owner);
        let mut all = vec![Item::Val(object)];
        all.extend(args);
        self.call_method(ctor, all)?;
        Ok(Item::Val(object))
    }

    /// The `Ctor` method that stands for a constructor of `String`.
    fn string_ctor(&self, ctor: MethodId) -> Outcome<MethodId> {
        let string = self.world.known().string;
        let wanted = &self.world.method(ctor).signature().params;
        let found = self
            .world
            .declared_methods(string)
            .into_iter()
            .find(|method| {
                let data = self.world.method(*method);
                data.name == "Ctor" && data.signature().params == *wanted
            });
        found
            .ok_or_else(|| Problem::invalid("this constructor of System.String has no Ctor method"))
    }

    pub fn pop_many(&mut self, count: usize) -> Outcome<Vec<Item>> {
        let at = self
            .state
            .stack
            .len()
            .checked_sub(count)
            .ok_or(Problem::StackUnderflow)?;
        Ok(self.state.stack.split_off(at))
    }

    // Typed references.

    pub fn mkrefany(&mut self, instr: Instr) -> Outcome {
        let ty = self.type_token(instr)?;
        let item = self.pop()?;
        let value = self.value_as(&item, Ty::ByRef)?;
        let typed = self.world.known().typed_reference;
        let temp = self.temp(typed)?;
        self.zero(temp, typed);
        let (address, kind) = self.typed_reference_fields()?;
        self.store_cell(
            temp.plus(address),
            crate::ty::Cell::ByRef,
            value,
            Touch::default(),
        );
        let handle = self.type_handle(ty);
        self.store_cell(
            temp.plus(kind),
            crate::ty::Cell::Ptr,
            handle,
            Touch::default(),
        );
        self.push(Item::Struct(StructItem {
            ty: typed,
            place: Place::Stable(temp),
        }));
        Ok(())
    }

    fn typed_reference_fields(&self) -> Outcome<(u32, u32)> {
        let typed = self.world.known().typed_reference;
        let address = self.core_field(typed, "_value")?;
        let kind = self.core_field(typed, "_type")?;
        Ok((
            self.world.field_offset(address)?,
            self.world.field_offset(kind)?,
        ))
    }

    pub fn refanyval(&mut self, instr: Instr) -> Outcome {
        let ty = self.type_token(instr)?;
        let item = self.pop()?;
        let from = self.struct_memory(&item)?;
        let (address, kind) = self.typed_reference_fields()?;
        let have = self.load_cell(from.plus(kind), crate::ty::Cell::Ptr, Touch::default());
        let want = self.type_handle(ty);
        let same = self.icmp(Cond::Eq, have, want);
        let (good, bad) = (self.f.add_block(), self.f.add_block());
        self.terminate(Terminator::Branch {
            cond: same,
            then: Target::to(good),
            other: Target::to(bad),
        });
        self.start(bad);
        self.throw_kind(crate::ExceptionKind::InvalidCast)?;
        self.start(good);
        let value = self.load_cell(from.plus(address), crate::ty::Cell::ByRef, Touch::default());
        self.push_val(value);
        Ok(())
    }

    pub fn refanytype(&mut self) -> Outcome {
        let item = self.pop()?;
        let from = self.struct_memory(&item)?;
        let (_, kind) = self.typed_reference_fields()?;
        let handle = self.load_cell(from.plus(kind), crate::ty::Cell::Ptr, Touch::default());
        let object = self.exposed_type(handle);
        let ty = self.world.known().runtime_type_handle;
        self.push(Item::Struct(StructItem {
            ty,
            place: Place::Leaves(smallvec::smallvec![object]),
        }));
        Ok(())
    }

    /// The `RuntimeType` of a MethodTable: two loads.
    pub fn exposed_type(&mut self, table: Value) -> Value {
        let pointer = self.pointer as i32;
        let (aux, exposed) = if pointer == 8 { (32, 16) } else { (24, 8) };
        let mut info = MemoryInfo::new(crate::ty::Cell::Ptr, aux, Alias::Header);
        info.invariant = true;
        let auxiliary = self.val(Op::Load, [table], Payload::Memory(info), Ty::Ptr);
        let mut info = MemoryInfo::new(crate::ty::Cell::Ref, exposed, Alias::Header);
        info.invariant = true;
        let object = self.val(Op::Load, [auxiliary], Payload::Memory(info), Ty::Ref);
        let class = self.world.known().runtime_type;
        self.known_class(object, class, true, true)
    }

    /// Raises one of the exceptions that instructions raise; control does not come back.
    pub fn throw_kind(&mut self, kind: crate::ExceptionKind) -> Outcome {
        self.throw_by(crate::Func::Throw(kind), &[]);
        Ok(())
    }

    /// Calls what throws.
    fn throw_by(&mut self, func: crate::Func, args: &[crate::Value]) {
        let site = self.f.new_site();
        let info = CallInfo {
            kind: CallKind::Direct(func),
            site,
            tail: false,
            no_return: true,
        };
        self.inst(
            Op::Call,
            args.iter().copied(),
            Payload::Call(Box::new(info)),
            &[],
        );
        self.unreachable();
    }
}
