//! Equality of delegates, from target and code.

use crate::entries;
use crate::layout::{self, field};
use crate::object::{ArrayObject, Ref};
use crate::sync::monitor::identity_hash;

struct Parts {
    target: Ref,
    method: usize,
    aux: usize,
    list: Ref,
    count: isize,
}

unsafe fn parts(d: Ref) -> Parts {
    // SAFETY: a live delegate.
    unsafe {
        Parts {
            target: *field(d, layout::DELEGATE_TARGET),
            method: *field(d, layout::DELEGATE_METHOD_PTR),
            aux: *field(d, layout::DELEGATE_METHOD_PTR_AUX),
            list: *field(d, layout::DELEGATE_INVOCATION_LIST),
            count: *field(d, layout::DELEGATE_INVOCATION_COUNT),
        }
    }
}

/// The delegates of a multicast one.
unsafe fn members<'a>(p: &Parts) -> &'a [Ref] {
    if p.list.is_null() || p.count <= 0 {
        return &[];
    }
    // SAFETY: the list is an object array of at least `count` delegates.
    unsafe {
        let data = ArrayObject::data(p.list.cast()).cast::<Ref>();
        core::slice::from_raw_parts(data, p.count as usize)
    }
}

unsafe fn equal(a: Ref, b: Ref) -> bool {
    if a == b {
        return true;
    }
    // SAFETY: null or live objects; equal types make `b` a delegate as well.
    unsafe {
        if a.is_null() || b.is_null() || (*a).method_table != (*b).method_table {
            return false;
        }
        let (x, y) = (parts(a), parts(b));
        let (xs, ys) = (members(&x), members(&y));
        if !xs.is_empty() || !ys.is_empty() {
            return xs.len() == ys.len() && xs.iter().zip(ys).all(|(p, q)| equal(*p, *q));
        }
        if x.aux != 0 || y.aux != 0 {
            // Open over a static method: the target is the delegate itself.
            return x.aux == y.aux;
        }
        x.target == y.target && x.method == y.method
    }
}

unsafe fn hash(d: Ref) -> i32 {
    // SAFETY: a live delegate.
    unsafe {
        let p = parts(d);
        let list = members(&p);
        if !list.is_empty() {
            return list
                .iter()
                .fold(0i32, |h, m| h.wrapping_mul(33).wrapping_add(hash(*m)));
        }
        let of_type = (*d).method_table as i32;
        if p.aux != 0 {
            return of_type.wrapping_add((p.aux >> 2) as i32);
        }
        let of_target = if p.target.is_null() {
            0
        } else {
            identity_hash(p.target)
        };
        of_target
            .wrapping_mul(33)
            .wrapping_add(of_type)
            .wrapping_add((p.method >> 2) as i32)
    }
}

entries! {
    [replace "System.Delegate::Equals(System.Object):System.Boolean" "-"]
    [replace "System.MulticastDelegate::Equals(System.Object):System.Boolean" "-"]
    fn kiln_delegate_equals(this: Ref, other: Ref) -> i32 {
        i32::from(equal(this, other))
    }

    [replace "System.Delegate::GetHashCode():System.Int32" "-"]
    [replace "System.MulticastDelegate::GetHashCode():System.Int32" "-"]
    fn kiln_delegate_hash(this: Ref) -> i32 {
        hash(this)
    }
}
