//! Where the runtime enters managed code: the program's start, the text of an unhandled exception, a new
//! thread.

use crate::build::Cursor;
use crate::func::Func;
use crate::function::*;
use crate::import::{ImportHost, Problem};
use crate::ty::Ty;
use kiln_world::{MethodId, World};

/// Gets the arguments, runs Main, gives the exit code (0 when Main returns nothing).
pub fn program_main(host: &dyn ImportHost, function: &mut Function) -> Result<(), Problem> {
    let world = host.world();
    let main = world.entry_point()?;
    let data = world.method(main);
    let signature = data.signature();
    let strings = world.sz_array(world.known().string);
    if !data.is_static()
        || signature.params.len() > 1
        || signature.params.iter().any(|ty| *ty != strings)
    {
        return Err(Problem::invalid(format!(
            "{} cannot be the entry point: it must be static and take nothing or string[]",
            world.display_method(main)
        )));
    }
    function.rets.push(Ty::I32);
    function.flags.no_inline = true;
    let entry = function.entry;
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    if let Some(module) = world.module_type(data.def.assembly)
        && host.needs_cctor(module)
    {
        cursor.cctor(module);
    }
    if let Some(cctor) = world.cctor(data.owner)
        && !cctor.before_field_init
        && host.needs_cctor(data.owner)
    {
        cursor.cctor(data.owner);
    }
    let mut args = Vec::new();
    if !signature.params.is_empty() {
        let kind = CallKind::Runtime {
            symbol: "kiln_get_command_line_args".into(),
            throws: false,
        };
        let get = cursor.call(kind, &[], &[Ty::Ref]);
        let strings_value = cursor.function.insts[get].results[0];
        let fact = RefFact {
            class: Some(strings),
            exact: true,
            non_null: true,
        };
        cursor.function.set_fact(strings_value, fact);
        args.push(strings_value);
    }
    let returns = signature.ret != world.known().void;
    let results: &[Ty] = if returns { &[Ty::I32] } else { &[] };
    let call = cursor.call(CallKind::Direct(Func::Method(main)), &args, results);
    let code = match cursor.function.insts[call].results.first() {
        Some(code) => *code,
        None => cursor.iconst(Ty::I32, 0),
    };
    cursor.ret(&[code]);
    Ok(())
}

/// Virtual `ToString` of the exception.
pub fn exception_text(world: &World, function: &mut Function) -> Result<(), Problem> {
    function.flags.cold = true;
    let to_string = object_method(world, "ToString")?;
    let entry = function.entry;
    let exception = function.add_param(entry, Ty::Ref);
    function.set_fact(
        exception,
        RefFact {
            class: Some(world.known().exception),
            exact: false,
            non_null: true,
        },
    );
    function.rets.push(Ty::Ref);
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let call = cursor.call(CallKind::Virtual(to_string), &[exception], &[Ty::Ref]);
    let text = cursor.function.insts[call].results[0];
    cursor.ret(&[text]);
    Ok(())
}

/// `Thread.StartCallback` of the new thread's object.
pub fn thread_start(world: &World, function: &mut Function) -> Result<(), Problem> {
    let missing =
        || Problem::invalid("the core library has no System.Threading.Thread::StartCallback");
    let thread = world
        .type_by_name("System.Threading.Thread")
        .ok_or_else(missing)?;
    let callback = world
        .method_by_name(thread, "StartCallback", Some(0))
        .ok_or_else(missing)?;
    let entry = function.entry;
    let object = function.add_param(entry, Ty::Ref);
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    cursor.call(CallKind::Direct(Func::Method(callback)), &[object], &[]);
    cursor.ret(&[]);
    Ok(())
}

/// One of `AppContext`'s methods that raise events. It takes the event's object, or one that it ignores.
pub fn raise_event(world: &World, name: &str, function: &mut Function) -> Result<(), Problem> {
    function.flags.cold = true;
    let missing = || Problem::invalid(format!("the core library has no System.AppContext::{name}"));
    let context = world
        .type_by_name("System.AppContext")
        .ok_or_else(missing)?;
    let raise = world
        .method_by_name(context, name, None)
        .ok_or_else(missing)?;
    let entry = function.entry;
    let object = function.add_param(entry, Ty::Ref);
    let takes = world.method(raise).signature().params.len();
    let mut cursor = Cursor::at_end(function, entry, Source::default());
    let args = [object];
    cursor.call(
        CallKind::Direct(Func::Method(raise)),
        &args[..takes.min(1)],
        &[],
    );
    cursor.ret(&[]);
    Ok(())
}

fn object_method(world: &World, name: &str) -> Result<MethodId, Problem> {
    world
        .method_by_name(world.known().object, name, None)
        .ok_or_else(|| Problem::invalid(format!("System.Object has no method {name}")))
}
