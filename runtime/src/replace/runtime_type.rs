//! Names of types, from the type tables.

use crate::entries;
use crate::layout::{self, field};
use crate::method_table::MethodTable;
use crate::object::{Ref, StringObject};
use crate::text;
use core::ptr::null_mut;

const fn unit(c: u8) -> u16 {
    c as u16
}

/// The full name in the type's table; empty for types without one.
unsafe fn full_name<'a>(ty: Ref) -> (&'a [u16], *const StringObject) {
    // SAFETY: a live RuntimeType; handles with bit 1 are not MethodTables.
    unsafe {
        let handle = *field::<*const MethodTable>(ty, layout::RUNTIME_TYPE_HANDLE);
        if handle.is_null() || handle as usize & 2 != 0 {
            return (&[], core::ptr::null());
        }
        match (*handle).type_info() {
            Some(info) if !info.name.is_null() => (StringObject::chars(info.name), info.name),
            _ => (&[], core::ptr::null()),
        }
    }
}

/// Where the part that names the type itself lies: after namespace and enclosing types, before
/// generic arguments. What follows the arguments (array ranks) belongs to the name as well.
fn split(name: &[u16]) -> (usize, usize, usize) {
    let is_arguments = |i: usize| {
        name[i] == unit(b'[')
            && !matches!(name.get(i + 1).copied(),
                Some(c) if c == unit(b']') || c == unit(b',') || c == unit(b'*'))
    };
    let arguments = (0..name.len()).find(|i| is_arguments(*i));
    let suffix = (0..name.len()).find(|i| name[*i] == unit(b'['));
    let base_end = suffix.unwrap_or(name.len());
    let start = (0..base_end)
        .rev()
        .find(|i| name[*i] == unit(b'.') || name[*i] == unit(b'+'))
        .map_or(0, |i| i + 1);
    let end = arguments.unwrap_or(name.len());
    // The arguments end with their matching bracket.
    let mut depth = 0;
    let mut rest = name.len();
    if let Some(first) = arguments {
        for (i, c) in name.iter().enumerate().skip(first) {
            if *c == unit(b'[') {
                depth += 1;
            } else if *c == unit(b']') {
                depth -= 1;
                if depth == 0 {
                    rest = i + 1;
                    break;
                }
            }
        }
    }
    (start, end, rest)
}

/// Length of the namespace.
fn namespace_length(name: &[u16]) -> usize {
    let base_end = name
        .iter()
        .position(|c| *c == unit(b'[') || *c == unit(b'+'))
        .unwrap_or(name.len());
    (0..base_end)
        .rev()
        .find(|i| name[*i] == unit(b'.'))
        .unwrap_or(0)
}

entries! {
    [replace "System.RuntimeType::ToString():System.String" "-"]
    fn kiln_type_full_name(this: Ref) -> Ref {
        full_name(this).1.cast_mut().cast()
    }

    [replace "System.RuntimeType::get_FullName():System.String" "alloc"]
    fn kiln_type_reflection_name(this: Ref) -> Ref {
        crate::reflect::full_name(this, false)
    }

    [replace "System.RuntimeType::get_AssemblyQualifiedName():System.String" "alloc"]
    fn kiln_type_qualified_name(this: Ref) -> Ref {
        crate::reflect::full_name(this, true)
    }

    [replace "System.RuntimeType::get_Name():System.String" "alloc"]
    fn kiln_type_name(this: Ref) -> Ref {
        let (name, _) = full_name(this);
        let (start, end, rest) = split(name);
        let (head, tail) =
            (name.get(start..end).unwrap_or(&[]), name.get(rest..).unwrap_or(&[]));
        text::make(head.len() + tail.len(), |out| {
            for (o, c) in out.iter_mut().zip(head.iter().chain(tail)) {
                *o = *c;
            }
        })
    }

    [replace "System.RuntimeType::GetCachedName(System.TypeNameKind):System.String" "alloc"]
    fn kiln_type_cached_name(this: Ref, kind: i32) -> Ref {
        // TypeNameKind: Name, ToString, FullName.
        match kind {
            0 => kiln_type_name(this),
            2 => kiln_type_reflection_name(this),
            _ => kiln_type_full_name(this),
        }
    }

    [replace "System.RuntimeType::get_Namespace():System.String" "alloc"]
    fn kiln_type_namespace(this: Ref) -> Ref {
        let (name, _) = full_name(this);
        let length = namespace_length(name);
        if length == 0 {
            return null_mut();
        }
        text::from_utf16(name.get(..length).unwrap_or(&[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(full: &str) -> String {
        let units: Vec<u16> = full.encode_utf16().collect();
        let (start, end, rest) = split(&units);
        String::from_utf16_lossy(&[&units[start..end], &units[rest..]].concat())
    }

    fn namespace(full: &str) -> String {
        let units: Vec<u16> = full.encode_utf16().collect();
        String::from_utf16_lossy(&units[..namespace_length(&units)])
    }

    #[test]
    fn names_of_types() {
        for (full, short, space) in [
            ("System.Int32", "Int32", "System"),
            ("Program", "Program", ""),
            ("System.Int32[]", "Int32[]", "System"),
            ("System.Int32[,]", "Int32[,]", "System"),
            ("A.B.Outer+Inner", "Inner", "A.B"),
            (
                "System.Collections.Generic.List`1[System.Int32]",
                "List`1",
                "System.Collections.Generic",
            ),
            ("N.G`2[A.B,C.D[]][]", "G`2[]", "N"),
            ("", "", ""),
        ] {
            assert_eq!(name(full), short);
            assert_eq!(namespace(full), space);
        }
    }
}
