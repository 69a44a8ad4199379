//! Calls by reflection: thunks from an array of argument addresses to the managed convention, stubs that
//! dispatch virtually, and the bodies of the class library that go through them.

use super::shape::{Shape, ty_of};
use super::thunks::finish_call;
use super::values::{cell_of, nullable_places};
use crate::build::Cursor;
use crate::entity::Value;
use crate::func::{ExceptionKind, Func};
use crate::function::*;
use crate::import::{Problem, leaf_cell};
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{Class, Convention, Flat, Leaf, MethodId, SigId, Signature, TypeId, World};

/// Bytes of an object's header: where the data of a boxed value starts.
const HEADER: i64 = 8;

/// What the runtime prepares for a call: offsets of its fields.
mod prepared {
    pub const CODE: i32 = 0;
    pub const THUNK: i32 = 8;
    pub const TARGET: i32 = 16;
    pub const BOX: i32 = 24;
    pub const ARGUMENTS: i32 = 32;
    pub const GIVES_TARGET: i32 = 40;
    pub const KEPT: i32 = 48;
}

/// The signature that all methods share which one thunk can call: references, enums and addresses are not
/// told apart. `explicit_this` says that the receiver is a value. None if reflection cannot call it.
pub fn thunk_signature(world: &World, method: MethodId) -> Option<SigId> {
    let data = world.method(method);
    let signature = data.signature();
    if signature.convention != Convention::Default || world.is_open_method(method) {
        return None;
    }
    let params: Option<Box<[TypeId]>> = signature
        .params
        .iter()
        .map(|ty| thunk_type(world, *ty))
        .collect();
    let ret = match world.class(signature.ret) {
        Class::Void => world.known().void,
        Class::ByRef => return None,
        _ => thunk_type(world, signature.ret)?,
    };
    Some(world.intern_signature(Signature {
        has_this: signature.has_this,
        explicit_this: signature.has_this && world.is_value_type(data.owner),
        convention: Convention::Default,
        generic_arity: 0,
        fixed_params: signature.params.len() as u32,
        params: params?,
        ret,
        modifiers: Box::default(),
    }))
}

fn thunk_type(world: &World, ty: TypeId) -> Option<TypeId> {
    let known = world.known();
    match world.class(ty) {
        Class::Ref => Some(known.object),
        Class::ByRef => Some(world.by_ref(known.byte)),
        Class::Ptr => Some(known.intptr),
        Class::Prim(_) => Some(world.enum_underlying(ty)),
        Class::Struct if world.is_byref_like(ty) => None,
        Class::Struct => Some(ty),
        Class::Void | Class::Var => None,
    }
}

/// `(code, target, addresses of the arguments, type to box the result as) -> object`.
pub fn thunk(world: &World, function: &mut Function, sig: SigId) -> Result<(), Problem> {
    let signature = world.signature(sig);
    let entry = function.entry;
    let code = function.add_param(entry, Ty::Ptr);
    let target = function.add_param(entry, Ty::Ref);
    let arguments = function.add_param(entry, Ty::Ptr);
    let boxed = function.add_param(entry, Ty::Ptr);
    function.rets.push(Ty::Ref);
    let this = signature.has_this.then_some(Ty::Ref);
    let shape = Shape::of_signature(world, signature, this)?;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let mut args = vec![code];
    if signature.explicit_this {
        args.push(cursor.value(Op::Offset, [target], Payload::Int(HEADER), Ty::ByRef));
    } else if signature.has_this {
        args.push(target);
    }
    let mut hidden = None;
    if shape.hidden {
        let slot = struct_slot(world, &mut cursor, signature.ret)?;
        args.push(cursor.convert(Conv::AsPtr, slot, Ty::Ptr));
        hidden = Some(slot);
    }
    for (index, ty) in signature.params.iter().enumerate() {
        let at = MemoryInfo::new(Cell::Ptr, 8 * index as i32, Alias::Any);
        let address = cursor.load(arguments, at);
        let address = cursor.convert(Conv::AsByRef, address, Ty::ByRef);
        argument(world, &mut cursor, *ty, address, &mut args)?;
    }
    let call = cursor.call(CallKind::Indirect, &args, &shape.rets);
    let results = cursor.function.insts[call].results.to_vec();
    let object = result(world, &mut cursor, signature.ret, &results, hidden, boxed)?;
    cursor.ret(&[object]);
    Ok(())
}

/// Adds one argument, read from its address, in the form of the calling convention.
fn argument(
    world: &World,
    cursor: &mut Cursor<'_>,
    ty: TypeId,
    address: Value,
    args: &mut Vec<Value>,
) -> Result<(), Problem> {
    if world.class(ty) == Class::ByRef {
        args.push(address);
        return Ok(());
    }
    if let Some(cell) = cell_of(world, ty) {
        args.push(cursor.load(address, MemoryInfo::new(cell, 0, Alias::Any)));
        return Ok(());
    }
    match world.flatten(ty)? {
        Flat::Void => {}
        Flat::Scalar(leaf) => args.push(load_leaf(cursor, address, *leaf, 0)),
        Flat::Leaves(leaves) => {
            for leaf in leaves {
                args.push(load_leaf(cursor, address, leaf.kind, leaf.offset));
            }
        }
        Flat::Memory { .. } => {
            let slot = struct_slot(world, cursor, ty)?;
            cursor.copy(ty, slot, address);
            args.push(cursor.convert(Conv::AsPtr, slot, Ty::Ptr));
        }
    }
    Ok(())
}

fn load_leaf(cursor: &mut Cursor<'_>, address: Value, leaf: Leaf, offset: u32) -> Value {
    let info = MemoryInfo::new(leaf_cell(leaf), offset as i32, Alias::Any);
    cursor.load(address, info)
}

/// A slot for a value of a struct type, as a managed address.
fn struct_slot(world: &World, cursor: &mut Cursor<'_>, ty: TypeId) -> Result<Value, Problem> {
    let layout = world.layout(ty)?;
    let slot = cursor.function.add_slot(SlotData {
        kind: SlotKind::Struct(ty),
        size: layout.size,
        align: layout.align.max(1),
        zeroed: true,
        shared_with_filters: false,
    });
    Ok(cursor.slot_addr(slot))
}

/// The result as an object: boxed, or null for none.
fn result(
    world: &World,
    cursor: &mut Cursor<'_>,
    ty: TypeId,
    results: &[Value],
    hidden: Option<Value>,
    boxed: Value,
) -> Result<Value, Problem> {
    match (world.class(ty), results) {
        (Class::Void, _) => return Ok(cursor.null(Ty::Ref)),
        (Class::Ref, [object]) => return Ok(*object),
        (Class::Prim(_), [value]) => {
            let object = allocate(cursor, boxed);
            let cell = cell_of(world, ty)
                .ok_or_else(|| Problem::invalid("a primitive result without a cell"))?;
            let data = cursor.value(Op::Offset, [object], Payload::Int(HEADER), Ty::ByRef);
            cursor.store(data, MemoryInfo::new(cell, 0, Alias::Any), *value);
            return Ok(object);
        }
        _ => {}
    }
    let slot = match hidden {
        Some(slot) => slot,
        None => {
            let slot = struct_slot(world, cursor, ty)?;
            let places: Vec<(u32, Leaf)> = match world.flatten(ty)? {
                Flat::Scalar(leaf) => vec![(0, *leaf)],
                Flat::Leaves(leaves) => {
                    leaves.iter().map(|leaf| (leaf.offset, leaf.kind)).collect()
                }
                Flat::Void | Flat::Memory { .. } => Vec::new(),
            };
            for ((offset, leaf), value) in places.into_iter().zip(results) {
                debug_assert_eq!(ty_of(leaf), cursor.function.ty(*value));
                let info = MemoryInfo::new(leaf_cell(leaf), offset as i32, Alias::Any);
                cursor.store(slot, info, *value);
            }
            slot
        }
    };
    let Some(inner) = world.is_nullable(ty) else {
        return Ok(box_value(cursor, ty, slot));
    };
    let (flag, value) = nullable_places(world, ty)?;
    let flag = cursor.load(slot, MemoryInfo::new(Cell::U8, flag as i32, Alias::Any));
    let some = cursor.function.add_block();
    let done = cursor.function.add_block();
    let object = cursor.function.add_param(done, Ty::Ref);
    let null = cursor.null(Ty::Ref);
    cursor.branch(flag, Target::to(some), Target::with(done, &[null]));
    cursor.go(some);
    let at = cursor.offset(slot, i64::from(value));
    let full = box_value(cursor, inner, at);
    cursor.jump(done, &[full]);
    cursor.go(done);
    Ok(object)
}

fn box_value(cursor: &mut Cursor<'_>, ty: TypeId, address: Value) -> Value {
    let object = cursor.alloc(ty);
    let data = cursor.value(Op::Offset, [object], Payload::Int(HEADER), Ty::ByRef);
    cursor.copy(ty, data, address);
    object
}

/// An object of a type that is known at run time only.
fn allocate(cursor: &mut Cursor<'_>, table: Value) -> Value {
    let kind = CallKind::Runtime {
        symbol: "kiln_alloc_object".into(),
        throws: false,
    };
    let call = cursor.call(kind, &[table], &[Ty::Ref]);
    let object = cursor.function.insts[call].results[0];
    let null = cursor.null(Ty::Ref);
    let failed = cursor.icmp(Cond::Eq, object, null);
    let full = cursor.function.add_block();
    let next = cursor.function.add_block();
    cursor.branch(failed, Target::to(full), Target::to(next));
    cursor.go(full);
    let out_of_memory = Func::Throw(ExceptionKind::OutOfMemory);
    cursor.call(CallKind::Direct(out_of_memory), &[], &[]);
    cursor.unreachable();
    cursor.go(next);
    object
}

/// Calls a method of a class or interface as `callvirt` does.
pub fn stub(world: &World, function: &mut Function, method: MethodId) -> Result<(), Problem> {
    let shape = Shape::of_method(world, method)?;
    let params = shape.declare(function);
    let owner = world.method(method).owner;
    if let Some(this) = params.first() {
        let fact = RefFact {
            class: Some(owner),
            exact: false,
            non_null: true,
        };
        function.set_fact(*this, fact);
    }
    let entry = function.entry;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let kind = if world.is_interface(owner) {
        CallKind::Interface(method)
    } else {
        CallKind::Virtual(method)
    };
    finish_call(&mut cursor, kind, &params, &shape.rets);
    Ok(())
}

/// Which body of the class library goes through a prepared call.
#[derive(Copy, Clone, PartialEq, Eq)]
pub enum Caller {
    /// `RuntimeMethodHandle.InvokeMethod(target, arguments, signature, isConstructor)`.
    Invoke,
    /// `CustomAttribute.CreateCustomAttributeInstance(module, type, constructor, blob, end, named)`.
    Attribute,
}

/// The body: the runtime prepares the call, this makes it.
pub fn invoke_prepared(
    world: &World,
    function: &mut Function,
    method: MethodId,
    caller: Caller,
) -> Result<(), Problem> {
    let (symbol, count) = match caller {
        Caller::Invoke => ("kiln_reflect_invoke", 4),
        Caller::Attribute => ("kiln_reflect_attribute", 6),
    };
    let shape = Shape::of_method(world, method)?;
    if shape.args.len() != count || shape.rets[..] != [Ty::Ref] {
        return Err(Problem::invalid("an overload that is not known"));
    }
    let params = shape.declare(function);
    let entry = function.entry;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let kind = CallKind::Runtime {
        symbol: symbol.into(),
        throws: true,
    };
    let call = cursor.call(kind, &params, &[Ty::Ptr]);
    let call = cursor.function.insts[call].results[0];
    let mut part = |cell, offset| cursor.load(call, MemoryInfo::new(cell, offset, Alias::Any));
    let thunk = part(Cell::Ptr, prepared::THUNK);
    let code = part(Cell::Ptr, prepared::CODE);
    let target = part(Cell::Ref, prepared::TARGET);
    let arguments = part(Cell::Ptr, prepared::ARGUMENTS);
    let boxed = part(Cell::Ptr, prepared::BOX);
    let gives_target = part(Cell::I32, prepared::GIVES_TARGET);
    let kept = part(Cell::Ref, prepared::KEPT);
    let args = [thunk, code, target, arguments, boxed];
    let made = cursor.call(CallKind::Indirect, &args, &[Ty::Ref]);
    let made = cursor.function.insts[made].results[0];
    cursor.keep_alive(kept);
    let object = cursor.select(gives_target, target, made);
    cursor.ret(&[object]);
    Ok(())
}

/// `RuntimeHelpers.RunClassConstructor`: the runtime knows the check of each type's static constructor.
pub fn run_class_constructor(
    world: &World,
    function: &mut Function,
    method: MethodId,
) -> Result<(), Problem> {
    let shape = Shape::of_method(world, method)?;
    let params = shape.declare(function);
    let Some(handle) = params.last().copied() else {
        return Err(Problem::invalid("an overload that is not known"));
    };
    let entry = function.entry;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    // A RuntimeTypeHandle is an object; a QCallTypeHandle ends in the address of the table.
    let symbol = match cursor.function.ty(handle) {
        Ty::Ref => "kiln_reflect_cctor_of_object",
        _ => "kiln_reflect_cctor",
    };
    let kind = CallKind::Runtime {
        symbol: symbol.into(),
        throws: true,
    };
    let found = cursor.call(kind, &[handle], &[Ty::Ptr]);
    let found = cursor.function.insts[found].results[0];
    let null = cursor.null(Ty::Ptr);
    let exists = cursor.icmp(Cond::Ne, found, null);
    let run = cursor.function.add_block();
    let done = cursor.function.add_block();
    cursor.branch(exists, Target::to(run), Target::to(done));
    cursor.go(run);
    cursor.call(CallKind::Indirect, &[found], &[]);
    cursor.jump(done, &[]);
    cursor.go(done);
    cursor.ret(&[]);
    Ok(())
}
