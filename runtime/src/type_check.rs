//! Casts, array covariance and store checks in their general form. Generated code expands the
//! common cases and calls these for the rest.

use crate::method_table::{MethodTable, flags, test_kind};
use crate::object::Ref;
use crate::program;

/// Can a value of type `from` be used where `to` is expected, without conversion?
pub fn can_cast(from: &MethodTable, to: &MethodTable) -> bool {
    let mut from = from;
    let mut to = to;
    loop {
        if core::ptr::eq(from, to) {
            return true;
        }
        match to.test() {
            test_kind::CLASS | test_kind::GENERAL => {
                // Interfaces (as element types) lie outside Object's tree and are objects still.
                return from.is_in_subtree(to)
                    || core::ptr::eq(to, &raw const program::kiln_mt_object);
            }
            test_kind::INTERFACE => return from.implements(to),
            test_kind::ARRAY => {
                if !from.is_array() || from.rank() != to.rank() || is_vector(from) != is_vector(to)
                {
                    return false;
                }
                let (f, t) = (from.element_type, to.element_type);
                // Pointers as elements have no tables: bit 1 marks what stands for them.
                if f.is_null() || t.is_null() || (f as usize | t as usize) & 2 != 0 {
                    return f == t;
                }
                // SAFETY: both are tables of the image.
                let (f, t) = unsafe { (&*f, &*t) };
                if f.is_value_type() || t.is_value_type() {
                    return same_storage(f, t);
                }
                (from, to) = (f, t);
            }
            _ => return false,
        }
    }
}

fn is_vector(array: &MethodTable) -> bool {
    array.flags & flags::CATEGORY_MASK == flags::CATEGORY_SZ_ARRAY
}

/// Element types that ECMA-335 calls compatible by reduced type: `int[]` is a `uint[]` and an
/// array of an `int`-based enum.
fn same_storage(a: &MethodTable, b: &MethodTable) -> bool {
    if core::ptr::eq(a, b) {
        return true;
    }
    match (reduced(a), reduced(b)) {
        (Some(x), Some(y)) => x == y,
        _ => false,
    }
}

/// Number that primitives of the same size and storage share; None for other types.
fn reduced(mt: &MethodTable) -> Option<u32> {
    const PRIMITIVE_MASK: u32 = 0x000E_0000;
    const PRIMITIVE: u32 = 0x0006_0000;
    if mt.flags & PRIMITIVE_MASK != PRIMITIVE {
        return None;
    }
    // CorElementType: unsigned integers follow their signed partner; bool and char stand alone.
    match mt.type_info()?.cor_element_type {
        t @ (4 | 6 | 8 | 10) => Some(t),
        t @ (5 | 7 | 9 | 11) => Some(t - 1),
        25 => Some(24),
        t => Some(t),
    }
}

/// `object` if it is null-safe castable to `mt`, else null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_is_instance(object: Ref, mt: &MethodTable) -> Ref {
    // SAFETY: null or a live object.
    unsafe {
        if object.is_null() || can_cast((*object).mt(), mt) {
            object
        } else {
            core::ptr::null_mut()
        }
    }
}

/// May `value` be stored into `array`? 1 if so.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn kiln_store_check(array: Ref, value: Ref) -> u32 {
    // SAFETY: a live array, and null or a live object.
    unsafe {
        if value.is_null() {
            return 1;
        }
        let element = &*(*array).mt().element_type;
        let actual = (*value).mt();
        u32::from(core::ptr::eq(actual, element) || can_cast(actual, element))
    }
}

crate::manifest_line!(helper, "kiln_is_instance", "kiln_is_instance", "-");
crate::manifest_line!(helper, "kiln_store_check", "kiln_store_check", "-");
