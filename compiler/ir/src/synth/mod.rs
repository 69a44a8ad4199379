//! Bodies that the compiler makes itself: thunks, throw helpers, static-constructor checks, the program's
//! start. Each is written with the cursor; none comes from IL.

mod enums;
mod invoke;
mod shape;
mod start;
mod throws;
mod thunks;
mod values;

use crate::func::Func;
use crate::function::Function;
use crate::import::{ImportHost, Problem};
use kiln_world::{SigId, World};

pub use enums::enum_info;
pub use invoke::{Caller, invoke_prepared, run_class_constructor, thunk_signature};
pub(crate) use thunks::receiver_unchecked;

/// Makes the body of anything but a method or a filter.
pub fn make(host: &dyn ImportHost, func: Func) -> Option<Result<Function, Problem>> {
    let world = host.world();
    let mut function = Function::new(func, name(world, func));
    let written = match func {
        Func::Method(_) | Func::NullThis(_) | Func::Filter(..) => return None,
        Func::Unbox(method) => thunks::unbox(world, &mut function, method),
        Func::Swapped(method) => thunks::swapped(world, &mut function, method),
        Func::Shuffle(delegate) => thunks::shuffle(world, &mut function, delegate),
        Func::Multicast(delegate) => thunks::multicast(world, &mut function, delegate),
        Func::NativeEntry(method) => thunks::native_entry(world, &mut function, method),
        Func::ValueEquals(ty) => values::equals(world, &mut function, ty),
        Func::ValueHash(ty) => values::hash(world, &mut function, ty),
        Func::Invoke(sig) => invoke::thunk(world, &mut function, sig),
        Func::Stub(method) => invoke::stub(world, &mut function, method),
        Func::Throw(kind) => throws::throw(world, &mut function, kind),
        Func::ThrowCast => throws::throw_cast(world, &mut function),
        Func::RunCctor(ty) => throws::run_cctor(world, &mut function, ty),
        Func::ProgramMain => start::program_main(host, &mut function),
        Func::ExceptionText => start::exception_text(world, &mut function),
        Func::ThreadStart => start::thread_start(world, &mut function),
        Func::ProcessExit => start::raise_event(world, "OnProcessExit", &mut function),
        Func::Unhandled => start::raise_event(world, "OnUnhandledException", &mut function),
    };
    Some(written.map(|()| function))
}

/// Display name of any body.
pub fn name(world: &World, func: Func) -> String {
    let of_type = |what: &str, ty| format!("{what} {}", world.display_type(ty));
    let of_method = |what: &str, method| format!("{what} {}", world.display_method(method));
    match func {
        Func::Method(method) => world.display_method(method),
        Func::NullThis(method) => of_method("null this", method),
        Func::Unbox(method) => of_method("unbox", method),
        Func::Swapped(method) => of_method("swapped", method),
        Func::Shuffle(ty) => of_type("shuffle", ty),
        Func::Multicast(ty) => of_type("multicast", ty),
        Func::ValueEquals(ty) => of_type("equals", ty),
        Func::ValueHash(ty) => of_type("hash", ty),
        Func::NativeEntry(method) => of_method("native entry", method),
        Func::Filter(method, clause) => of_method(&format!("filter {clause}"), method),
        Func::Invoke(sig) => format!("invoke {}", signature_name(world, sig)),
        Func::Stub(method) => of_method("stub", method),
        Func::Throw(kind) => format!("throw {}", kind.type_name()),
        Func::ThrowCast => "throw cast".into(),
        Func::RunCctor(ty) => of_type("cctor", ty),
        Func::ProgramMain => "program main".into(),
        Func::ExceptionText => "exception text".into(),
        Func::ThreadStart => "thread start".into(),
        Func::ProcessExit => "process exit".into(),
        Func::Unhandled => "unhandled exception".into(),
    }
}

/// Names a signature by its types.
pub fn signature_name(world: &World, sig: SigId) -> String {
    let signature = world.signature(sig);
    let params: Vec<String> = signature
        .params
        .iter()
        .map(|ty| world.display_type(*ty))
        .collect();
    let this = match (signature.has_this, signature.explicit_this) {
        (false, _) => "static ",
        (true, false) => "",
        (true, true) => "value ",
    };
    let ret = world.display_type(signature.ret);
    format!("{this}({}) -> {ret}", params.join(", "))
}
