//! Thunks between calling conventions: boxed receivers, open and multicast delegates, C callers.

use super::shape::Shape;
use crate::build::Cursor;
use crate::entity::Value;
use crate::func::Func;
use crate::function::*;
use crate::import::Problem;
use crate::op::Op;
use crate::ty::{Cell, Ty};
use kiln_world::{FieldId, MethodId, Signature, TypeId, World};

/// Bytes of an object's header: where the data of a boxed value starts.
const HEADER: i64 = 8;

/// Calls a value type's method on the value inside a box.
pub fn unbox(world: &World, function: &mut Function, method: MethodId) -> Result<(), Problem> {
    let mut shape = Shape::of_method(world, method)?;
    shape.this = Some(Ty::Ref);
    let mut args = shape.declare(function);
    let entry = function.entry;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    args[0] = cursor.value(Op::Offset, [args[0]], Payload::Int(HEADER), Ty::ByRef);
    finish_call(
        &mut cursor,
        CallKind::Direct(Func::Method(method)),
        &args,
        &shape.rets,
    );
    Ok(())
}

/// Calls a method with its first two parameters, one of which is the hidden return pointer, in the other order.
pub fn swapped(world: &World, function: &mut Function, method: MethodId) -> Result<(), Problem> {
    let shape = Shape::of_method(world, method)?;
    let mut types = shape.params();
    if !shape.hidden || types.len() < 2 {
        return Err(Problem::invalid(format!(
            "{} has nothing to swap",
            world.display_method(method)
        )));
    }
    types.swap(0, 1);
    let entry = function.entry;
    let mut args: Vec<Value> = Vec::with_capacity(types.len());
    for ty in types {
        args.push(function.add_param(entry, ty));
    }
    args.swap(0, 1);
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let callee = CallKind::Direct(receiver_unchecked(world, method));
    finish_call(&mut cursor, callee, &args, &[]);
    Ok(())
}

/// The body of a method that nobody tests the receiver for.
pub(crate) fn receiver_unchecked(world: &World, method: MethodId) -> Func {
    let data = world.method(method);
    let may_be_null = !data.is_static() && data.has_body() && !world.is_value_type(data.owner);
    if may_be_null && world.replacement(method).is_none() {
        Func::NullThis(method)
    } else {
        Func::Method(method)
    }
}

/// Drops the delegate from the arguments and calls the static method in `_methodPtrAux`.
pub fn shuffle(world: &World, function: &mut Function, delegate: TypeId) -> Result<(), Problem> {
    let shape = invoke_shape(world, delegate)?;
    let params = shape.declare(function);
    let entry = function.entry;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let code = load_field(
        world,
        &mut cursor,
        params[0],
        world.known().delegate,
        "_methodPtrAux",
        Cell::Ptr,
    )?;
    let mut args = params;
    args[0] = code;
    finish_call(&mut cursor, CallKind::Indirect, &args, &shape.rets);
    Ok(())
}

/// Calls every delegate of the invocation list in turn; the last one's result is the result.
pub fn multicast(world: &World, function: &mut Function, delegate: TypeId) -> Result<(), Problem> {
    let shape = invoke_shape(world, delegate)?;
    let params = shape.declare(function);
    let entry = function.entry;
    let native = if world.target().pointer_bytes == 8 {
        Ty::I64
    } else {
        Ty::I32
    };
    let class = world.known().multicast_delegate;
    let body = function.add_block();
    let index = function.add_param(body, native);

    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let list = load_field(
        world,
        &mut cursor,
        params[0],
        class,
        "_invocationList",
        Cell::Ref,
    )?;
    let count = load_field(
        world,
        &mut cursor,
        params[0],
        class,
        "_invocationCount",
        Cell::from(native),
    )?;
    let zero = cursor.iconst(native, 0);
    cursor.jump(body, &[zero]);

    cursor.go(body);
    let pointer = i64::from(world.target().pointer_bytes);
    let element = cursor.value(
        Op::ElemAddr,
        [list, index],
        Payload::Int(pointer),
        Ty::ByRef,
    );
    let data = if pointer == 8 { 16 } else { 12 };
    let info = MemoryInfo::new(Cell::Ref, data, Alias::Element(world.known().object));
    let one = cursor.load(element, info);
    let fact = RefFact {
        class: Some(delegate),
        exact: true,
        non_null: true,
    };
    cursor.function.set_fact(one, fact);
    let mut args = params;
    args[0] = one;
    let call = cursor.call(CallKind::Delegate(delegate), &args, &shape.rets);
    let results = cursor.function.insts[call].results.to_vec();
    let step = cursor.iconst(native, 1);
    let next = cursor.add(index, step);
    let more = cursor.icmp(Cond::LtU, next, count);
    let exit = cursor.function.add_block();
    cursor.branch(more, Target::with(body, &[next]), Target::to(exit));
    cursor.go(exit);
    cursor.ret(&results);
    Ok(())
}

/// The C entry of a method: code generation gives it the C ABI of the method's signature.
pub fn native_entry(
    world: &World,
    function: &mut Function,
    method: MethodId,
) -> Result<(), Problem> {
    let shape = Shape::of_method(world, method)?;
    let params = shape.declare(function);
    let entry = function.entry;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    finish_call(
        &mut cursor,
        CallKind::Direct(Func::Method(method)),
        &params,
        &shape.rets,
    );
    Ok(())
}

pub(super) fn finish_call(cursor: &mut Cursor<'_>, kind: CallKind, args: &[Value], rets: &[Ty]) {
    let call = cursor.call(kind, args, rets);
    let results = cursor.function.insts[call].results.to_vec();
    cursor.ret(&results);
}

fn invoke_shape(world: &World, delegate: TypeId) -> Result<Shape, Problem> {
    let invoke = world.delegate_invoke(delegate).ok_or_else(|| {
        Problem::invalid(format!(
            "delegate {} has no Invoke",
            world.display_type(delegate)
        ))
    })?;
    let signature: &Signature = world.method(invoke).signature();
    Shape::of_signature(world, signature, Some(Ty::Ref))
}

/// Loads a field of an object by the name of its class and field.
pub(super) fn load_field(
    world: &World,
    cursor: &mut Cursor<'_>,
    object: Value,
    class: TypeId,
    name: &str,
    cell: Cell,
) -> Result<Value, Problem> {
    let field: FieldId = world.field_by_name(class, name).ok_or_else(|| {
        Problem::invalid(format!("{} has no field {name}", world.display_type(class)))
    })?;
    let offset = world.field_offset(field)? as i32;
    Ok(cursor.load(object, MemoryInfo::new(cell, offset, Alias::Field(field))))
}
