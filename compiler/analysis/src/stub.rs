//! Bodies that stand in for what could not be imported: with the right signature, raising an exception.

use kiln_ir::build::Cursor;
use kiln_ir::function::{CallKind, Source};
use kiln_ir::import::Raised;
use kiln_ir::{ExceptionKind, Func, Function, Ty};
use kiln_world::{Flat, Leaf, MethodId, World};

/// A body that raises an exception.
pub fn raising(world: &World, func: Func, raised: &Raised) -> Function {
    let mut function = Function::new(func, describe(world, func));
    function.flags.cold = true;
    if let Func::Method(method) | Func::NullThis(method) | Func::Unbox(method) = func {
        declare(world, &mut function, method);
    }
    let entry = function.entry;
    let mut cursor = Cursor::at_end(&mut function, entry, Source::default());
    let constructor = raised
        .message
        .as_deref()
        .and_then(|message| Some((message, with_message(world, raised.class)?)));
    match constructor {
        Some((message, constructor)) => {
            let text: Vec<u16> = message.encode_utf16().collect();
            let exception = cursor.alloc(world.method(constructor).owner);
            let text = cursor.string(&text);
            let call = CallKind::Direct(Func::Method(constructor));
            cursor.call(call, &[exception, text], &[]);
            cursor.throw(exception, false, None);
        }
        None => {
            let kind = ExceptionKind::ALL.iter().copied();
            let kind = kind
                .into_iter()
                .find(|kind| kind.type_name() == raised.class);
            let kind = kind.unwrap_or(ExceptionKind::InvalidProgram);
            cursor.call(CallKind::Direct(Func::Throw(kind)), &[], &[]);
            cursor.unreachable();
        }
    }
    function
}

/// The constructor of an exception class that takes a message.
fn with_message(world: &World, class: &str) -> Option<MethodId> {
    let class = world.type_by_name(class)?;
    let string = world.known().string;
    world.declared_methods(class).into_iter().find(|method| {
        let data = world.method(*method);
        data.is_ctor() && data.signature().params[..] == [string]
    })
}

/// A name for messages.
pub fn describe(world: &World, func: Func) -> String {
    match func {
        Func::Method(method) => world.display_method(method),
        Func::NullThis(method) => format!("null this {}", world.display_method(method)),
        Func::Swapped(method) => format!("swapped {}", world.display_method(method)),
        Func::Unbox(method) => format!("unbox {}", world.display_method(method)),
        Func::Invoke(sig) => format!("invoke {}", kiln_ir::synth::signature_name(world, sig)),
        Func::Stub(method) => format!("stub of {}", world.display_method(method)),
        Func::NativeEntry(method) => format!("native entry of {}", world.display_method(method)),
        Func::Filter(method, clause) => {
            format!("filter {clause} of {}", world.display_method(method))
        }
        Func::Shuffle(ty) => format!("open delegate thunk of {}", world.display_type(ty)),
        Func::Multicast(ty) => format!("multicast thunk of {}", world.display_type(ty)),
        Func::ValueEquals(ty) => format!("Equals of {}", world.display_type(ty)),
        Func::ValueHash(ty) => format!("GetHashCode of {}", world.display_type(ty)),
        Func::RunCctor(ty) => format!("static constructor check of {}", world.display_type(ty)),
        Func::Throw(kind) => format!("throw {}", kind.type_name()),
        Func::ThrowCast => "throw of a failed cast".to_string(),
        Func::ProgramMain => "program start".to_string(),
        Func::ExceptionText => "text of an unhandled exception".to_string(),
        Func::ThreadStart => "thread start".to_string(),
        Func::ProcessExit => "process exit".to_string(),
        Func::Unhandled => "unhandled exception".to_string(),
    }
}

fn declare(world: &World, function: &mut Function, method: MethodId) {
    let data = world.method(method);
    let signature = data.signature();
    let entry = function.entry;
    match world.flatten(signature.ret) {
        Ok(Flat::Scalar(leaf)) => function.rets.push(ty_of(*leaf)),
        Ok(Flat::Leaves(leaves)) if leaves.len() <= 2 => {
            function
                .rets
                .extend(leaves.iter().map(|leaf| ty_of(leaf.kind)));
        }
        Ok(Flat::Void) | Err(_) => {}
        Ok(Flat::Leaves(_) | Flat::Memory { .. }) => {
            function.add_param(entry, Ty::Ptr);
        }
    }
    if signature.has_this {
        let this = if world.is_value_type(data.owner) {
            Ty::ByRef
        } else {
            Ty::Ref
        };
        function.add_param(entry, this);
    }
    for param in &signature.params {
        match world.flatten(*param) {
            Ok(Flat::Scalar(leaf)) => {
                function.add_param(entry, ty_of(*leaf));
            }
            Ok(Flat::Leaves(leaves)) => {
                for leaf in leaves {
                    function.add_param(entry, ty_of(leaf.kind));
                }
            }
            _ => {
                function.add_param(entry, Ty::Ptr);
            }
        }
    }
}

fn ty_of(leaf: Leaf) -> Ty {
    match leaf {
        Leaf::I8 | Leaf::U8 | Leaf::I16 | Leaf::U16 | Leaf::I32 => Ty::I32,
        Leaf::I64 => Ty::I64,
        Leaf::F32 => Ty::F32,
        Leaf::F64 => Ty::F64,
        Leaf::Ref => Ty::Ref,
        Leaf::ByRef => Ty::ByRef,
        Leaf::Ptr => Ty::Ptr,
    }
}
