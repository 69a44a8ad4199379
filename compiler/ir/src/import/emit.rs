//! From items to SSA values and back: materialising constants and addresses, reading and writing memory.

use super::core::Importer;
use super::error::{Outcome, Problem};
use super::item::{Addr, Item, Kind, Place, StackBox, StructItem};
use crate::entity::Value;
use crate::func::Func;
use crate::function::*;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{Flat, Leaf, LeafSlot, TypeId};
use smallvec::SmallVec;
use std::rc::Rc;

/// How memory is touched: prefixes of IL instructions.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Touch {
    pub volatile: bool,
    /// 0 is natural.
    pub align: u8,
}

pub(crate) fn leaf_cell(leaf: Leaf) -> Cell {
    match leaf {
        Leaf::I8 => Cell::I8,
        Leaf::U8 => Cell::U8,
        Leaf::I16 => Cell::I16,
        Leaf::U16 => Cell::U16,
        Leaf::I32 => Cell::I32,
        Leaf::I64 => Cell::I64,
        Leaf::F32 => Cell::F32,
        Leaf::F64 => Cell::F64,
        Leaf::Ref => Cell::Ref,
        Leaf::ByRef => Cell::ByRef,
        Leaf::Ptr => Cell::Ptr,
    }
}

impl Importer<'_> {
    // Constants.

    pub fn iconst(&mut self, ty: Ty, value: i64) -> Value {
        match ty {
            Ty::I32 => self.val(Op::Iconst, [], Payload::Int(i64::from(value as i32)), ty),
            Ty::I64 => self.val(Op::Iconst, [], Payload::Int(value), ty),
            _ if value == 0 => self.null_of(ty),
            _ => {
                let native = self.native;
                let int = self.iconst(native, value);
                self.convert(as_address(ty), int, ty)
            }
        }
    }

    pub fn native_const(&mut self, value: i64) -> Value {
        let native = self.native;
        self.iconst(native, value)
    }

    pub fn null_of(&mut self, ty: Ty) -> Value {
        self.val(Op::Null, [], Payload::None, ty)
    }

    pub fn convert(&mut self, conv: Conv, from: Value, to: Ty) -> Value {
        let value = self.val(Op::Convert, [from], Payload::Conv(conv), to);
        if to.is_address() {
            self.f.values[value].fact.non_null = self.f.values[from].fact.non_null;
        }
        value
    }

    pub fn icmp(&mut self, cond: Cond, a: Value, b: Value) -> Value {
        self.val(Op::Icmp, [a, b], Payload::Cond(cond), Ty::I32)
    }

    pub fn binary(&mut self, op: Op, a: Value, b: Value) -> Value {
        let ty = self.f.ty(a);
        self.val(op, [a, b], Payload::None, ty)
    }

    pub fn known_class(
        &mut self,
        value: Value,
        class: TypeId,
        exact: bool,
        non_null: bool,
    ) -> Value {
        self.f.values[value].fact = RefFact {
            class: Some(class),
            exact,
            non_null,
        };
        value
    }

    /// The same object, known to be of another class.
    pub fn as_class(&mut self, value: Value, class: TypeId) -> Value {
        let fact = self.f.fact(value);
        if fact.class == Some(class) || fact.exact || self.world.is_value_type(class) {
            return value;
        }
        if fact
            .class
            .is_some_and(|known| self.world.is_subclass_of(known, class))
        {
            return value;
        }
        let seen = self.val(Op::Convert, [value], Payload::Conv(Conv::AsRef), Ty::Ref);
        self.known_class(seen, class, false, fact.non_null)
    }

    pub fn type_object(&mut self, ty: TypeId) -> Value {
        let value = self.val(Op::TypeObject, [], Payload::Type(ty), Ty::Ref);
        let class = self.world.known().runtime_type;
        self.known_class(value, class, true, true)
    }

    pub fn type_handle(&mut self, ty: TypeId) -> Value {
        let value = self.val(Op::TypeHandle, [], Payload::Type(ty), Ty::Ptr);
        self.f.values[value].fact.non_null = true;
        value
    }

    pub fn func_addr(&mut self, func: Func) -> Value {
        self.val(Op::FuncAddr, [], Payload::Func(func), Ty::Ptr)
    }

    // Items.

    pub fn kind(&self, item: &Item) -> Kind {
        Kind::Scalar(match item {
            Item::Int(ty, _) | Item::Float(ty, _) => *ty,
            Item::Null | Item::Type(_) | Item::Text(_) | Item::Boxed(_) => Ty::Ref,
            Item::Val(value) => self.f.ty(*value),
            Item::Addr(addr) => crate::build::interior(self.f.ty(addr.base)),
            Item::Struct(item) => return Kind::Struct(item.ty),
            Item::Code(_) | Item::VirtualCode(..) => Ty::Ptr,
            Item::TypeHandle(_) => return Kind::Struct(self.world.known().runtime_type_handle),
            Item::FieldHandle(_) => return Kind::Struct(self.world.known().runtime_field_handle),
            Item::MethodHandle(_) => return Kind::Struct(self.world.known().runtime_method_handle),
        })
    }

    pub fn describe(&self, item: &Item) -> String {
        match self.kind(item) {
            Kind::Scalar(ty) => ty.name().to_string(),
            Kind::Struct(ty) => self.world.display_type(ty),
        }
    }

    /// The scalar that an item stands for.
    pub fn value(&mut self, item: &Item) -> Outcome<Value> {
        Ok(match item {
            Item::Int(ty, value) => self.iconst(*ty, *value),
            Item::Float(ty, bits) => self.val(Op::Fconst, [], Payload::Float(*bits), *ty),
            Item::Null => self.null_of(Ty::Ref),
            Item::Type(ty) => self.type_object(*ty),
            Item::Text(text) => {
                let value = self.val(Op::StringLit, [], Payload::Text(text[..].into()), Ty::Ref);
                let class = self.world.known().string;
                self.known_class(value, class, true, true)
            }
            Item::Val(value) => *value,
            Item::Addr(addr) => self.addr_value(*addr),
            Item::Boxed(boxed) => self.box_now(&boxed.clone())?,
            Item::Code(method) => self.func_addr(Func::Method(*method)),
            Item::VirtualCode(method, receiver) => {
                let payload = Payload::Func(Func::Method(*method));
                self.val(Op::VirtualAddr, [*receiver], payload, Ty::Ptr)
            }
            Item::Struct(item) => {
                let shown = self.world.display_type(item.ty);
                return Err(Problem::invalid(format!(
                    "a value of type {shown} is used as a scalar"
                )));
            }
            Item::TypeHandle(_) | Item::FieldHandle(_) | Item::MethodHandle(_) => {
                return Err(Problem::invalid("a runtime handle is used as a scalar"));
            }
        })
    }

    pub fn addr_value(&mut self, addr: Addr) -> Value {
        let ty = self.f.ty(addr.base);
        if addr.offset == 0 && ty != Ty::Ref {
            return addr.base;
        }
        let to = crate::build::interior(ty);
        let value = self.val(
            Op::Offset,
            [addr.base],
            Payload::Int(i64::from(addr.offset)),
            to,
        );
        self.f.values[value].fact.non_null = ty != Ty::Ptr;
        value
    }

    /// A value of exactly this machine type.
    pub fn value_as(&mut self, item: &Item, to: Ty) -> Outcome<Value> {
        match (item, to) {
            (Item::Int(_, value), Ty::I32 | Ty::I64 | Ty::Ptr | Ty::ByRef) => {
                return Ok(self.iconst(to, *value));
            }
            (Item::Int(_, 0), Ty::Ref) => return Ok(self.null_of(to)),
            (Item::Null, to) if to.is_address() => return Ok(self.null_of(to)),
            (Item::Null, Ty::I32 | Ty::I64) => return Ok(self.iconst(to, 0)),
            _ => {}
        }
        let value = self.value(item)?;
        self.scalar_as(value, to)
    }

    /// ECMA-335 III.1.6: implicit conversions between stack types.
    pub fn scalar_as(&mut self, value: Value, to: Ty) -> Outcome<Value> {
        let from = self.f.ty(value);
        if from == to {
            return Ok(value);
        }
        Ok(match (from, to) {
            (Ty::I32, Ty::I64) => self.convert(Conv::Sext, value, to),
            (Ty::I64, Ty::I32) => self.convert(Conv::Trunc, value, to),
            (Ty::F32, Ty::F64) | (Ty::F64, Ty::F32) => self.convert(Conv::FloatToFloat, value, to),
            (Ty::I32 | Ty::I64, Ty::Ptr | Ty::ByRef | Ty::Ref) => {
                if let Some(data) = self.f.def_as(value, Op::Convert)
                    && data.payload == Payload::Conv(Conv::AsInt)
                    && self.f.ty(data.args[0]) != Ty::Ref
                    && to != Ty::Ref
                {
                    let origin = data.args[0];
                    return self.scalar_as(origin, to);
                }
                let native = self.native;
                let value = self.scalar_as(value, native)?;
                self.convert(as_address(to), value, to)
            }
            (Ty::Ptr | Ty::ByRef | Ty::Ref, Ty::I32 | Ty::I64) => {
                let native = self.native;
                let value = self.convert(Conv::AsInt, value, native);
                self.scalar_as(value, to)?
            }
            (Ty::Ptr | Ty::ByRef | Ty::Ref, Ty::Ptr | Ty::ByRef | Ty::Ref) => {
                self.convert(as_address(to), value, to)
            }
            _ => return Err(Problem::invalid(format!("{from} where {to} is needed"))),
        })
    }

    /// Converts an item to what a location of this type holds: assignment and argument passing.
    pub fn coerce(&mut self, item: Item, ty: TypeId) -> Outcome<Item> {
        let Some(cell) = self.cell(ty) else {
            return self.coerce_struct(item, ty);
        };
        if let (Item::Int(_, value), Ty::I32 | Ty::I64) = (&item, cell.ty()) {
            return Ok(Item::Int(cell.ty(), narrow_const(cell, *value)));
        }
        match (&item, cell.ty()) {
            (Item::Null | Item::Type(_) | Item::Text(_) | Item::Boxed(_), Ty::Ref) => {
                return Ok(item);
            }
            (Item::Float(a, _), b) if *a == b => return Ok(item),
            (Item::Addr(addr), Ty::ByRef) if self.f.ty(addr.base) != Ty::Ptr => return Ok(item),
            (Item::Code(_) | Item::VirtualCode(..), Ty::Ptr | Ty::I64) => return Ok(item),
            _ => {}
        }
        let value = self.value_as(&item, cell.ty())?;
        let value = self.narrow(value, cell);
        Ok(Item::Val(value))
    }

    fn coerce_struct(&mut self, item: Item, ty: TypeId) -> Outcome<Item> {
        match self.kind(&item) {
            Kind::Struct(have) if have == ty => Ok(item),
            Kind::Struct(have) if self.world.layout(have)?.size == self.world.layout(ty)?.size => {
                // Same bits under another name: reads as the wanted type.
                let addr = self.struct_memory(&item)?;
                Ok(Item::Struct(StructItem {
                    ty,
                    place: Place::Stable(addr),
                }))
            }
            _ => {
                let (have, want) = (self.describe(&item), self.world.display_type(ty));
                Err(Problem::invalid(format!("{have} where {want} is needed")))
            }
        }
    }

    /// Keeps the low bits that a small cell holds, extended.
    pub fn narrow(&mut self, value: Value, cell: Cell) -> Value {
        let conv = match cell {
            Cell::I8 => Conv::Sext8,
            Cell::U8 => Conv::Zext8,
            Cell::I16 => Conv::Sext16,
            Cell::U16 => Conv::Zext16,
            _ => return value,
        };
        if self.fits(value, cell) {
            value
        } else {
            self.convert(conv, value, Ty::I32)
        }
    }

    fn fits(&self, value: Value, cell: Cell) -> bool {
        let Some(inst) = self.f.def_inst(value) else {
            return false;
        };
        let data = &self.f.insts[inst];
        let (low, high) = match (&data.op, &data.payload) {
            (Op::Call, _) => match self.small_results.get(&value).copied().and_then(range_of) {
                Some(range) => range,
                None => return false,
            },
            (Op::Icmp | Op::Fcmp | Op::StoreCheck, _) => (0, 1),
            (Op::Load, Payload::Memory(info)) => match range_of(info.cell) {
                Some(range) => range,
                None => return false,
            },
            (Op::Convert, Payload::Conv(conv)) => match conv {
                Conv::Sext8 => (-128, 127),
                Conv::Zext8 => (0, 255),
                Conv::Sext16 => (-32768, 32767),
                Conv::Zext16 => (0, 65535),
                _ => return false,
            },
            (Op::Iconst, Payload::Int(value)) => (*value, *value),
            _ => return false,
        };
        range_of(cell).is_none_or(|(least, most)| least <= low && high <= most)
    }

    // Memory.

    pub fn info(&self, addr: Addr, cell: Cell, touch: Touch) -> MemoryInfo {
        MemoryInfo {
            volatile: touch.volatile,
            align: touch.align,
            ..MemoryInfo::new(cell, addr.offset, addr.alias)
        }
    }

    pub fn load_cell(&mut self, addr: Addr, cell: Cell, touch: Touch) -> Value {
        self.guard(addr);
        let info = self.info(addr, cell, touch);
        self.val(Op::Load, [addr.base], Payload::Memory(info), cell.ty())
    }

    pub fn store_cell(&mut self, addr: Addr, cell: Cell, value: Value, touch: Touch) {
        self.guard(addr);
        let info = self.info(addr, cell, touch);
        let op = if cell != Cell::Ref || self.is_null_value(value) {
            Op::Store
        } else {
            match (self.f.ty(addr.base), addr.alias) {
                (Ty::Ptr, _) | (_, Alias::Slot(_) | Alias::Static(_)) => Op::Store,
                (Ty::Ref, _) => Op::StoreRef,
                _ => Op::StoreRefAt,
            }
        };
        self.inst(op, [addr.base, value], Payload::Memory(info), &[]);
    }

    pub fn is_null_value(&self, value: Value) -> bool {
        self.f.def_as(value, Op::Null).is_some()
    }

    /// Reads a value of a type; structs stay where they are until they are needed.
    pub fn load(&mut self, addr: Addr, ty: TypeId, touch: Touch) -> Outcome<Item> {
        match self.cell(ty) {
            Some(cell) => {
                let value = self.load_cell(addr, cell, touch);
                if cell == Cell::Ref {
                    self.class_fact(value, ty);
                }
                Ok(Item::Val(value))
            }
            None => {
                self.world.layout(ty)?;
                self.guard(addr);
                let place = Place::Memory(addr);
                let item = Item::Struct(StructItem { ty, place });
                if touch.volatile || touch.align != 0 {
                    self.settle(item)
                } else {
                    Ok(item)
                }
            }
        }
    }

    /// Notes that a reference is of its declared class.
    pub fn class_fact(&mut self, value: Value, ty: TypeId) {
        if ty != self.world.known().object {
            let exact = self.world.is_sealed_exact(ty);
            let fact = &mut self.f.values[value].fact;
            fact.class = Some(ty);
            fact.exact = exact;
        }
    }

    /// Writes a value of a type. The caller has settled what the store may change.
    pub fn store(&mut self, addr: Addr, ty: TypeId, item: Item, touch: Touch) -> Outcome {
        let item = self.coerce(item, ty)?;
        let Some(cell) = self.cell(ty) else {
            return self.store_struct(addr, ty, &item);
        };
        let value = self.value_as(&item, cell.ty())?;
        self.store_cell(addr, cell, value, touch);
        Ok(())
    }

    fn store_struct(&mut self, addr: Addr, ty: TypeId, item: &Item) -> Outcome {
        let place = match item {
            Item::Struct(item) => item.place.clone(),
            other => Place::Leaves(self.handle_leaves(other)?),
        };
        match place {
            Place::Zero => self.zero(addr, ty),
            Place::Leaves(leaves) => {
                let slots = self.leaf_slots(ty)?;
                for (slot, value) in slots.iter().zip(leaves) {
                    self.store_cell(
                        addr.plus(slot.offset),
                        leaf_cell(slot.kind),
                        value,
                        Touch::default(),
                    );
                }
            }
            Place::Stable(from) | Place::Var(_, from) | Place::Memory(from) => {
                let (to, from) = (self.addr_value(addr), self.addr_value(from));
                if to != from {
                    self.guard(addr);
                    self.inst(Op::Copy, [to, from], Payload::Type(ty), &[]);
                }
            }
        }
        Ok(())
    }

    pub fn zero(&mut self, addr: Addr, ty: TypeId) {
        if let Some(cell) = self.cell(ty) {
            let zero = self.zero_value(cell.ty());
            self.store_cell(addr, cell, zero, Touch::default());
        } else {
            self.guard(addr);
            let to = self.addr_value(addr);
            self.inst(Op::Zero, [to], Payload::Type(ty), &[]);
        }
    }

    pub fn zero_value(&mut self, ty: Ty) -> Value {
        match ty {
            Ty::I32 | Ty::I64 => self.iconst(ty, 0),
            Ty::F32 | Ty::F64 => self.val(Op::Fconst, [], Payload::Float(0), ty),
            _ => self.null_of(ty),
        }
    }

    /// The zero of a type: `default(T)`.
    pub fn default_item(&mut self, ty: TypeId) -> Item {
        match self.cell(ty) {
            Some(cell) => match cell.ty() {
                Ty::Ref => Item::Null,
                Ty::ByRef | Ty::Ptr => Item::Val(self.null_of(cell.ty())),
                scalar => Item::zero_of(scalar),
            },
            None => Item::Struct(StructItem {
                ty,
                place: Place::Zero,
            }),
        }
    }

    // Structs.

    /// The leaves of a type that the calling convention splits.
    pub fn leaf_slots(&self, ty: TypeId) -> Outcome<SmallVec<[LeafSlot; 4]>> {
        match self.world.flatten(ty)? {
            Flat::Leaves(leaves) => Ok(leaves.clone()),
            Flat::Scalar(kind) => Ok(smallvec::smallvec![LeafSlot {
                offset: 0,
                kind: *kind
            }]),
            _ => Err(Problem::invalid(format!(
                "{} has no scalar leaves",
                self.world.display_type(ty)
            ))),
        }
    }

    fn handle_leaves(&mut self, item: &Item) -> Outcome<SmallVec<[Value; 4]>> {
        Ok(match item {
            Item::TypeHandle(ty) => smallvec::smallvec![self.type_object(*ty)],
            Item::FieldHandle(field) => smallvec::smallvec![self.field_handle(*field)?],
            Item::MethodHandle(method) => smallvec::smallvec![self.method_handle(*method)?],
            other => smallvec::smallvec![self.value(other)?],
        })
    }

    /// The leaves of a struct as values.
    pub fn leaves(&mut self, item: &Item) -> Outcome<SmallVec<[Value; 4]>> {
        let Item::Struct(item) = item else {
            return self.handle_leaves(item);
        };
        let slots = self.leaf_slots(item.ty)?;
        Ok(match &item.place {
            Place::Leaves(values) => values.clone(),
            Place::Zero => slots
                .iter()
                .map(|slot| self.zero_value(leaf_cell(slot.kind).ty()))
                .collect(),
            Place::Stable(addr) | Place::Var(_, addr) | Place::Memory(addr) => {
                let addr = *addr;
                slots
                    .iter()
                    .map(|slot| {
                        self.load_cell(
                            addr.plus(slot.offset),
                            leaf_cell(slot.kind),
                            Touch::default(),
                        )
                    })
                    .collect()
            }
        })
    }

    /// An address where the struct can be read now; not to be written to.
    pub fn struct_memory(&mut self, item: &Item) -> Outcome<Addr> {
        if let Item::Struct(StructItem { place, .. }) = item
            && let Place::Stable(addr) | Place::Var(_, addr) | Place::Memory(addr) = place
        {
            return Ok(*addr);
        }
        self.struct_copy(item)
    }

    /// A copy of the struct that the taker may change.
    pub fn struct_copy(&mut self, item: &Item) -> Outcome<Addr> {
        let Kind::Struct(ty) = self.kind(item) else {
            return Err(Problem::invalid("a scalar where a struct is needed"));
        };
        let temp = self.temp(ty)?;
        self.store_struct(temp, ty, item)?;
        Ok(temp)
    }

    /// The same item, independent of memory that may change.
    pub fn settle(&mut self, item: Item) -> Outcome<Item> {
        match &item {
            Item::Struct(StructItem {
                ty,
                place: Place::Var(..) | Place::Memory(_),
            }) => {
                let ty = *ty;
                let place = if matches!(self.world.flatten(ty)?, Flat::Leaves(leaves) if leaves.len() <= 2)
                {
                    Place::Leaves(self.leaves(&item)?)
                } else {
                    Place::Stable(self.struct_copy(&item)?)
                };
                Ok(Item::Struct(StructItem { ty, place }))
            }
            Item::Boxed(boxed) => {
                let (ty, inner) = (boxed.ty, boxed.inner.clone());
                let inner = self.settle(inner)?;
                Ok(Item::Boxed(Rc::new(StackBox { ty, inner })))
            }
            _ => Ok(item),
        }
    }

    /// Before memory changes: makes waiting stack entries independent of it. `var` is the variable that a
    /// store names; `None` is a store or call that may change anything reachable.
    pub fn clobber(&mut self, var: Option<u32>) -> Outcome {
        for index in 0..self.state.stack.len() {
            if self.is_endangered(&self.state.stack[index], var) {
                let item = self.state.stack[index].clone();
                self.state.stack[index] = self.settle(item)?;
            }
        }
        Ok(())
    }

    fn is_endangered(&self, item: &Item, var: Option<u32>) -> bool {
        match item {
            Item::Struct(StructItem {
                place: Place::Var(other, _),
                ..
            }) => {
                var == Some(*other) || self.vars.get(*other as usize).is_none_or(|var| var.exposed)
            }
            Item::Struct(StructItem {
                place: Place::Memory(_),
                ..
            }) => true,
            Item::Boxed(boxed) => self.is_endangered(&boxed.inner, var),
            _ => false,
        }
    }

    /// An item for a scalar result.
    pub fn push_val(&mut self, value: Value) {
        self.state.stack.push(Item::Val(value));
    }

    pub fn push(&mut self, item: Item) {
        self.state.stack.push(item);
    }

    pub fn pop(&mut self) -> Outcome<Item> {
        self.state.stack.pop().ok_or(Problem::StackUnderflow)
    }
}

fn as_address(to: Ty) -> Conv {
    match to {
        Ty::Ref => Conv::AsRef,
        Ty::ByRef => Conv::AsByRef,
        _ => Conv::AsPtr,
    }
}

fn range_of(cell: Cell) -> Option<(i64, i64)> {
    Some(match cell {
        Cell::I8 => (-128, 127),
        Cell::U8 => (0, 255),
        Cell::I16 => (-32768, 32767),
        Cell::U16 => (0, 65535),
        _ => return None,
    })
}

pub(crate) fn narrow_const(cell: Cell, value: i64) -> i64 {
    match cell {
        Cell::I8 => i64::from(value as i8),
        Cell::U8 => i64::from(value as u8),
        Cell::I16 => i64::from(value as i16),
        Cell::U16 => i64::from(value as u16),
        Cell::I32 => i64::from(value as i32),
        _ => value,
    }
}
