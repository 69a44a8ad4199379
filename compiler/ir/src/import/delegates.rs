//! Delegates: `ldftn`, `ldvirtftn`, creation in place, members that the runtime supplies.

use super::convention::{Returned, returned};
use super::core::Importer;
use super::emit::Touch;
use super::error::{Outcome, Problem};
use super::il::Instr;
use super::item::{Addr, Item};
use crate::entity::Value;
use crate::func::Func;
use crate::function::*;
use crate::ty::{Cell, Ty};
use kiln_world::{Constrained, MethodId, TypeId};

impl Importer<'_> {
    fn method_token(&self, instr: Instr) -> Outcome<MethodId> {
        let target = self
            .world
            .resolve_method(self.assembly(), instr.token(), self.context())?;
        target
            .method()
            .ok_or_else(|| Problem::unsupported("the address of an array operation"))
    }

    pub fn ldftn(&mut self, instr: Instr) -> Outcome {
        let mut method = self.method_token(instr)?;
        if let Some(ty) = self.prefix.constrained
            && let Constrained::Static(target) | Constrained::Direct(target) =
                self.world.resolve_constrained(ty, method)?
        {
            method = target;
        }
        let item = if self.world.method(method).is_unmanaged_callers_only() {
            Item::Val(self.func_addr(Func::NativeEntry(method)))
        } else {
            Item::Code(method)
        };
        self.push(item);
        Ok(())
    }

    pub fn ldvirtftn(&mut self, instr: Instr) -> Outcome {
        let method = self.method_token(instr)?;
        let item = self.pop()?;
        let receiver = self.checked_ref(&item)?;
        let data = self.world.method(method);
        let known = if data.is_virtual() {
            self.devirtualise(method, &item)?
        } else {
            Some(method)
        };
        self.push(match known {
            Some(target) => Item::Code(target),
            None => Item::VirtualCode(method, receiver),
        });
        Ok(())
    }

    /// `newobj` of a delegate: the runtime's constructor in place.
    pub fn new_delegate(&mut self, ty: TypeId) -> Outcome {
        let code = self.pop()?;
        let target = self.pop()?;
        let target_value = self.value_as(&target, Ty::Ref)?;
        let (pointer, aux, is_open) = match &code {
            Item::Code(method) => self.delegate_code(ty, *method, &target, target_value)?,
            other => (self.value_as(other, Ty::Ptr)?, None, false),
        };
        let object = self.alloc(ty);
        let receiver = if is_open { object } else { target_value };
        self.delegate_field(object, "_target", Cell::Ref, receiver)?;
        self.delegate_field(object, "_methodPtr", Cell::Ptr, pointer)?;
        if let Some(aux) = aux {
            self.delegate_field(object, "_methodPtrAux", Cell::Ptr, aux)?;
        }
        self.push_val(object);
        Ok(())
    }

    fn delegate_field(&mut self, object: Value, name: &str, cell: Cell, value: Value) -> Outcome {
        let field = self.core_field(self.world.known().delegate, name)?;
        let offset = self.world.field_offset(field)? as i32;
        let (cell, value) = match self.cell(self.world.field(field).ty) {
            Some(stored) if stored != cell => (stored, self.scalar_as(value, stored.ty())?),
            _ => (cell, value),
        };
        let addr = Addr {
            base: object,
            offset,
            alias: Alias::Field(field),
        };
        self.store_cell(addr, cell, value, Touch::default());
        Ok(())
    }

    /// Code, auxiliary code, and whether the delegate is open.
    fn delegate_code(
        &mut self,
        ty: TypeId,
        method: MethodId,
        target: &Item,
        target_value: Value,
    ) -> Outcome<(Value, Option<Value>, bool)> {
        let data = self.world.method(method);
        let invoke = self.world.delegate_invoke(ty).ok_or_else(|| {
            Problem::invalid(format!("{} has no Invoke", self.world.display_type(ty)))
        })?;
        let wanted = self.world.method(invoke).signature().params.len();
        let have = data.signature().params.len();
        let hidden = returned(self.world, data.signature().ret)? == Returned::Pointer;
        if !data.is_static() {
            if wanted == have + 1 {
                // Open in its receiver: the first argument.
                let code = match hidden {
                    true => Func::Swapped(method),
                    false => crate::synth::receiver_unchecked(self.world, method),
                };
                let shuffle = self.func_addr(Func::Shuffle(ty));
                return Ok((shuffle, Some(self.func_addr(code)), true));
            }
            if wanted != have {
                return Err(self.unfit(ty, method));
            }
            if !self.item_fact(target).non_null {
                self.check_delegate_target(target_value)?;
            }
            let func = if self.world.is_value_type(data.owner) {
                Func::Unbox(method)
            } else {
                Func::Method(method)
            };
            return Ok((self.func_addr(func), None, false));
        }
        if wanted == have {
            let shuffle = self.func_addr(Func::Shuffle(ty));
            let code = self.func_addr(Func::Method(method));
            return Ok((shuffle, Some(code), true));
        }
        if wanted + 1 != have {
            return Err(self.unfit(ty, method));
        }
        let code = match hidden {
            true => Func::Swapped(method),
            false => Func::Method(method),
        };
        Ok((self.func_addr(code), None, false))
    }

    fn unfit(&self, ty: TypeId, method: MethodId) -> Problem {
        let (delegate, shown) = (
            self.world.display_type(ty),
            self.world.display_method(method),
        );
        Problem::invalid(format!(
            "{delegate} over {shown}, whose parameters do not fit"
        ))
    }

    /// An instance method wants a receiver.
    fn check_delegate_target(&mut self, target: Value) -> Outcome {
        let null = self.null_of(Ty::Ref);
        let is_null = self.icmp(Cond::Eq, target, null);
        let (bad, good) = (self.f.add_block(), self.f.add_block());
        self.terminate(Terminator::Branch {
            cond: is_null,
            then: Target::to(bad),
            other: Target::to(good),
        });
        self.start(bad);
        self.throw_kind(crate::ExceptionKind::Argument)?;
        self.start(good);
        Ok(())
    }

    /// Members of delegates that have no IL.
    pub fn delegate_member(
        &mut self,
        owner: TypeId,
        method: MethodId,
        args: Vec<Item>,
    ) -> Outcome<Option<Item>> {
        if self.world.method(method).name == "Invoke" {
            return self.call_as(CallKind::Delegate(owner), method, args);
        }
        self.call_method(method, args)
    }
}
