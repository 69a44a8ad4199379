//! Cold bodies: making and throwing the exceptions that instructions raise, and running static
//! constructors on first use.

use crate::build::Cursor;
use crate::entity::Value;
use crate::func::{ExceptionKind, Func};
use crate::function::*;
use crate::import::Problem;
use crate::ty::Ty;
use kiln_world::{MethodId, TypeId, World};
use smallvec::smallvec;

/// Makes the exception and throws it: with the default message of its class, or the kind's own one.
pub fn throw(world: &World, function: &mut Function, kind: ExceptionKind) -> Result<(), Problem> {
    function.flags = FunctionFlags {
        no_inline: true,
        no_return: true,
        cold: true,
        ..FunctionFlags::default()
    };
    let name = kind.type_name();
    let class = world
        .type_by_name(name)
        .ok_or_else(|| Problem::invalid(format!("the core library has no type {name}")))?;
    let entry = function.entry;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    if let Some(message) = kind.message() {
        let message: Vec<u16> = message.encode_utf16().collect();
        let message = cursor.string(&message);
        return throw_new(world, &mut cursor, class, &[message]);
    }
    throw_new(world, &mut cursor, class, &[])
}

/// Throws a new exception, made by the constructor that takes these arguments.
fn throw_new(
    world: &World,
    cursor: &mut Cursor<'_>,
    class: TypeId,
    args: &[Value],
) -> Result<(), Problem> {
    let constructor = constructor(world, class, args.len())?;
    let exception = cursor.alloc(class);
    let args: Vec<Value> = [exception]
        .into_iter()
        .chain(args.iter().copied())
        .collect();
    cursor.call(CallKind::Direct(Func::Method(constructor)), &args, &[]);
    cursor.throw(exception, false, None);
    Ok(())
}

/// `(object, name of the wanted type)`: the exception of a cast, which names both types.
pub fn throw_cast(world: &World, function: &mut Function) -> Result<(), Problem> {
    function.flags = FunctionFlags {
        no_inline: true,
        no_return: true,
        cold: true,
        ..FunctionFlags::default()
    };
    let name = ExceptionKind::InvalidCast.type_name();
    let class = world
        .type_by_name(name)
        .ok_or_else(|| Problem::invalid(format!("the core library has no type {name}")))?;
    let constructor = constructor(world, class, 1)?;
    let entry = function.entry;
    let object = function.add_param(entry, Ty::Ref);
    let wanted = function.add_param(entry, Ty::Ref);
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let text = runtime(&mut cursor, "kiln_cast_text", &[object, wanted], &[Ty::Ref]);
    let text = cursor.function.insts[text].results[0];
    let exception = cursor.alloc(class);
    cursor.call(
        CallKind::Direct(Func::Method(constructor)),
        &[exception, text],
        &[],
    );
    cursor.throw(exception, false, None);
    Ok(())
}

/// `kiln_cctor_enter` says what to do: 0 nothing, 1 run it, 2 it failed before.
pub fn run_cctor(world: &World, function: &mut Function, ty: TypeId) -> Result<(), Problem> {
    function.flags.no_inline = true;
    function.flags.cold = true;
    let done = function.add_block();
    let run = function.add_block();
    let failed_before = function.add_block();
    let landing = Landing {
        clauses: smallvec![Clause::Catch(None)],
        cleanup: false,
    };
    let (landing, exception, _) = function.add_landing(landing);
    let entry = function.entry;

    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let state = runtime(&mut cursor, "kiln_cctor_enter", &[], &[Ty::I32]);
    let state = cursor.function.insts[state].results[0];
    let cases = vec![(1, Target::to(run)), (2, Target::to(failed_before))];
    cursor.switch(state, cases, Target::to(done));

    cursor.go(done);
    cursor.ret(&[]);

    cursor.go(run);
    if let Some(cctor) = world.cctor(ty) {
        cursor.call(CallKind::Direct(Func::Method(cctor.method)), &[], &[]);
        cursor.end_try(Target::to(landing));
    }
    runtime(&mut cursor, "kiln_cctor_exit", &[], &[]);
    cursor.ret(&[]);

    cursor.go(landing);
    cursor.catch_begin(exception);
    let class = world.known().type_initialization_exception;
    let constructor = constructor(world, class, 2)?;
    let name: Vec<u16> = class_name(world, ty).encode_utf16().collect();
    let name = cursor.string(&name);
    let wrapped = cursor.alloc(class);
    cursor.call(
        CallKind::Direct(Func::Method(constructor)),
        &[wrapped, name, exception],
        &[],
    );
    runtime(&mut cursor, "kiln_cctor_fail", &[wrapped], &[]);
    cursor.throw(wrapped, false, None);

    cursor.go(failed_before);
    let cached = runtime(&mut cursor, "kiln_cctor_exception", &[], &[Ty::Ref]);
    let cached = cursor.function.insts[cached].results[0];
    cursor.throw(cached, false, None);
    Ok(())
}

fn runtime(
    cursor: &mut Cursor<'_>,
    symbol: &str,
    args: &[Value],
    results: &[Ty],
) -> crate::entity::Inst {
    cursor.call(
        CallKind::Runtime {
            symbol: symbol.into(),
            throws: false,
        },
        args,
        results,
    )
}

fn constructor(world: &World, class: TypeId, params: usize) -> Result<MethodId, Problem> {
    world
        .method_by_name(class, ".ctor", Some(params))
        .ok_or_else(|| {
            let class = world.display_type(class);
            Problem::invalid(format!("{class} has no constructor of {params} parameters"))
        })
}

/// The name by which TypeInitializationException calls a type: of the definition, nested by `+`.
fn class_name(world: &World, ty: TypeId) -> String {
    world
        .def(ty)
        .map_or_else(String::new, |def| def.full_name.replace('/', "+"))
}
