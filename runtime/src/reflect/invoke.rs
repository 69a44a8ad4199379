//! Calls of methods by reflection: what generated code needs to make one.

use super::make::{self, Table};
use super::members::Method;
use super::signature;
use super::tables::{self, NOTHING};
use crate::entries;
use crate::heap::alloc::kiln_alloc_object;
use crate::layout::{self, field};
use crate::object::Ref;
use crate::pending::{self, ExceptionKind};
use core::ffi::c_void;
use core::ptr::{null, null_mut};

/// A call that is ready to be made; `compiler/ir/src/synth/invoke.rs` reads it at once.
#[repr(C)]
pub struct Prepared {
    code: *const c_void,
    thunk: *const c_void,
    target: Ref,
    /// The type that the result is boxed as.
    boxed: Table,
    pub arguments: *const *const u8,
    /// A constructor: its object is the result.
    gives_target: u32,
    padding: u32,
    /// Kept alive during the call.
    pub kept: Ref,
}

#[thread_local]
static mut PREPARED: Prepared = Prepared {
    code: null(),
    thunk: null(),
    target: null_mut(),
    boxed: null(),
    arguments: null(),
    gives_target: 0,
    padding: 0,
    kept: null_mut(),
};

/// Prepares a call; a constructor without a target gets a new object.
pub fn prepare(
    method: &Method,
    target: Ref,
    arguments: *const *const u8,
    constructor: bool,
    kept: Ref,
) -> *const Prepared {
    let place = &raw mut PREPARED;
    let Some(entry) = method.entry.filter(|entry| !entry.invoke.is_null()) else {
        pending::set(ExceptionKind::PlatformNotSupported);
        return place;
    };
    let mut types = [null(); 64];
    let count = signature::method_types(method, &mut types).unwrap_or(0);
    let ret = types.get(count).copied().unwrap_or(null());
    let makes = constructor && target.is_null();
    // SAFETY: thread-local; the owner of a constructor is a type of the program.
    unsafe {
        let target = if makes {
            kiln_alloc_object(&*method.owner)
        } else {
            target
        };
        if makes && target.is_null() {
            pending::set(ExceptionKind::OutOfMemory);
        }
        place.write(Prepared {
            code: entry.code,
            thunk: entry.invoke,
            target,
            boxed: ret,
            arguments,
            gives_target: u32::from(makes),
            padding: 0,
            kept,
        });
    }
    place
}

entries! {
    [helper "kiln_reflect_invoke" "throws"]
    fn kiln_reflect_invoke(target: Ref, arguments: *const *const u8, of: Ref, constructor: i32) -> *const Prepared {
        match (*field::<*const Method>(of, layout::SIGNATURE_METHOD)).as_ref() {
            Some(method) => prepare(method, target, arguments, constructor & 1 != 0, null_mut()),
            None => {
                pending::set(ExceptionKind::PlatformNotSupported);
                &raw const PREPARED
            }
        }
    }

    [helper "kiln_reflect_cctor" "-"]
    fn kiln_reflect_cctor(of: Table) -> *const c_void {
        tables::entry_of(of).map_or(NOTHING, |entry| entry.cctor)
    }

    [helper "kiln_reflect_cctor_of_object" "throws"]
    fn kiln_reflect_cctor_of_object(ty: Ref) -> *const c_void {
        kiln_reflect_cctor(make::table_of(ty))
    }

    [qcall "ReflectionInvocation_RunModuleConstructor" "-"]
    fn kiln_run_module_constructor(keep: usize, module: usize) {
        // Ran before Main.
        let _ = (keep, module);
    }
}
