//! The managed calling convention: how values of a type travel as parameters and results.

use super::core::Importer;
use super::emit::leaf_cell;
use super::error::{Outcome, Problem};
use super::item::{Item, Place, StructItem};
use crate::entity::Value;
use crate::function::*;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{Flat, LeafSlot, TypeId, World, WorldError};
use smallvec::SmallVec;

/// How a result comes back.
#[derive(Clone, Debug, PartialEq)]
pub enum Returned {
    Nothing,
    /// A primitive, reference or pointer.
    Scalar(Cell),
    /// The one or two leaves of a struct.
    Leaves(SmallVec<[LeafSlot; 4]>),
    /// Through a hidden pointer: the first parameter after the receiver.
    Pointer,
}

/// How a method returns a value of a type.
pub fn returned(world: &World, ty: TypeId) -> Result<Returned, WorldError> {
    Ok(match world.flatten(ty)? {
        Flat::Void => Returned::Nothing,
        Flat::Scalar(leaf) => Returned::Scalar(leaf_cell(*leaf)),
        Flat::Leaves(leaves) if leaves.len() <= 2 => Returned::Leaves(leaves.clone()),
        Flat::Leaves(_) | Flat::Memory { .. } => Returned::Pointer,
    })
}

/// The machine types of the results.
pub fn result_types(returned: &Returned) -> SmallVec<[Ty; 2]> {
    match returned {
        Returned::Nothing | Returned::Pointer => SmallVec::new(),
        Returned::Scalar(cell) => smallvec::smallvec![cell.ty()],
        Returned::Leaves(leaves) => leaves
            .iter()
            .map(|leaf| leaf_cell(leaf.kind).ty())
            .collect(),
    }
}

/// The machine types that a parameter of this type becomes.
pub fn parameter_types(world: &World, ty: TypeId) -> Result<SmallVec<[Ty; 4]>, WorldError> {
    Ok(match world.flatten(ty)? {
        Flat::Void => SmallVec::new(),
        Flat::Scalar(leaf) => smallvec::smallvec![leaf_cell(*leaf).ty()],
        Flat::Leaves(leaves) => leaves
            .iter()
            .map(|leaf| leaf_cell(leaf.kind).ty())
            .collect(),
        Flat::Memory { .. } => smallvec::smallvec![Ty::Ptr],
    })
}

/// What a call passes and gets.
#[derive(Copy, Clone, Debug)]
pub struct CallShape<'a> {
    /// `this` first.
    pub params: &'a [TypeId],
    pub ret: TypeId,
    pub has_this: bool,
    pub tail: bool,
}

impl<'a> CallShape<'a> {
    /// A call of a static method.
    pub fn of(params: &'a [TypeId], ret: TypeId) -> CallShape<'a> {
        CallShape {
            params,
            ret,
            has_this: false,
            tail: false,
        }
    }
}

impl Importer<'_> {
    fn is_own_stack(&self, value: Value) -> bool {
        self.f.def_as(value, Op::SlotAddr).is_some()
            || self.f.def_as(value, Op::Localloc).is_some()
            || self
                .f
                .def_as(value, Op::Offset)
                .is_some_and(|data| self.is_own_stack(data.args[0]))
    }

    /// Makes the function's parameters and results from managed types; gives an item a parameter.
    pub fn declare(
        &mut self,
        params: &[TypeId],
        ret: TypeId,
        has_this: bool,
    ) -> Outcome<Vec<Item>> {
        let entry = self.f.entry;
        self.return_type = ret;
        let returned = returned(self.world, ret)?;
        let mut items = Vec::with_capacity(params.len());
        let (receiver, params) = params.split_at(usize::from(has_this && !params.is_empty()));
        for &ty in receiver {
            items.push(self.declare_param(ty)?);
        }
        if returned == Returned::Pointer {
            let pointer = self.f.add_param(entry, Ty::Ptr);
            self.f.values[pointer].fact.non_null = true;
            self.return_pointer = Some(pointer);
        }
        self.f.rets = result_types(&returned);
        for &ty in params {
            items.push(self.declare_param(ty)?);
        }
        Ok(items)
    }

    fn declare_param(&mut self, ty: TypeId) -> Outcome<Item> {
        let entry = self.f.entry;
        Ok(match self.world.flatten(ty)? {
            Flat::Void => return Err(Problem::invalid("a parameter of type void")),
            Flat::Scalar(leaf) => {
                let value = self.f.add_param(entry, leaf_cell(*leaf).ty());
                if self.cell(ty) == Some(Cell::Ref) {
                    self.class_fact(value, ty);
                }
                Item::Val(value)
            }
            Flat::Leaves(leaves) => {
                let values = leaves
                    .iter()
                    .map(|leaf| self.f.add_param(entry, leaf_cell(leaf.kind).ty()))
                    .collect();
                Item::Struct(StructItem {
                    ty,
                    place: Place::Leaves(values),
                })
            }
            Flat::Memory { .. } => {
                let value = self.f.add_param(entry, Ty::Ptr);
                self.f.values[value].fact.non_null = true;
                Item::Struct(StructItem {
                    ty,
                    place: Place::Stable(super::item::Addr::any(value)),
                })
            }
        })
    }

    /// Turns arguments into machine values in parameter order.
    pub fn flatten_args(
        &mut self,
        params: &[TypeId],
        items: Vec<Item>,
        out: &mut SmallVec<[Value; 8]>,
    ) -> Outcome {
        if params.len() != items.len() {
            return Err(Problem::invalid(format!(
                "{} arguments for {} parameters",
                items.len(),
                params.len()
            )));
        }
        for (&ty, item) in params.iter().zip(items) {
            let item = self.coerce(item, ty)?;
            match self.world.flatten(ty)? {
                Flat::Void => {}
                Flat::Scalar(leaf) => out.push(self.value_as(&item, leaf_cell(*leaf).ty())?),
                Flat::Leaves(_) => out.extend(self.leaves(&item)?),
                Flat::Memory { .. } => {
                    let addr = self.struct_copy(&item)?;
                    out.push(self.pointer_to(addr)?);
                }
            }
        }
        Ok(())
    }

    /// The address of our own stack memory as an unmanaged pointer.
    pub fn pointer_to(&mut self, addr: super::item::Addr) -> Outcome<Value> {
        if let Alias::Slot(slot) = addr.alias
            && addr.offset == 0
        {
            return Ok(self.slot_addr(slot, Ty::Ptr));
        }
        let value = self.addr_value(addr);
        self.scalar_as(value, Ty::Ptr)
    }

    /// A call. Operands are `lead` (the code address of indirect calls), the receiver, the hidden return
    /// pointer, and the other arguments in order. Gives the result unless the return type is void.
    pub fn emit_call(
        &mut self,
        kind: CallKind,
        lead: Option<Value>,
        shape: CallShape<'_>,
        mut items: Vec<Item>,
    ) -> Outcome<Option<Item>> {
        self.clobber(None)?;
        let CallShape {
            params,
            ret,
            has_this,
            tail,
        } = shape;
        if params.len() != items.len() {
            return Err(Problem::invalid(format!(
                "{} arguments for {} parameters",
                items.len(),
                params.len()
            )));
        }
        let returned = returned(self.world, ret)?;
        let mut args: SmallVec<[Value; 8]> = SmallVec::new();
        args.extend(lead);
        let mut result = None;
        let (this, rest) = params.split_at(usize::from(has_this));
        let others = items.split_off(usize::from(has_this));
        self.flatten_args(this, items, &mut args)?;
        if returned == Returned::Pointer {
            let temp = match self
                .return_pointer
                .filter(|_| tail && self.return_type == ret)
            {
                // What follows is `ret`.
                Some(pointer) => super::item::Addr::any(pointer),
                None => self.temp(ret)?,
            };
            args.push(self.pointer_to(temp)?);
            result = Some(Item::Struct(StructItem {
                ty: ret,
                place: Place::Stable(temp),
            }));
        }
        self.flatten_args(rest, others, &mut args)?;
        // Our own stack memory must outlive the call.
        let tail = tail && self.region.is_none() && !args.iter().any(|arg| self.is_own_stack(*arg));
        // Native code leaves what it likes above a small result.
        let is_managed = matches!(
            kind,
            CallKind::Direct(_)
                | CallKind::Virtual(_)
                | CallKind::Interface(_)
                | CallKind::Delegate(_)
                | CallKind::Indirect
        );
        let site = self.f.new_site();
        let info = CallInfo {
            kind,
            site,
            tail,
            no_return: false,
        };
        let types = result_types(&returned);
        let inst = self.inst(Op::Call, args, Payload::Call(Box::new(info)), &types);
        let values: SmallVec<[Value; 4]> = self.f.insts[inst].results.iter().copied().collect();
        Ok(match returned {
            Returned::Nothing => None,
            Returned::Pointer => result,
            Returned::Scalar(cell) => {
                if cell == Cell::Ref {
                    self.class_fact(values[0], ret);
                } else if is_managed {
                    self.small_results.insert(values[0], cell);
                }
                Some(Item::Val(values[0]))
            }
            Returned::Leaves(_) => Some(Item::Struct(StructItem {
                ty: ret,
                place: Place::Leaves(values),
            })),
        })
    }

    /// Returns an item (none for void) by the function's own convention.
    pub fn return_item(&mut self, item: Option<Item>) -> Outcome {
        let ty = self.return_type;
        let returned = returned(self.world, ty)?;
        let values: SmallVec<[Value; 2]> = match (returned, item) {
            (Returned::Nothing, _) => SmallVec::new(),
            (_, None) => return Err(Problem::StackUnderflow),
            (Returned::Scalar(cell), Some(item)) => {
                let item = self.coerce(item, ty)?;
                smallvec::smallvec![self.value_as(&item, cell.ty())?]
            }
            (Returned::Leaves(_), Some(item)) => {
                let item = self.coerce(item, ty)?;
                self.leaves(&item)?.into_iter().collect()
            }
            (Returned::Pointer, Some(item)) => {
                let pointer = self.return_pointer.ok_or(Problem::StackUnderflow)?;
                let to = super::item::Addr::any(pointer);
                self.store(to, ty, item, Default::default())?;
                SmallVec::new()
            }
        };
        self.terminate(Terminator::Return(values));
        Ok(())
    }

    /// Parameter types of a method, `this` first.
    pub fn params_with_this(&self, method: kiln_world::MethodId) -> Vec<TypeId> {
        let data = self.world.method(method);
        let sig = data.signature();
        let mut params = Vec::with_capacity(sig.params.len() + 1);
        if sig.has_this && !sig.explicit_this {
            params.push(self.this_type(data.owner));
        }
        params.extend_from_slice(&sig.params);
        params
    }

    /// `this` of an instance method: a byref for value types.
    pub fn this_type(&self, owner: TypeId) -> TypeId {
        if self.world.is_value_type(owner) {
            self.world.by_ref(owner)
        } else {
            owner
        }
    }
}
